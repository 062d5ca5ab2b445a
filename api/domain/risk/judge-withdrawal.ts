import { inTransaction } from '../../../kit/transaction.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { decideAndLog, readLast } from './decision-log.ts'
import type { RiskVerdict } from './engine.ts'
import { destinationHashOf } from './hashes.ts'
import { type Money, readRecovery, readWithdrawalFacts } from './read-facts.ts'

export interface Withdrawal extends Omit<Money, 'destinationHash'> {
  orderNumber: string
  /** A proof for this very request was given. */
  isProven: boolean
}

const LET_GO: RiskVerdict = { decision: 'allow', reasons: [] }

/**
 * Judges a withdrawal before anything of ours signs or carries it. One that was let go stays so: repeating it is harmless. One judgement
 * of an account at a time, so that two together count each other.
 */
export async function judgeWithdrawal(
  dependencies: Pick<ApiDependencies, 'chainId' | 'config' | 'now' | 'pool'>,
  { orderNumber: subject, isProven, ...money }: Withdrawal,
): Promise<RiskVerdict> {
  const { config, now, pool } = dependencies
  const { account } = money
  const destinationHash = destinationHashOf(config, money.destination)
  const at = now()
  // Before the transaction, which must not hold one connection while it waits for another.
  const recoveredAgoSec = await readRecovery(dependencies, account, at)
  return await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtext($1))', [`risk:${account}`])
    const last = await readLast(client, { account, subject, now: at })
    if (last?.decision === 'allow') return LET_GO
    const found = await readWithdrawalFacts(client, { ...money, destinationHash }, at)
    const facts = { ...found, recoveredAgoSec, isProven, isReleased: last?.isReleased ?? false }
    return await decideAndLog(dependencies, client, { account, facts, subject, destinationHash })
  })
}
