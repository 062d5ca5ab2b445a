import { z } from 'zod'

/** Where a notice can be sent beside the list that the API shows; webhooks choose kinds of their own. */
export const CHANNELS = ['email', 'sms', 'push'] as const
export type Channel = (typeof CHANNELS)[number]

const usdc6 = z.string().regex(/^-?\d{1,40}$/)
const count = z.int().min(0)
const seconds = z.int().min(0)
const word = z.string().min(1).max(200)
const side = z.enum(['buy', 'sell'])

/**
 * What people are told, with the parameters that its texts use. The ending of a name is its format: `Usdc6` money, `At` a time in unix
 * seconds. Parameters hold no contact and no secret: they are stored and handed to webhooks as they are.
 */
export const NOTICE_PARAMETERS = {
  'order.settled': z.strictObject({ side, series: count, units: count, priceUsdc6: usdc6, feeUsdc6: usdc6 }),
  'order.skipped': z.strictObject({ side, series: count, units: count, priceUsdc6: usdc6, reason: word }),
  'order.lane_cancelled': z.strictObject({ lane: count }),
  'order.all_cancelled': z.strictObject({}),
  'intent.executed': z.strictObject({ orderNumber: word, action: word }),
  'intent.failed': z.strictObject({ orderNumber: word, action: word, reason: word }),
  'money.deposited': z.strictObject({ amountUsdc6: usdc6 }),
  'money.withdrawn': z.strictObject({ amountUsdc6: usdc6, recipient: word }),
  'money.received': z.strictObject({ amountUsdc6: usdc6, sender: word }),
  'coupon.redeemed': z.strictObject({ series: count }),
  'coupon.refunded': z.strictObject({ series: count, amountUsdc6: usdc6 }),
  'coupon.recalled': z.strictObject({ series: count, amountUsdc6: usdc6 }),
  'coupon.expiring': z.strictObject({ series: count, units: count, expiresAt: seconds }),
  'organisation.approval_needed': z.strictObject({ organisation: word, deadlineAt: seconds }),
  'organisation.executed': z.strictObject({ organisation: word, nonce: word }),
  'security.signed_in': z.strictObject({ device: word, method: word }),
  'security.passkey_added': z.strictObject({ label: word }),
  'security.api_key_added': z.strictObject({ label: word }),
  'security.trading_key_added': z.strictObject({ key: word }),
  'security.signer_changed': z.strictObject({ change: word }),
  'security.exit_requested': z.strictObject({ maturesAt: seconds }),
  'account.frozen': z.strictObject({}),
  'account.unfrozen': z.strictObject({}),
  'maker.suspension_proposed': z.strictObject({ days: count }),
  'maker.state_changed': z.strictObject({ state: word }),
  'channel.disabled': z.strictObject({ channel: z.enum(CHANNELS) }),
  'webhook.disabled': z.strictObject({ host: word }),
} as const

export type NoticeKind = keyof typeof NOTICE_PARAMETERS
export type NoticeParameters<K extends NoticeKind> = z.output<(typeof NOTICE_PARAMETERS)[K]>

export const NOTICE_KINDS = Object.keys(NOTICE_PARAMETERS) as [NoticeKind, ...NoticeKind[]]

export function isNoticeKind(text: string): text is NoticeKind {
  return Object.hasOwn(NOTICE_PARAMETERS, text)
}

/** What nobody may switch off: who took over an account would begin with that. */
export function isMandatory(kind: NoticeKind): boolean {
  return /^(security|account)\./.test(kind)
}

/** Whether a kind goes out by a channel unless its reader says otherwise. */
export function isOnByDefault(kind: NoticeKind, channel: Channel): boolean {
  if (isMandatory(kind)) return true
  if (kind === 'channel.disabled' || kind === 'intent.executed') return false
  if (channel === 'push') return true
  return channel === 'email' && !kind.startsWith('order.')
}
