import { createPublicClient, createWalletClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { readAddresses } from '../../../kit/addresses.ts'
import type { Secret } from '../../../kit/secret.ts'
import { identityRegistryAbi } from '../../../sdk/src/abi/identity-registry.gen.ts'
import type { Hex } from '../../sequencer/engine/types.ts'
import { RECEIPT_MS } from '../limits.ts'

/** `MarketMakerState.ACTIVE` (contracts/identity/types). */
const ACTIVE = 1

/** What the suspender asks of the chain and does there; the only place where the watch touches it. */
export interface Registry {
  /** UTC day since 1970 on which the maker became active; undefined unless it is. */
  activeSinceDay(account: Hex): Promise<number | undefined>
  /** Suspends and waits for the block; rejects with the contract's reason. */
  suspend(account: Hex, reportHash: Hex): Promise<Hex>
}

interface Parameters {
  url: string
  deployment: string
  key: Secret
}

export function createRegistry({ url, deployment, key }: Parameters): Registry {
  const contract = { address: readAddresses(deployment).get('IdentityRegistry'), abi: identityRegistryAbi } as const
  const transport = http(url)
  const client = createPublicClient({ transport })
  const account = privateKeyToAccount(key.reveal() as Hex)
  const wallet = createWalletClient({ account, transport })
  return {
    async activeSinceDay(maker) {
      const state = await client.readContract({ ...contract, functionName: 'marketMakerStateOf', args: [maker] })
      if (state !== ACTIVE) return undefined
      return await client.readContract({ ...contract, functionName: 'marketMakerSinceDayOf', args: [maker] })
    },
    async suspend(maker, reportHash) {
      const call = { ...contract, functionName: 'suspendMarketMakerAutomatically', args: [maker, reportHash] } as const
      const { request } = await client.simulateContract({ ...call, account })
      // Of the chain, not of the pool: a transaction that hangs is sent again in its place, never beside it.
      const nonce = await client.getTransactionCount({ address: account.address })
      const hash = await wallet.writeContract({ ...request, nonce, chain: null })
      const { status } = await client.waitForTransactionReceipt({ hash, timeout: RECEIPT_MS })
      if (status !== 'success') throw new Error(`the suspension ${hash} was reverted`)
      return hash
    },
  }
}
