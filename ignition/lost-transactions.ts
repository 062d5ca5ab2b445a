import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { trackTransaction } from '@nomicfoundation/ignition-core'
import { z } from 'zod'
import { BaseError, messageOf } from '../kit/errors.ts'

/** Ignition's number for a nonce that its journal holds without a hash: the process ended between signing and writing. */
const TRANSACTION_LOST = 10_410
/** Most transactions that one interruption can lose: what Ignition sends at once is one step of a module. */
const MAX_LOST = 32
/** Blocks searched for a lost transaction, newest first: about five hours of two-second blocks. */
const MAX_SEARCHED_BLOCKS = 10_000
const POLL_MS = 250
/** Five minutes: a chain that includes nothing for so long is not one to deploy to now. */
const MAX_POLLS = 1_200

interface Provider {
  request(call: { method: string; params?: unknown[] }): Promise<unknown>
}

interface Place {
  provider: Provider
  /** ignition/deployments/<id> */
  directory: string
  confirmations: number
}

const lostSchema = z.object({
  number: z.literal(TRANSACTION_LOST),
  messageArguments: z.object({ sender: z.string(), nonce: z.int() }),
})
const blockSchema = z.object({
  transactions: z.array(z.object({ hash: z.string(), from: z.string(), nonce: z.string() })),
})

const journalLineSchema = z.union([
  z.object({
    type: z.literal('NETWORK_INTERACTION_REQUEST'),
    futureId: z.string(),
    networkInteraction: z.object({
      id: z.int(),
      to: z.string().optional(),
      data: z.string(),
      value: z.object({ _kind: z.literal('bigint'), value: z.string() }),
    }),
  }),
  z.object({
    type: z.literal('TRANSACTION_PREPARE_SEND'),
    futureId: z.string(),
    networkInteractionId: z.int(),
    nonce: z.int(),
  }),
])

type Lost = z.output<typeof lostSchema>['messageArguments']

/**
 * Runs a deployment and heals its journal when the process before was killed while it sent. What never reached the
 * chain is sent as the journal has it, under the nonce that the journal has for it; what did is only looked up: so
 * nothing lands twice, whichever of the two it was.
 */
export async function healing<T>(place: Place, deploy: () => Promise<T>): Promise<T> {
  for (let healed = 0; ; healed++) {
    try {
      return await deploy()
    } catch (error) {
      const lost = lostSchema.safeParse(error)
      if (!lost.success || healed === MAX_LOST) throw error
      await heal(place, lost.data.messageArguments)
    }
  }
}

async function heal({ provider, directory, confirmations }: Place, lost: Lost): Promise<void> {
  const isUnsent = (await transactionCount(provider, lost.sender)) <= lost.nonce
  const refusal = isUnsent ? await send(provider, directory, lost) : undefined
  await until(async () => (await transactionCount(provider, lost.sender)) > lost.nonce, refusal)
  const { hash, block } = await find(provider, lost)
  await until(async () => (await blockNumber(provider)) - block + 1 >= confirmations)
  await trackTransaction(directory, hash, provider, confirmations)
}

/** Returns the node's refusal: harmless when the lost transaction waits in its pool after all, else the reason. */
async function send(provider: Provider, directory: string, { sender, nonce }: Lost): Promise<string | undefined> {
  const transaction = { from: sender, nonce: `0x${nonce.toString(16)}`, ...intended(directory, nonce) }
  try {
    await provider.request({ method: 'eth_sendTransaction', params: [transaction] })
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** What the journal says was to be sent with this nonce. */
function intended(directory: string, nonce: number) {
  const lines = readFileSync(join(directory, 'journal.jsonl'), 'utf8').split('\n').filter(Boolean)
  const known = lines.flatMap((line) => journalLineSchema.safeParse(JSON.parse(line)).data ?? []).reverse()
  const prepared = known.find((line) => line.type === 'TRANSACTION_PREPARE_SEND' && line.nonce === nonce)
  for (const line of known) {
    if (line.type !== 'NETWORK_INTERACTION_REQUEST' || prepared?.type !== 'TRANSACTION_PREPARE_SEND') continue
    const { id, to, data, value } = line.networkInteraction
    const isIt = line.futureId === prepared.futureId && id === prepared.networkInteractionId
    if (isIt) return { ...(to ? { to } : {}), data, value: `0x${BigInt(value.value).toString(16)}` }
  }
  throw new BaseError(`The journal does not say what was to be sent with nonce ${nonce}.`, {
    code: 'DEPLOYMENT_JOURNAL',
    details: `Look into ${join(directory, 'journal.jsonl')}; it was written by another version of Ignition or cut.`,
  })
}

async function find(provider: Provider, { sender, nonce }: Lost): Promise<{ hash: string; block: number }> {
  const head = await blockNumber(provider)
  for (let block = head; block >= Math.max(0, head - MAX_SEARCHED_BLOCKS); block--) {
    const params = [`0x${block.toString(16)}`, true]
    const { transactions } = blockSchema.parse(await provider.request({ method: 'eth_getBlockByNumber', params }))
    const isIt = (tx: (typeof transactions)[number]) =>
      tx.from.toLowerCase() === sender.toLowerCase() && Number(tx.nonce) === nonce
    const hash = transactions.find(isIt)?.hash
    if (hash) return { hash, block }
  }
  throw new BaseError(`Transaction ${nonce} of ${sender} is in none of the last ${MAX_SEARCHED_BLOCKS} blocks.`, {
    code: 'DEPLOYMENT_TRANSACTION_LOST',
    details: 'Find its hash in a block explorer and run: npx hardhat ignition track-tx <hash> <deployment id>.',
  })
}

async function transactionCount(provider: Provider, sender: string): Promise<number> {
  return Number(await provider.request({ method: 'eth_getTransactionCount', params: [sender, 'latest'] }))
}

async function blockNumber(provider: Provider): Promise<number> {
  return Number(await provider.request({ method: 'eth_blockNumber' }))
}

async function until(isTrue: () => Promise<boolean>, refusal?: string): Promise<void> {
  for (let polls = 0; polls < MAX_POLLS; polls++) {
    if (await isTrue()) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new BaseError('The chain did not include a transaction of the deployment in time.', {
    code: 'DEPLOYMENT_STALLED',
    details: `${refusal ? `The node said: ${refusal} ` : ''}Nothing is lost: run the same command again when the chain goes on.`,
  })
}
