import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import type { ApiConfig } from '../../../../api/config.ts'
import type { ApiDependencies } from '../../../../api/dependencies.ts'
import type { Message } from '../../../../api/domain/sign-up/message-channel.ts'
import { openText } from '../../../../kit/sealed-text.ts'
import { type Answer, post, type Requester } from './calls.ts'

const AUTH = '/api/v1/auth'
type Outbox = Pick<ApiDependencies, 'pool'> & { config: Pick<ApiConfig, 'FIELD_KEYS'> }

/** What an app of these tests is told: messages stay here, and each caller has the address that it names. */
export const SIGN_UP = { MESSAGES: 'outbox', PROXY_HOPS: 1 } as const

export const newNumber = () => `+4915${randomInt(100_000_000, 999_999_999)}`
export const newAddress = () => [10, randomInt(256), randomInt(256), randomInt(256)].join('.')
const from = (address: string) => ({ 'x-forwarded-for': address })

export const askCode = (app: Requester, contact: string, address = newAddress()): Promise<Answer> =>
  post(app, `${AUTH}/otp`, { contact }, from(address))

export const verify = (app: Requester, contact: string, code: string): Promise<Answer> =>
  post(app, `${AUTH}/otp/verify`, { contact, code }, from(newAddress()))

/** Takes the messages to a contact out of the outbox. */
export async function takeMessages({ config, pool }: Outbox, contact: string): Promise<Message[]> {
  const { rows } = await pool.query('select id, kind, sealed from app.message_outbox')
  const all = rows.map(({ id, sealed }) => {
    const text = openText(config.FIELD_KEYS, { table: 'message_outbox', id }, sealed)
    return { id, message: JSON.parse(text) as Message }
  })
  const own = all.filter(({ message }) => message.to === contact)
  await pool.query('delete from app.message_outbox where id = any($1)', [own.map(({ id }) => id)])
  return own.map(({ message }) => message)
}

/** The code of the only message that waits for a contact. */
export async function takeCode(outbox: Outbox, contact: string): Promise<string> {
  const messages = await takeMessages(outbox, contact)
  assert.equal(messages.length, 1)
  return /^[0-9]{6}(?= )/.exec(messages[0]?.text ?? '')?.[0] ?? ''
}

/** A ticket for a contact whose owner read her code. */
export async function ticketFor(app: Requester, outbox: Outbox, contact: string): Promise<string> {
  assert.equal((await askCode(app, contact)).status, 202)
  const { status, body } = await verify(app, contact, await takeCode(outbox, contact))
  assert.equal(status, 201, JSON.stringify(body))
  return String(body.signUpTicket)
}

/** Another code than this one. */
export const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
