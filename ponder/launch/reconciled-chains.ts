import { createPublicClient, fallback, http } from 'viem'
import { type Addresses, readAddresses } from '../../kit/addresses.ts'
import type { PonderConfig } from '../config.ts'
import type { ReconciledChain } from '../src/ledger/snapshot.ts'

/** Calls that one HTTP request carries: far below what a node refuses. */
const CALLS_PER_REQUEST = 100

/** The chains and contracts that a reconciliation compares, with a client of its own for each. */
export function reconciledChains(config: PonderConfig): ReconciledChain[] {
  const { DEPLOYMENT_GENEX, DEPLOYMENT_BASE, DEPLOYMENTS_DIR } = config
  return [
    chainOf(config.GENEX_CHAIN_ID, config.GENEX_RPC_URL, readAddresses(DEPLOYMENT_GENEX, DEPLOYMENTS_DIR)),
    chainOf(config.BASE_CHAIN_ID, config.BASE_RPC_URL, readAddresses(DEPLOYMENT_BASE, DEPLOYMENTS_DIR)),
  ]
}

function chainOf(chainId: number, rpcUrls: readonly string[], addresses: Addresses): ReconciledChain {
  const optional = (name: string) => (addresses.has(name) ? addresses.get(name) : undefined)
  return {
    chainId,
    token: addresses.get('MoneyToken'),
    settlement: optional('Settlement'),
    issuerTreasury: optional('IssuerTreasury'),
    marketMakerDeposits: optional('MarketMakerDeposits'),
    reader: createPublicClient({
      transport: fallback(rpcUrls.map((url) => http(url, { batch: { batchSize: CALLS_PER_REQUEST } }))),
    }),
  }
}
