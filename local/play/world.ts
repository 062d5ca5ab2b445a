import {
  type Address,
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  type PublicClient,
  type WalletClient,
} from 'viem'
import { nonceManager, privateKeyToAccount } from 'viem/accounts'
import { type Addresses, readAddresses } from '../../kit/addresses.ts'
import { type LocalAccount, localKey } from '../keys.ts'

/** What plays on a local system need: its API, its Genex chain, and the officers who act on chain themselves. */
export interface World {
  url: string
  chain: PublicClient
  rpcUrl: string
  addresses: Addresses
  /** Signs and sends as one of the local officers; they hold ether, users do not. */
  officer: (name: LocalAccount) => WalletClient
}

export function openWorld(parameters: { url: string; rpcUrl: string; deployment: string }): World {
  const { url, rpcUrl, deployment } = parameters
  const transport = http(rpcUrl)
  return {
    url,
    rpcUrl,
    chain: createPublicClient({ transport, pollingInterval: 100 }),
    addresses: readAddresses(deployment),
    officer: (name) =>
      createWalletClient({ account: privateKeyToAccount(localKey(name), { nonceManager }), transport }),
  }
}

interface ContractCall {
  address: Address
  abi: readonly unknown[]
  functionName: string
  args: readonly unknown[]
}

/** Sends a call as an officer and waits for its receipt; a revert throws with the contract's error before anything is sent. */
export async function act(
  { chain }: World,
  officer: WalletClient,
  call: ContractCall,
): Promise<{ hash: Hex; gasUsed: bigint }> {
  const account = officer.account
  if (!account) throw new Error('the officer has no key')
  await chain.simulateContract({ ...call, account } as never)
  const hash = await officer.writeContract({ ...call, account, chain: null } as never)
  const receipt = await chain.waitForTransactionReceipt({ hash })
  if (receipt.status !== 'success') throw new Error(`${call.functionName} reverted in ${hash}`)
  return { hash, gasUsed: receipt.gasUsed }
}
