import type { Context } from 'ponder:registry'
import { account } from 'ponder:schema'
import type { Address, Hex } from 'viem'

/** What the handlers need of ponder's context, whatever the event. */
export type IndexContext = Pick<Context, 'db'> & { chain: { id: number } }

/** What the handlers need of any event besides its arguments. */
export interface LogEvent {
  block: { number: bigint; timestamp: bigint }
  transaction: { hash: Hex }
  log: { logIndex: number }
}

/** The columns of a row that stands for one log. */
export function logRow(event: LogEvent, context: { chain: { id: number } }) {
  return {
    id: `${context.chain.id}:${event.transaction.hash}:${event.log.logIndex}`,
    chainId: context.chain.id,
    blockNumber: Number(event.block.number),
    transactionHash: event.transaction.hash,
    logIndex: event.log.logIndex,
    recordedAt: blockTime(event),
  }
}

export const blockTime = (event: { block: { timestamp: bigint } }) => Number(event.block.timestamp)

/** Tables hold addresses in lower case, as ponder hands them out. */
export const lower = <Value extends Hex>(value: Value) => value.toLowerCase() as Value

type Account = typeof account.$inferSelect

/** Changes an account's row; one that was never seen before starts empty. */
export async function changeAccount(
  event: LogEvent,
  context: IndexContext,
  address: Address,
  change: Partial<Account> | ((row: Account) => Partial<Account>),
): Promise<void> {
  const key = { chainId: context.chain.id, address }
  await context.db
    .insert(account)
    .values({ ...key, firstSeenAt: blockTime(event) })
    .onConflictDoNothing()
  await context.db.update(account, key).set(change)
}

/** Adds to (or, negative, takes from) an account's cash. */
export function addCash(event: LogEvent, context: IndexContext, address: Address, amountUsdc6: bigint): Promise<void> {
  return changeAccount(event, context, address, (row) => ({ cashUsdc6: row.cashUsdc6 + amountUsdc6 }))
}
