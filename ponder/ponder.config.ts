import { createConfig, factory } from 'ponder'
import { getAbiItem } from 'viem'
import { readAddresses } from '../kit/addresses.ts'
import { accessManagerAbi } from '../sdk/src/abi/access-manager.gen.ts'
import { accountRegistryAbi } from '../sdk/src/abi/account-registry.gen.ts'
import { brakeAbi } from '../sdk/src/abi/brake.gen.ts'
import { identityRegistryAbi } from '../sdk/src/abi/identity-registry.gen.ts'
import { issuerRegistryAbi } from '../sdk/src/abi/issuer-registry.gen.ts'
import { issuerTreasuryAbi } from '../sdk/src/abi/issuer-treasury.gen.ts'
import { marketMakerDepositsAbi } from '../sdk/src/abi/market-maker-deposits.gen.ts'
import { organisationAbi } from '../sdk/src/abi/organisation.gen.ts'
import { organisationFactoryAbi } from '../sdk/src/abi/organisation-factory.gen.ts'
import { rateOracleAbi } from '../sdk/src/abi/rate-oracle.gen.ts'
import { redemptionAbi } from '../sdk/src/abi/redemption.gen.ts'
import { seriesRegistryAbi } from '../sdk/src/abi/series-registry.gen.ts'
import { settlementAbi } from '../sdk/src/abi/settlement.gen.ts'
import { testStablecoinAbi } from '../sdk/src/abi/test-stablecoin.gen.ts'
import { loadConfig } from './config.ts'
import { DATABASE_CONNECTIONS, RPC_ENTRIES } from './limits.ts'

const config = loadConfig()
const deployments = {
  genex: readAddresses(config.DEPLOYMENT_GENEX, config.DEPLOYMENTS_DIR),
  base: readAddresses(config.DEPLOYMENT_BASE, config.DEPLOYMENTS_DIR),
}
const startBlocks = { genex: config.GENEX_START_BLOCK, base: config.BASE_START_BLOCK }

/** A contract of one chain, by its name in the deployment. */
const at = (chain: 'genex' | 'base', name: string) =>
  ({ address: deployments[chain].get(name), startBlock: startBlocks[chain] }) as const
const onBoth = (name: string) => ({ chain: { genex: at('genex', name), base: at('base', name) } }) as const
const onGenex = (name: string) => ({ chain: 'genex', ...at('genex', name) }) as const

/** What the factory of organisations made on a chain. */
const organisationsOf = (chain: 'genex' | 'base') => {
  const event = getAbiItem({ abi: organisationFactoryAbi, name: 'OrganisationCreated' })
  const { address, startBlock } = at(chain, 'OrganisationFactory')
  return { address: factory({ address, event, parameter: 'organisation', startBlock }), startBlock }
}

const chain = (id: number, rpcUrls: readonly string[], ws: string) => ({
  id,
  rpc: Array.from({ length: RPC_ENTRIES }, () => rpcUrls).flat(),
  ws,
  disableCache: config.PONDER_IGNORE_CACHE,
})

export default createConfig({
  database: {
    kind: 'postgres',
    connectionString: config.DATABASE_URL,
    poolConfig: { max: DATABASE_CONNECTIONS },
  },
  chains: {
    genex: chain(config.GENEX_CHAIN_ID, config.GENEX_RPC_URL, config.GENEX_WS_URL),
    base: chain(config.BASE_CHAIN_ID, config.BASE_RPC_URL, config.BASE_WS_URL),
  },
  contracts: {
    AccessManager: { abi: accessManagerAbi, ...onBoth('AccessManager') },
    AccountRegistry: { abi: accountRegistryAbi, ...onBoth('AccountRegistry') },
    Brake: { abi: brakeAbi, ...onBoth('Brake') },
    IdentityRegistry: { abi: identityRegistryAbi, ...onBoth('IdentityRegistry') },
    MoneyToken: { abi: testStablecoinAbi, ...onBoth('MoneyToken') },
    OrganisationFactory: { abi: organisationFactoryAbi, ...onBoth('OrganisationFactory') },
    Organisation: {
      abi: organisationAbi,
      chain: { genex: organisationsOf('genex'), base: organisationsOf('base') },
    },
    IssuerRegistry: { abi: issuerRegistryAbi, ...onGenex('IssuerRegistry') },
    IssuerTreasury: { abi: issuerTreasuryAbi, ...onGenex('IssuerTreasury') },
    MarketMakerDeposits: { abi: marketMakerDepositsAbi, ...onGenex('MarketMakerDeposits') },
    RateOracle: { abi: rateOracleAbi, ...onGenex('RateOracle') },
    Redemption: { abi: redemptionAbi, ...onGenex('Redemption') },
    SeriesRegistry: { abi: seriesRegistryAbi, ...onGenex('SeriesRegistry') },
    Settlement: { abi: settlementAbi, ...onGenex('Settlement') },
  },
})
