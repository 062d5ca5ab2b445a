import { RetryableError } from '../../../kit/errors.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { CODE_BUDGET_SEC, MAX_CODES_PER_ADDRESS, MAX_CODES_PER_CONTACT } from '../../limits.ts'

type Dependencies = Pick<ApiDependencies, 'now' | 'pool'>

/** Counts a code to the caller's address. @throws RATE_LIMITED (429). */
export async function spendAddress(dependencies: Dependencies, addressHash: string): Promise<void> {
  if ((await spend(dependencies, `address ${addressHash}`)) <= MAX_CODES_PER_ADDRESS) return
  throw new RetryableError('Too many codes were asked for.', {
    code: 'RATE_LIMITED',
    details: `Accepted: ${MAX_CODES_PER_ADDRESS} in ${CODE_BUDGET_SEC} s from one address.`,
    status: 429,
    retryAfterSec: CODE_BUDGET_SEC,
  })
}

/** Counts a code to a contact; false when it had enough, which its asker is not told. */
export async function spendContact(dependencies: Dependencies, tag: string): Promise<boolean> {
  return (await spend(dependencies, `contact ${tag}`)) <= MAX_CODES_PER_CONTACT
}

/** Uses in the running span, this one included. One statement, so that two processes never count past each other. */
async function spend({ now, pool }: Dependencies, subject: string): Promise<number> {
  const at = now()
  const over = new Date(at.getTime() - CODE_BUDGET_SEC * 1000)
  const { rows } = await pool.query(
    `insert into app.code_budget as budget (subject, used, starts_at) values ($1, 1, $2)
     on conflict (subject) do update set
       used = case when budget.starts_at <= $3 then 1 else least(budget.used + 1, 1000000) end,
       starts_at = case when budget.starts_at <= $3 then $2 else budget.starts_at end
     returning used`,
    [subject, at, over],
  )
  return Number(rows[0]?.used)
}
