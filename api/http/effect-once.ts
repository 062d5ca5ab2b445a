import type { Context } from 'hono'
import { BaseError, RetryableError } from '../../kit/errors.ts'
import { problemOf } from '../../kit/problem.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { keepAnswer, keepRefusal, lockKey, type RememberedAnswer, recall } from '../domain/idempotency/remember.ts'
import type { Queryable } from '../store/database.ts'
import type { ApiEnvironment } from './environment.ts'
import { identityOf, isForgotten, replayOf } from './idempotency.ts'

type Dependencies = Pick<ApiDependencies, 'database' | 'now'>
/** Runs the part of the work that writes, all of it through the database that it is given. */
type Commit = <R extends Response>(effect: (database: Queryable) => Promise<R>) => Promise<R>

/**
 * For POSTs whose whole effect is in our own tables: the Idempotency-Key is claimed, the effect written and the answer kept in one
 * transaction. A process that dies leaves all three or none, and the same request may come again at once. `work` does first what needs no
 * transaction, such as asking the chain, and then calls `commit` once.
 */
export async function effectOnce<R extends Response>(
  dependencies: Dependencies,
  context: Context<ApiEnvironment>,
  work: (commit: Commit) => Promise<R>,
): Promise<R> {
  const { database, now } = dependencies
  const request = await identityOf(context)
  if (!request) return await work((effect) => database.transaction(effect))
  // Routes promise their own types of answers; a repeated one has the bytes and the status of the first.
  const replay = <A extends Response>(answer: RememberedAnswer) => replayOf(answer) as A
  const before = await recall({ database, now }, request)
  if (before) return replay(before)
  const commit: Commit = (effect) =>
    database.transaction(async (tx) => {
      await lockKey(tx, request)
      const meanwhile = await recall({ database: tx, now }, request)
      if (meanwhile) return replay(meanwhile)
      const response = await effect(tx)
      const answer = { status: response.status, body: await response.clone().text() }
      await keepAnswer({ database: tx, now }, request, answer)
      return response
    })
  try {
    return await work(commit)
  } catch (error) {
    if (error instanceof BaseError && !(error instanceof RetryableError) && !isForgotten(error.status)) {
      const answer = { status: error.status, body: JSON.stringify(problemOf(error, context.req.path)) }
      await keepRefusal({ database, now }, request, answer)
    }
    throw error
  }
}
