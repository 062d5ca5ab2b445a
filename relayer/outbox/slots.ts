import { and, eq } from 'drizzle-orm'
import { type Address, type Hex, keccak256 } from 'viem'
import { MAX_SLOTS_AHEAD, NOOP_GAS } from '../limits.ts'
import type { Store } from '../store/database.ts'
import { type AttemptRow, attempts, lanes, type TransactionKind, transactions } from '../store/schema.ts'
import { maxOf } from './bigint.ts'
import type { OutboxContext } from './context.ts'
import type { Fees } from './fees.ts'
import { addressOf, type Lane } from './lane.ts'

export interface Payload {
  kind: TransactionKind
  to: Address
  data: Hex
  /** Wei, of a refill only. */
  value?: bigint
  /** Always named by the caller: an estimate starves batches whose items may fail. */
  gas: bigint
}

export interface Prepared {
  transactionId: bigint
  attempt: AttemptRow
}

/** Whether the lane's row and the look at the chain leave a slot, and which; the row stays locked until the transaction ends. */
export async function lockSlot({ chain }: OutboxContext, store: Store, lane: Lane): Promise<bigint | undefined> {
  if (lane.chainNonce === undefined) return undefined
  const [row] = await store.select().from(lanes).where(laneIs(chain.chainId, lane)).for('update')
  if (!row) return undefined
  return freeNonce(lane, row.nextNonce)
}

/** The nonce that a lane signs next, unless it is as far ahead of the chain as it may be. */
export function freeNonce({ chainNonce }: Lane, nextNonce: bigint): bigint | undefined {
  if (chainNonce === undefined) return undefined
  const nonce = maxOf(nextNonce, chainNonce)
  return nonce < chainNonce + MAX_SLOTS_AHEAD ? nonce : undefined
}

/** Gives a locked slot to a payload: row, signed bytes and the lane's next nonce become durable together, before any broadcast. */
export async function prepare(
  context: OutboxContext,
  store: Store,
  { lane, nonce, payload, fees }: { lane: Lane; nonce: bigint; payload: Payload; fees: Fees },
): Promise<Prepared> {
  const chainId = BigInt(context.chain.chainId)
  const values = { ...payload, chainId, lane: addressOf(lane), nonce, state: 'prepared' } as const
  const [row] = await store.insert(transactions).values(values).returning({ id: transactions.id })
  if (!row) throw new Error('insert returned no row')
  await advanceLane(context, store, lane, nonce)
  const attempt = await signAttempt(context, store, { lane, transactionId: row.id, nonce, payload, fees })
  return { transactionId: row.id, attempt }
}

/** The same for a payload that already has its row. */
export async function prepareQueued(
  context: OutboxContext,
  store: Store,
  parameters: { lane: Lane; nonce: bigint; transactionId: bigint; payload: Payload; fees: Fees },
): Promise<Prepared> {
  const { lane, nonce, transactionId } = parameters
  await store.update(transactions).set({ nonce, state: 'prepared' }).where(eq(transactions.id, transactionId))
  await advanceLane(context, store, lane, nonce)
  return { transactionId, attempt: await signAttempt(context, store, parameters) }
}

/** Signs one version of a slot's transaction and stores it; storing the same bytes twice is one row. */
export async function signAttempt(
  { chain }: OutboxContext,
  store: Store,
  parameters: { lane: Lane; transactionId: bigint; nonce: bigint; payload: Payload | 'noop'; fees: Fees },
): Promise<AttemptRow> {
  const { lane, transactionId, nonce, fees } = parameters
  const payload = parameters.payload === 'noop' ? noopPayload(lane) : parameters.payload
  const raw = await lane.signer.sign({
    type: 'eip1559',
    chainId: chain.chainId,
    nonce: Number(nonce),
    to: payload.to,
    data: payload.data,
    value: payload.value ?? 0n,
    gas: payload.gas,
    maxFeePerGas: fees.maxFeePerGasWei,
    maxPriorityFeePerGas: fees.maxPriorityFeePerGasWei,
  })
  const isNoop = payload.kind === 'noop'
  const values = { hash: keccak256(raw), transactionId, nonce, isNoop, raw, ...fees }
  const [row] = await store
    .insert(attempts)
    .values(values)
    .onConflictDoUpdate({ target: attempts.hash, set: { transactionId } })
    .returning()
  if (!row) throw new Error('insert returned no row')
  return row
}

/** Costs the least that a nonce can be used up with: nothing is sent, to ourselves. */
export function noopPayload(lane: Lane): Payload {
  return { kind: 'noop', to: addressOf(lane), data: '0x', gas: NOOP_GAS }
}

export function laneIs(chainId: number, lane: Lane) {
  return and(eq(lanes.chainId, BigInt(chainId)), eq(lanes.address, addressOf(lane)))
}

export function isOnLane(chainId: number, lane: Lane) {
  return and(eq(transactions.chainId, BigInt(chainId)), eq(transactions.lane, addressOf(lane)))
}

async function advanceLane({ chain }: OutboxContext, store: Store, lane: Lane, nonce: bigint): Promise<void> {
  await store
    .update(lanes)
    .set({ nextNonce: nonce + 1n })
    .where(laneIs(chain.chainId, lane))
}
