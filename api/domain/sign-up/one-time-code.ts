import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import { type Contact, contactTag } from '../../../kit/contact.ts'
import { BaseError } from '../../../kit/errors.ts'
import { inTransaction } from '../../../kit/transaction.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { CODE_TTL_SEC, MAX_CODE_ATTEMPTS } from '../../limits.ts'
import { deriveKey } from '../auth/token-keys.ts'
import { spendAddress, spendContact } from './code-budget.ts'
import { messageChannel, messageKindOf } from './message-channel.ts'
import { insertTicket } from './ticket.ts'

type Dependencies = Pick<ApiDependencies, 'config' | 'now' | 'pool'>

/**
 * Sends a contact a code, which takes the place of an open one. Whether the contact leads somewhere is not looked up, so nothing about
 * the answer can tell. `tag` keeps codes for another purpose apart. @throws MESSAGES_UNAVAILABLE (503), RATE_LIMITED (429) for the caller's address only.
 */
export async function sendCode(
  dependencies: Dependencies,
  { contact, address, tag }: { contact: Contact; address: string; tag?: string },
): Promise<void> {
  const { config, now, pool } = dependencies
  const send = messageChannel(dependencies)
  await spendAddress(dependencies, keyedHash(dependencies, `address\n${address}`))
  const ownTag = contactTag(config.CONTACT_KEY, contact)
  if (!(await spendContact(dependencies, ownTag))) return
  const codeTag = tag ?? ownTag
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  await pool.query(
    `insert into app.one_time_code (tag, code_hash, expires_at) values ($1, $2, $3)
     on conflict (tag) do update set code_hash = excluded.code_hash, attempts = 0, expires_at = excluded.expires_at`,
    [codeTag, hashCode(dependencies, { tag: codeTag, code }), new Date(now().getTime() + CODE_TTL_SEC * 1000)],
  )
  const text = `${code} is your Genex code. It is good for 5 minutes; tell it to nobody.`
  await send({ kind: messageKindOf(contact), to: contact.value, text })
}

/**
 * Exchanges a code for a sign-up ticket. It proves the contact and nothing else.
 * @throws CODE_REFUSED (401): the same for a wrong, expired, used, exhausted and unknown one.
 */
export async function verifyCode(
  dependencies: Dependencies,
  { contact, code }: { contact: Contact; code: string },
): Promise<string> {
  const tag = contactTag(dependencies.config.CONTACT_KEY, contact)
  return await takeCode(dependencies, { tag, code }, (client) =>
    insertTicket({ ...dependencies, queries: client }, contact),
  )
}

/** Takes the open code of a tag, and does `work` with it: both or neither. @throws CODE_REFUSED (401). */
export async function takeCode<T>(
  dependencies: Dependencies,
  { tag, code }: { tag: string; code: string },
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  // What could be sent nowhere cannot be proven.
  messageChannel(dependencies)
  const offered = hashCode(dependencies, { tag, code })
  // Counted before it is compared, and on its own: a rollback must not give a try back.
  const expected = await countAttempt(dependencies, tag)
  const isRight = timingSafeEqual(Buffer.from(offered), Buffer.from(expected ?? '0'.repeat(offered.length)))
  if (expected === undefined || !isRight) throw refused()
  return await inTransaction(dependencies.pool, async (client) => {
    if (!(await spendCode(client, { tag, hash: offered }))) throw refused()
    return await work(client)
  })
}

/** The hash of the open code; undefined when there is none or it had its tries. */
async function countAttempt({ now, pool }: Dependencies, tag: string): Promise<string | undefined> {
  const { rows } = await pool.query(
    `update app.one_time_code set attempts = attempts + 1
     where tag = $1 and expires_at > $2 and attempts < $3 returning code_hash`,
    [tag, now(), MAX_CODE_ATTEMPTS],
  )
  return rows[0]?.code_hash
}

/** False when somebody with the same code was faster. */
async function spendCode(client: pg.PoolClient, { tag, hash }: { tag: string; hash: string }): Promise<boolean> {
  const text = 'delete from app.one_time_code where tag = $1 and code_hash = $2'
  return (await client.query(text, [tag, hash])).rowCount === 1
}

/** Bound to its contact: a row that was moved to another contact's opens nothing. */
function hashCode(dependencies: Dependencies, { tag, code }: { tag: string; code: string }): string {
  return keyedHash(dependencies, `code\n${tag}\n${code}`)
}

function keyedHash({ config }: Pick<Dependencies, 'config'>, text: string): string {
  return createHmac('sha256', deriveKey(config.JWT_SECRET, 'one-time codes')).update(text).digest('hex')
}

function refused(): BaseError {
  const details = 'It is wrong, older than 5 minutes, used, or was tried too often.'
  return new BaseError('The code is not accepted.', { code: 'CODE_REFUSED', details, status: 401 })
}
