import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import { BaseError, RetryableError } from '../../../kit/errors.ts'
import { IDEMPOTENCY_CLAIM_SEC, IDEMPOTENCY_TTL_SEC } from '../../limits.ts'
import type { Database, Queryable } from '../../store/database.ts'
import { idempotency } from '../../store/tables.ts'

export interface IdempotencyDependencies {
  database: Queryable
  now: () => Date
}

export interface RequestIdentity {
  account: string
  key: string
  /** SHA-256 of method, path and body. */
  requestHash: string
}

/** An answer that was given before to the same key and request. */
export interface RememberedAnswer {
  status: number
  body: string
}

/**
 * Claims a key for one request. Returns the remembered answer when there is one, undefined when the caller must do the work.
 * @throws BaseError IDEMPOTENCY_KEY_REUSED (422) for another request, RetryableError IDEMPOTENCY_IN_PROGRESS (409).
 */
export async function claim(
  { database, now }: IdempotencyDependencies,
  request: RequestIdentity,
): Promise<RememberedAnswer | undefined> {
  const at = now()
  await forgetOld({ database, now })
  const claimed = await database
    .insert(idempotency)
    .values({ ...request, claimedAt: at })
    .onConflictDoUpdate({
      target: [idempotency.account, idempotency.key],
      set: { claimedAt: at },
      // Only a claim whose process died is taken over, and only by the same request.
      setWhere: sql`${idempotency.status} is null and ${idempotency.claimedAt} < ${before(at, IDEMPOTENCY_CLAIM_SEC)}
        and ${idempotency.requestHash} = ${request.requestHash}`,
    })
    .returning()
  if (claimed.length > 0) return undefined
  const answer = await answerOf(database, request)
  if (answer) return answer
  throw inProgress()
}

/** The answer to a request that was here before. @throws BaseError IDEMPOTENCY_KEY_REUSED (422), RetryableError IDEMPOTENCY_IN_PROGRESS (409). */
export async function recall(
  dependencies: IdempotencyDependencies,
  request: RequestIdentity,
): Promise<RememberedAnswer | undefined> {
  const { database, now } = dependencies
  return await answerOf(database, request, before(now(), IDEMPOTENCY_TTL_SEC))
}

/** Holds a key until the transaction ends; whoever comes meanwhile is not kept waiting. @throws RetryableError IDEMPOTENCY_IN_PROGRESS (409). */
export async function lockKey(transaction: Queryable, { account, key }: RequestIdentity): Promise<void> {
  const name = `idempotency ${account} ${key}`
  const { rows } = await transaction.execute(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as held`,
  )
  if (rows[0]?.held !== true) throw inProgress()
}

/** Keeps the answer to a request in the transaction of its effect, which is what counts. */
export async function keepAnswer(
  { database, now }: IdempotencyDependencies,
  request: RequestIdentity,
  answer: RememberedAnswer,
): Promise<void> {
  await forgetOld({ database, now })
  const row = { ...request, ...answer, claimedAt: now() }
  const target = [idempotency.account, idempotency.key]
  await database.insert(idempotency).values(row).onConflictDoUpdate({ target, set: row })
}

/** Keeps a refusal, unless the same request was answered meanwhile. */
export async function keepRefusal(
  { database, now }: IdempotencyDependencies,
  request: RequestIdentity,
  answer: RememberedAnswer,
): Promise<void> {
  await database
    .insert(idempotency)
    .values({ ...request, ...answer, claimedAt: now() })
    .onConflictDoNothing()
}

/** Keeps the answer of a claimed request for later repetitions. */
export async function remember(database: Database, request: RequestIdentity, answer: RememberedAnswer): Promise<void> {
  await database.update(idempotency).set(answer).where(rowOf(request))
}

/** Gives a claim back: nothing was done, the same key may be used again. */
export async function release(database: Database, request: RequestIdentity): Promise<void> {
  await database.delete(idempotency).where(and(rowOf(request), isNull(idempotency.status)))
}

async function answerOf(
  database: Queryable,
  request: RequestIdentity,
  since = new Date(0),
): Promise<RememberedAnswer | undefined> {
  const [row] = await database.select().from(idempotency).where(rowOf(request))
  if (!row || row.claimedAt < since) return undefined
  if (row.requestHash !== request.requestHash) {
    throw new BaseError('The Idempotency-Key was used for another request.', {
      code: 'IDEMPOTENCY_KEY_REUSED',
      details: 'Use a new key for a new request.',
      status: 422,
    })
  }
  if (row.status && row.body !== null) return { status: row.status, body: row.body }
  throw inProgress()
}

async function forgetOld({ database, now }: IdempotencyDependencies): Promise<void> {
  await database.delete(idempotency).where(lt(idempotency.claimedAt, before(now(), IDEMPOTENCY_TTL_SEC)))
}

function inProgress(): RetryableError {
  return new RetryableError('The first request with this Idempotency-Key is still running.', {
    code: 'IDEMPOTENCY_IN_PROGRESS',
    status: 409,
  })
}

function rowOf({ account, key }: RequestIdentity) {
  return and(eq(idempotency.account, account), eq(idempotency.key, key))
}

function before(at: Date, seconds: number): Date {
  return new Date(at.getTime() - seconds * 1000)
}
