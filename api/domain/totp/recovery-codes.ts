import { createHmac } from 'node:crypto'
import { Secret } from 'otpauth'
import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { inTransaction } from '../../../kit/transaction.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { RECOVERY_CODES } from '../../limits.ts'
import type { Queries } from '../../store/data-keys.ts'
import { deriveKey } from '../auth/token-keys.ts'

type Dependencies = Pick<ApiDependencies, 'config' | 'pool'>

/** 80 bits: nobody finds one by trying, so tries need no budget of their own. */
const CODE_BYTES = 10

/** New codes in the place of all older ones; they are shown now and never again. */
export async function replaceRecoveryCodes(
  dependencies: Pick<Dependencies, 'config'>,
  queries: Queries,
  account: Address,
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newCode)
  await queries.query('delete from app.recovery_code where account = $1', [account])
  const text = 'insert into app.recovery_code (account, hash) select $1, unnest($2::text[])'
  await queries.query(text, [account, codes.map((code) => hashOf(dependencies, account, code))])
  return codes
}

/** Uses a code up; the app's tries begin anew. @throws RECOVERY_CODE_REFUSED (401). */
export async function spendRecoveryCode(dependencies: Dependencies, account: Address, code: string): Promise<void> {
  await inTransaction(dependencies.pool, async (client) => {
    const text = 'delete from app.recovery_code where account = $1 and hash = $2'
    const { rowCount } = await client.query(text, [account, hashOf(dependencies, account, code)])
    if (rowCount !== 1) throw refused()
    await client.query('update app.totp set attempts = 0, failures = 0 where account = $1', [account])
  })
}

function newCode(): string {
  return (new Secret({ size: CODE_BYTES }).base32.match(/.{4}/g) ?? []).join('-')
}

/** Of the account, so that a hash that was moved to another account opens nothing; in the form that people may write it in. */
function hashOf({ config }: Pick<Dependencies, 'config'>, account: Address, code: string): string {
  const plain = code.replaceAll('-', '').toUpperCase()
  return createHmac('sha256', deriveKey(config.JWT_SECRET, 'recovery codes'))
    .update(`${account}\n${plain}`)
    .digest('hex')
}

function refused(): BaseError {
  const details = 'It is none of this account’s, or was used before.'
  return new BaseError('The recovery code is not accepted.', { code: 'RECOVERY_CODE_REFUSED', details, status: 401 })
}
