import type { Address } from 'viem'
import { BaseError, RetryableError } from '../../../kit/errors.ts'
import { openText } from '../../../kit/sealed-text.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { MAX_TOTP_ATTEMPTS, MAX_TOTP_FAILURES, TOTP_ATTEMPTS_SEC } from '../../limits.ts'
import { stepOf } from './authenticator-app.ts'

type Dependencies = Pick<ApiDependencies, 'config' | 'now' | 'pool'>

interface Attempt {
  account: Address
  code: string
  /** Whether the app must have been confirmed, or must not. */
  isConfirmed: boolean
}

/**
 * Takes a code of the account's app; its time step and all before are over then, for every process.
 * @throws TOTP_NOT_ENROLLED (409), TOTP_LOCKED (403), RATE_LIMITED (429), TOTP_REFUSED (401): the same for a wrong and a used code.
 */
export async function spendTotp(dependencies: Dependencies, { account, code, isConfirmed }: Attempt): Promise<void> {
  const { config, now, pool } = dependencies
  // Counted before it is compared, and on its own: a rollback must not give a try back.
  const sealed = await countAttempt(dependencies, { account, isConfirmed })
  const step = stepOf(openText(config.FIELD_KEYS, { table: 'totp', id: account }, sealed), code, now())
  if (step === undefined) throw refused()
  // One statement: of two that bring the same code, one finds its step taken.
  const text = `update app.totp set last_step = $2, attempts = 0, failures = 0
    where account = $1 and (last_step is null or last_step < $2)`
  if ((await pool.query(text, [account, step])).rowCount !== 1) throw refused()
}

/** The sealed secret, when there may be another try. */
async function countAttempt(
  { now, pool }: Dependencies,
  { account, isConfirmed }: Omit<Attempt, 'code'>,
): Promise<string> {
  const at = now()
  const over = new Date(at.getTime() - TOTP_ATTEMPTS_SEC * 1000)
  const { rows } = await pool.query(
    `update app.totp set
       attempts = case when attempts_from <= $3 then 1 else attempts + 1 end,
       attempts_from = case when attempts_from <= $3 then $2 else attempts_from end,
       failures = failures + 1
     where account = $1 and (confirmed_at is not null) = $4
       and (attempts_from <= $3 or attempts < $5) and failures < $6
     returning sealed`,
    [account, at, over, isConfirmed, MAX_TOTP_ATTEMPTS, MAX_TOTP_FAILURES],
  )
  return rows[0]?.sealed ?? (await refuseAttempt(pool, { account, isConfirmed }))
}

async function refuseAttempt(
  pool: Dependencies['pool'],
  { account, isConfirmed }: Omit<Attempt, 'code'>,
): Promise<never> {
  const text = 'select failures from app.totp where account = $1 and (confirmed_at is not null) = $2'
  const [row] = (await pool.query(text, [account, isConfirmed])).rows
  if (!row) throw notEnrolled(isConfirmed)
  if (row.failures >= MAX_TOTP_FAILURES) throw locked()
  throw new RetryableError('Too many codes were tried.', {
    code: 'RATE_LIMITED',
    details: `Accepted: ${MAX_TOTP_ATTEMPTS} in ${TOTP_ATTEMPTS_SEC} s.`,
    status: 429,
    retryAfterSec: TOTP_ATTEMPTS_SEC,
  })
}

function notEnrolled(isConfirmed: boolean): BaseError {
  const details = isConfirmed ? 'The account has none, or never confirmed it.' : 'Nothing waits to be confirmed.'
  return new BaseError('There is no authenticator app.', { code: 'TOTP_NOT_ENROLLED', details, status: 409 })
}

function locked(): BaseError {
  const details = `${MAX_TOTP_FAILURES} wrong ones in a row: only a recovery code is taken.`
  return new BaseError('No more codes are taken.', { code: 'TOTP_LOCKED', details, status: 403 })
}

function refused(): BaseError {
  const details = 'It is wrong, not of this minute, or was used before.'
  return new BaseError('The code is not accepted.', { code: 'TOTP_REFUSED', details, status: 401 })
}
