import type pg from 'pg'
import { z } from 'zod'
import type { KeyRing } from '../../kit/key-ring.ts'
import type { Logger } from '../../kit/log.ts'
import { openText } from '../../kit/sealed-text.ts'
import { MESSAGE_RETRY_MS, MESSAGES_AT_ONCE } from '../limits.ts'
import type { Mailer } from './mailer.ts'
import type { Outcome } from './outcome.ts'
import type { SendSms } from './sms-gateway.ts'

export interface MessageDependencies {
  pool: pg.Pool
  ring: KeyRing
  log: Logger
  leaseSec: number
  mailer?: Mailer | undefined
  sendSms?: SendSms | undefined
}

const messageSchema = z.object({ kind: z.enum(['sms', 'email']), to: z.string(), text: z.string() })

/** Sends one-time codes, which lie sealed until they are opened here; sent, refused or too old they are deleted. */
export async function sendMessages(dependencies: MessageDependencies): Promise<void> {
  const { pool, leaseSec } = dependencies
  await pool.query('delete from notify.message where expires_at <= now()')
  const { rows } = await pool.query(
    `update notify.message set leased_until = now() + make_interval(secs => $2) where id in (
       select id from notify.message where next_at <= now() and (leased_until is null or leased_until <= now())
       order by next_at limit $1 for update skip locked)
     returning id, sealed`,
    [MESSAGES_AT_ONCE, leaseSec],
  )
  await Promise.all(rows.map((row) => sendOne(dependencies, row)))
}

async function sendOne(
  dependencies: MessageDependencies,
  { id, sealed }: { id: string; sealed: string },
): Promise<void> {
  const { pool, ring, log } = dependencies
  const message = messageSchema.parse(JSON.parse(openText(ring, { table: 'message', id }, sealed)))
  const outcome = await send(dependencies, { ...message, id })
  if (outcome.kind !== 'retry') {
    if (outcome.kind !== 'sent') log.warn({ message: id, error: outcome.error }, 'a message was not taken')
    await pool.query('delete from notify.message where id = $1', [id])
    return
  }
  // A code is good for minutes: soon again or never.
  await pool.query(
    `update notify.message set leased_until = null, attempts = attempts + 1, next_at = now() + make_interval(secs => $2)
     where id = $1`,
    [id, MESSAGE_RETRY_MS / 1000],
  )
}

async function send(
  { mailer, sendSms }: MessageDependencies,
  { id, kind, to, text }: z.output<typeof messageSchema> & { id: string },
): Promise<Outcome> {
  if (kind === 'sms') return (await sendSms?.({ to, text })) ?? { kind: 'dropped', error: 'CHANNEL_ABSENT' }
  // The code is not in the subject: a locked screen shows that.
  const mail = { subject: 'Genex', text: `${text}\n`, html: `<!doctype html>\n<p>${text.replace(/[&<>]/g, '')}</p>\n` }
  return (await mailer?.send({ to, mail, messageId: id })) ?? { kind: 'dropped', error: 'CHANNEL_ABSENT' }
}
