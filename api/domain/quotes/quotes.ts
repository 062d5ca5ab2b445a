import { randomUUID } from 'node:crypto'
import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { convertAmount, crossRate } from '../../../sdk/src/pricing/convert.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { notFoundError } from '../../http/not-found.ts'
import { KEEP_QUOTES_SEC, MAX_OPEN_QUOTES, QUOTE_TTL_SEC } from '../../limits.ts'
import type { Queryable } from '../../store/database.ts'
import { quote } from '../../store/tables.ts'
import { type PayAsset, readRate } from './rates.ts'

export type Quote = typeof quote.$inferSelect

type Dependencies = Pick<ApiDependencies, 'database' | 'chain' | 'addresses' | 'now'>

/**
 * The rate of now, for 15 minutes (FIA-2); it is locked when it is kept. What is received is USDC, rounded down.
 * @throws RATE_UNAVAILABLE, QUOTE_TOO_SMALL.
 */
export async function writeQuote(
  dependencies: Dependencies,
  { account, pay, payUsdc6 }: { account: Address; pay: PayAsset; payUsdc6: bigint },
): Promise<Quote> {
  const [payRate, receiveRate] = await Promise.all([readRate(dependencies, pay), readRate(dependencies, 'USDC')])
  const rateE8 = crossRate(payRate, receiveRate)
  const receiveUsdc6 = convertAmount(payUsdc6, rateE8)
  if (receiveUsdc6 === 0n) {
    const details = 'At this rate nothing is left of it.'
    throw new BaseError('The amount is too small.', { code: 'QUOTE_TOO_SMALL', details, status: 422 })
  }
  const at = dependencies.now()
  const lockedUntil = new Date(at.getTime() + QUOTE_TTL_SEC * 1000)
  return { id: randomUUID(), account, pay, payUsdc6, rateE8, receiveUsdc6, createdAt: at, expiresAt: lockedUntil }
}

/** One quote of an account at a time, so that two together do not pass the limit. @throws QUOTE_LIMIT. */
export async function keepQuote(transaction: Queryable, row: Quote): Promise<Quote> {
  const over = new Date(row.createdAt.getTime() - KEEP_QUOTES_SEC * 1000)
  await transaction.delete(quote).where(lt(quote.expiresAt, over))
  await transaction.execute(sql`select pg_advisory_xact_lock(hashtext(${`quote:${row.account}`}))`)
  await refuseBeyondLimit(transaction, row)
  await transaction.insert(quote).values(row)
  return row
}

/** Another account's quote is answered like an unknown one. @throws QUOTE_UNKNOWN. */
export async function readQuote({ database }: Dependencies, account: Address, id: string): Promise<Quote> {
  const [row] = await database
    .select()
    .from(quote)
    .where(and(eq(quote.id, id), eq(quote.account, account)))
  if (row) return row
  throw notFoundError('QUOTE_UNKNOWN', `There is no quote ${id} of this account.`)
}

async function refuseBeyondLimit(transaction: Queryable, { account, createdAt }: Quote): Promise<void> {
  const isOpen = and(eq(quote.account, account), gt(quote.expiresAt, createdAt))
  const [count] = await transaction.select({ open: sql<number>`count(*)::int` }).from(quote).where(isOpen)
  if ((count?.open ?? 0) < MAX_OPEN_QUOTES) return
  throw new BaseError('Too many quotes are open.', {
    code: 'QUOTE_LIMIT',
    details: `At most ${MAX_OPEN_QUOTES}; each is over after ${QUOTE_TTL_SEC / 60} minutes.`,
    status: 422,
  })
}
