import { type Abi, encodeFunctionData, type Hex } from 'viem'
import { localKey } from '../../local/keys.ts'
import { intentsAbi } from '../../relayer/intents/abi.ts'
import { batchGas } from '../../relayer/intents/batch.ts'
import { CHAIN_ID, newAccount } from '../services/relayer/support/intent.ts'
import { artifact, type Market, sendAs } from '../services/relayer/support/market.ts'

const ITEMS = 50
const GAS_LIMIT = 100_000
const DEADLINE_SEC = 4_000_000_000
const FIELDS = [
  ['account', 'address'],
  ['first', 'uint256'],
  ['second', 'uint256'],
  ['nonce', 'uint256'],
  ['deadline', 'uint48'],
  ['gasLimit', 'uint32'],
] as const
const TYPES = { StorePair: FIELDS.map(([name, type]) => ({ name, type })) }

/** Gas of an action that writes two new slots and an event, in a batch of 50 by accounts that have acted before: the research's yardstick. */
export async function measureTwoSlotIntent(market: Market): Promise<number> {
  const { abi } = artifact('mocks/IntentsHarness')
  // Wallets sign here: no registry of passkeys is asked.
  const harness = await market.deploy('mocks/IntentsHarness', [market.recorder])
  const accounts = Array.from({ length: ITEMS }, newAccount)
  let gas = 0
  for (const nonce of [0n, 1n]) {
    const calls = await Promise.all(accounts.map((account) => signedPair({ account, nonce, harness, abi })))
    const data = encodeFunctionData({ abi: intentsAbi, functionName: 'executeIntents', args: [calls] })
    const items = calls.map((call) => ({ data: call, gas: BigInt(GAS_LIMIT), tries: 0 }))
    const hash = await sendAs(market.client, localKey('deployer'), { to: harness, data, gas: batchGas(items) })
    await market.mine()
    const receipt = await market.client.waitForTransactionReceipt({ hash })
    if (receipt.logs.length !== 2 * ITEMS) throw new Error('not every item was executed')
    gas = Number(receipt.gasUsed) / ITEMS
  }
  return Math.round(gas)
}

interface Pair {
  account: ReturnType<typeof newAccount>
  nonce: bigint
  harness: Hex
  abi: Abi
}

async function signedPair({ account, nonce, harness, abi }: Pair): Promise<Hex> {
  const [first, second] = [nonce + 1n, nonce + 2n]
  const auth = { account: account.address, nonce, deadline: DEADLINE_SEC, gasLimit: GAS_LIMIT }
  const domain = { name: 'Genex Harness', version: '1', chainId: CHAIN_ID, verifyingContract: harness }
  const message = { first, second, ...auth }
  const signature = await account.signTypedData({ domain, types: TYPES, primaryType: 'StorePair', message })
  return encodeFunctionData({ abi, functionName: 'storePairBySig', args: [first, second, { ...auth, signature }] })
}
