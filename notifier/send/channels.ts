import type pg from 'pg'
import type { KeyRing } from '../../kit/key-ring.ts'
import { isMandatory } from '../../kit/notices/kinds.ts'
import { mailOf } from '../../kit/notices/mail.ts'
import { renderNotice } from '../../kit/notices/render.ts'
import type { OutboundPolicy } from '../../kit/outbound/guarded-post.ts'
import { openText } from '../../kit/sealed-text.ts'
import { SMS_MAX_LENGTH } from '../limits.ts'
import { spendBudget } from './budget.ts'
import { readContact } from './contacts.ts'
import { type Delivery, type DeliveryChannel, finishDelivery } from './deliveries.ts'
import { dropSubscription, giveUpChannel } from './give-up.ts'
import type { Mailer } from './mailer.ts'
import type { Outcome } from './outcome.ts'
import { pushSubscriptionSchema, sendPush, type VapidConfig } from './push-service.ts'
import type { SendSms } from './sms-gateway.ts'
import { finishWebhook, sendWebhook } from './webhook.ts'

export interface SendDependencies {
  pool: pg.Pool
  ring: KeyRing
  policy: OutboundPolicy
  /** Absent where the deployment has no such channel. */
  mailer?: Mailer | undefined
  sendSms?: SendSms | undefined
  vapid?: VapidConfig | undefined
}

/** Sends one delivery, writes down what became of it, and gives the outcome for the metrics. */
export async function deliver(dependencies: SendDependencies, delivery: Delivery): Promise<Outcome> {
  const { pool } = dependencies
  const isFirst = delivery.attempts === 1
  const isOver = isFirst && !(await spendBudget(pool, delivery))
  const outcome = isOver ? dropped('BUDGET_USED') : await SENDERS[delivery.channel](dependencies, delivery)
  if (delivery.channel === 'webhook') await finishWebhook(pool, delivery, outcome)
  else if (outcome.kind !== 'gone') await finishDelivery(pool, delivery, outcome)
  else if (delivery.channel === 'push') await dropSubscription(pool, delivery, outcome.error)
  else await giveUpChannel(pool, delivery, outcome.error)
  return outcome
}

type Sender = (dependencies: SendDependencies, delivery: Delivery) => Promise<Outcome>
const SENDERS: Record<DeliveryChannel, Sender> = { email, sms, push, webhook: sendWebhook }

async function email({ mailer, ...dependencies }: SendDependencies, delivery: Delivery): Promise<Outcome> {
  if (!mailer) return dropped('CHANNEL_ABSENT')
  const to = await readContact(dependencies, { account: delivery.account, kind: 'email' })
  if (to === undefined) return dropped('CONTACT_ABSENT')
  const mail = mailOf(renderNotice(delivery.reader, delivery), delivery.reader.language)
  return await mailer.send({ to, mail, messageId: delivery.id })
}

async function sms({ sendSms, ...dependencies }: SendDependencies, delivery: Delivery): Promise<Outcome> {
  if (!sendSms) return dropped('CHANNEL_ABSENT')
  const to = await readContact(dependencies, { account: delivery.account, kind: 'phone' })
  if (to === undefined) return dropped('CONTACT_ABSENT')
  const { title, text } = renderNotice(delivery.reader, delivery)
  return await sendSms({ to, text: `Genex: ${title}. ${text}`.slice(0, SMS_MAX_LENGTH) })
}

async function push({ vapid, ...dependencies }: SendDependencies, delivery: Delivery): Promise<Outcome> {
  if (!vapid) return dropped('CHANNEL_ABSENT')
  const { pool, ring } = dependencies
  const { rows } = await pool.query('select id, sealed from notify.push_subscription where id = $1', [delivery.target])
  const [row] = rows
  if (!row) return dropped('SUBSCRIPTION_ABSENT')
  const sealed = openText(ring, { table: 'push_subscription', id: row.id }, row.sealed)
  const subscription = pushSubscriptionSchema.parse(JSON.parse(sealed))
  const { notificationId, kind, reader } = delivery
  const payload = JSON.stringify({ id: notificationId, kind, ...renderNotice(reader, delivery) })
  return await sendPush({ vapid, ...dependencies }, { subscription, payload, isUrgent: isMandatory(kind) })
}

const dropped = (error: string): Outcome => ({ kind: 'dropped', error })
