import { randomUUID } from 'node:crypto'
import type { Contact } from '../../../kit/contact.ts'
import { BaseError } from '../../../kit/errors.ts'
import { sealText } from '../../../kit/sealed-text.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { CODE_TTL_SEC, KEEP_MESSAGES_SEC } from '../../limits.ts'

export interface Message {
  kind: 'sms' | 'email'
  /** A phone number (E.164) or an e-mail address. */
  to: string
  text: string
}

/** Hands a message over for delivery; that it arrives nobody promises. */
export type SendMessage = (message: Message) => Promise<void>

type Dependencies = Pick<ApiDependencies, 'config' | 'now' | 'pool'>

export const messageKindOf = ({ kind }: Contact): Message['kind'] => (kind === 'phone' ? 'sms' : 'email')

/** The channel of the configuration. @throws MESSAGES_UNAVAILABLE (503) where there is none. */
export function messageChannel(dependencies: Dependencies): SendMessage {
  if (dependencies.config.MESSAGES === 'outbox') return (message) => keepInOutbox(dependencies, message)
  if (dependencies.config.MESSAGES === 'notifier') return (message) => handToNotifier(dependencies, message)
  throw new BaseError('Nothing can be sent from here.', {
    code: 'MESSAGES_UNAVAILABLE',
    details: 'This deployment has no channel for messages.',
    status: 503,
  })
}

async function keepInOutbox({ config, now, pool }: Dependencies, message: Message): Promise<void> {
  const id = randomUUID()
  const at = now()
  const sealed = sealText(config.FIELD_KEYS, { table: 'message_outbox', id }, JSON.stringify(message))
  const before = new Date(at.getTime() - KEEP_MESSAGES_SEC * 1000)
  await pool.query('delete from app.message_outbox where created_at < $1', [before])
  const text = 'insert into app.message_outbox (id, kind, sealed, created_at) values ($1, $2, $3, $4)'
  await pool.query(text, [id, message.kind, sealed, at])
}

/**
 * The notifier sends it by the same mail server and gateway as everything else. Handing it over takes as long whoever it is for, and no
 * answer of a mail server can be told from outside. Sealed until it is sent, deleted then or when the code is worth nothing.
 */
async function handToNotifier({ config, now, pool }: Dependencies, message: Message): Promise<void> {
  const id = randomUUID()
  const sealed = sealText(config.FIELD_KEYS, { table: 'message', id }, JSON.stringify(message))
  const expiresAt = new Date(now().getTime() + CODE_TTL_SEC * 1000)
  const text = 'insert into notify.message (id, kind, sealed, next_at, expires_at) values ($1, $2, $3, now(), $4)'
  await pool.query(text, [id, message.kind, sealed, expiresAt])
}
