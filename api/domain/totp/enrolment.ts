import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { sealText } from '../../../kit/sealed-text.ts'
import { inTransaction } from '../../../kit/transaction.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { newSecret, uriOf } from './authenticator-app.ts'
import { replaceRecoveryCodes } from './recovery-codes.ts'
import { spendTotp } from './spend-totp.ts'

type Dependencies = Pick<ApiDependencies, 'config' | 'now' | 'pool'>

export interface Enrolment {
  confirmedAt: Date | undefined
  recoveryCodesLeft: number
}

/**
 * A new secret for the account, in the place of one that was never confirmed. It is shown now and never again.
 * @throws TOTP_ENROLLED (409).
 */
export async function enrol(
  { config, now, pool }: Dependencies,
  account: Address,
): Promise<{ uri: string; secret: string }> {
  const secret = newSecret()
  const sealed = sealText(config.FIELD_KEYS, { table: 'totp', id: account }, secret)
  const { rowCount } = await pool.query(
    `insert into app.totp as known (account, sealed, created_at, attempts_from) values ($1, $2, $3, $3)
     on conflict (account) do update set sealed = excluded.sealed, created_at = excluded.created_at,
       last_step = null, attempts = 0, attempts_from = excluded.attempts_from, failures = 0
     where known.confirmed_at is null`,
    [account, sealed, now()],
  )
  if (rowCount === 1) return { uri: uriOf(secret, account), secret }
  throw new BaseError('There is an authenticator app already.', {
    code: 'TOTP_ENROLLED',
    details: 'Remove it first.',
    status: 409,
  })
}

/** The first right code makes the app a proof. Gives the recovery codes. @throws as `spendTotp`. */
export async function confirm(dependencies: Dependencies, account: Address, code: string): Promise<string[]> {
  await spendTotp(dependencies, { account, code, isConfirmed: false })
  return await inTransaction(dependencies.pool, async (client) => {
    await client.query('update app.totp set confirmed_at = $2 where account = $1', [account, dependencies.now()])
    return await replaceRecoveryCodes(dependencies, client, account)
  })
}

/** New recovery codes; the older ones are over. */
export async function renewRecoveryCodes(dependencies: Dependencies, account: Address): Promise<string[]> {
  return await inTransaction(dependencies.pool, (client) => replaceRecoveryCodes(dependencies, client, account))
}

/** The secret and its recovery codes go. */
export async function remove({ pool }: Pick<Dependencies, 'pool'>, account: Address): Promise<void> {
  await pool.query('delete from app.totp where account = $1', [account])
}

/** Undefined when the account never began. */
export async function readEnrolment(
  { pool }: Pick<Dependencies, 'pool'>,
  account: Address,
): Promise<Enrolment | undefined> {
  const { rows } = await pool.query(
    `select confirmed_at, (select count(*)::int from app.recovery_code where account = $1) as left
     from app.totp where account = $1`,
    [account],
  )
  const [row] = rows
  return row && { confirmedAt: row.confirmed_at ?? undefined, recoveryCodesLeft: row.left }
}
