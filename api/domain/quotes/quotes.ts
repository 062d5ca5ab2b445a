import { randomUUID } from 'node:crypto'
import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { convertAmount, crossRate } from '../../../sdk/src/pricing/convert.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { notFoundError } from '../../http/not-found.ts'
import { KEEP_QUOTES_SEC, MAX_OPEN_QUOTES, QUOTE_TTL_SEC } from '../../limits.ts'
import { quote } from '../../store/tables.ts'
import { type PayAsset, readRate } from './rates.ts'

export type Quote = typeof quote.$inferSelect

type Dependencies = Pick<ApiDependencies, 'database' | 'chain' | 'addresses' | 'now'>

/**
 * Locks the rate of now for 15 minutes (FIA-2). What is received is USDC, rounded down.
 * @throws RATE_UNAVAILABLE, QUOTE_LIMIT, QUOTE_TOO_SMALL.
 */
export async function createQuote(
  dependencies: Dependencies,
  { account, pay, payUsdc6 }: { account: Address; pay: PayAsset; payUsdc6: bigint },
): Promise<Quote> {
  const { database, now } = dependencies
  const [payRate, receiveRate] = await Promise.all([readRate(dependencies, pay), readRate(dependencies, 'USDC')])
  const rateE8 = crossRate(payRate, receiveRate)
  const receiveUsdc6 = convertAmount(payUsdc6, rateE8)
  if (receiveUsdc6 === 0n) {
    const details = 'At this rate nothing is left of it.'
    throw new BaseError('The amount is too small.', { code: 'QUOTE_TOO_SMALL', details, status: 422 })
  }
  const at = now()
  await database.delete(quote).where(lt(quote.expiresAt, new Date(at.getTime() - KEEP_QUOTES_SEC * 1000)))
  await refuseBeyondLimit(dependencies, account, at)
  const lockedUntil = new Date(at.getTime() + QUOTE_TTL_SEC * 1000)
  const row = { id: randomUUID(), account, pay, payUsdc6, rateE8, receiveUsdc6, createdAt: at, expiresAt: lockedUntil }
  await database.insert(quote).values(row)
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

async function refuseBeyondLimit({ database }: Dependencies, account: Address, at: Date): Promise<void> {
  const isOpen = and(eq(quote.account, account), gt(quote.expiresAt, at))
  const [count] = await database.select({ open: sql<number>`count(*)::int` }).from(quote).where(isOpen)
  if ((count?.open ?? 0) < MAX_OPEN_QUOTES) return
  throw new BaseError('Too many quotes are open.', {
    code: 'QUOTE_LIMIT',
    details: `At most ${MAX_OPEN_QUOTES}; each is over after ${QUOTE_TTL_SEC / 60} minutes.`,
    status: 422,
  })
}
