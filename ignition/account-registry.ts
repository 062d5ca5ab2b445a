import { setTimeout as wait } from 'node:timers/promises'
import hre from 'hardhat'
import { type Address, concatHex, getCreate2Address, type Hex, numberToHex } from 'viem'
import { BaseError } from '../kit/errors.ts'

/** The CREATE2 proxy that every public chain has; calldata = salt and init code. */
export const CREATE2_PROXY: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
const SALT = numberToHex(0, { size: 32 })
/** A block of a slow chain is there by then; after it the node or the fee is at fault. */
const LONGEST_WAIT_MS = 120_000

export interface ChainProvider {
  request(call: { method: string; params?: unknown[] }): Promise<unknown>
}

/**
 * Puts the account registry where the same code stands on every chain, so that a passkey's account has one address everywhere, and
 * returns its address. It takes no arguments and knows no administrator, so it does not matter who put it there: when somebody was faster,
 * nothing is left to do. It comes before everything else of a deployment, whose records know it as an address that exists.
 */
export async function placeAccountRegistry(provider: ChainProvider, pollMs: number): Promise<Address> {
  const bytecode = (await hre.artifacts.readArtifact('AccountRegistry')).bytecode as Hex
  const address = getCreate2Address({ from: CREATE2_PROXY, salt: SALT, bytecode })
  if (await hasCode(provider, address)) return address
  if (!(await hasCode(provider, CREATE2_PROXY))) throw noProxy()
  const [from] = (await provider.request({ method: 'eth_accounts' })) as string[]
  // A transaction of an interrupted run may still be on its way.
  await until(
    pollMs,
    async () => (await nonceOf(provider, from, 'pending')) === (await nonceOf(provider, from, 'latest')),
  )
  if (await hasCode(provider, address)) return address
  const transaction = { from, to: CREATE2_PROXY, data: concatHex([SALT, bytecode]) }
  await provider.request({ method: 'eth_sendTransaction', params: [transaction] })
  await until(pollMs, () => hasCode(provider, address))
  return address
}

async function hasCode(provider: ChainProvider, address: Address): Promise<boolean> {
  return (await provider.request({ method: 'eth_getCode', params: [address, 'latest'] })) !== '0x'
}

function nonceOf(provider: ChainProvider, account: string | undefined, block: string): Promise<unknown> {
  return provider.request({ method: 'eth_getTransactionCount', params: [account, block] })
}

async function until(pollMs: number, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LONGEST_WAIT_MS
  while (!(await isTrue())) {
    if (performance.now() > deadline) {
      const details = 'Look at the deployer’s pending transactions, then run it again.'
      throw new BaseError('The account registry was not mined in time.', { code: 'DEPLOYMENT_NETWORK', details })
    }
    await wait(pollMs)
  }
}

function noProxy(): BaseError {
  const details = `There is no code at ${CREATE2_PROXY} (github.com/Arachnid/deterministic-deployment-proxy).`
  return new BaseError('The chain lacks the CREATE2 proxy.', { code: 'DEPLOYMENT_NETWORK', details })
}
