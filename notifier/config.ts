import { z } from 'zod'
import { commonConfig, databaseUrlField, httpUrlField, portField, rpcUrlsField } from '../kit/config.ts'
import { keyRingField } from '../kit/key-ring.ts'
import { secretField } from '../kit/secret.ts'
import { SEND_LEASE_SEC } from './limits.ts'

export const notifierConfig = z
  .object({
    ...commonConfig,
    DATABASE_URL: databaseUrlField,
    NOTIFIER_PORT: portField(3070),
    GENEX_RPC_URL: rpcUrlsField.default(['http://127.0.0.1:8545']),
    /** `tags` on a chain whose node knows `safe` blocks; else two blocks below the head count as safe. */
    GENEX_FINALITY: z.enum(['depth', 'tags']).default('depth'),
    /** Schema in which the index publishes its views. */
    INDEX_SCHEMA: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,40}$/)
      .default('live'),
    /** The API's, which open contacts, secrets of webhooks and codes when they are used. */
    FIELD_KEYS: keyRingField,
    /** `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; unset, no e-mail is sent. */
    SMTP_URL: secretField(8)
      .refine((url) => /^smtps?:\/\/./.test(url.reveal()) && URL.canParse(url.reveal()), 'must be an smtp or smtps URL')
      .optional(),
    /** Sender of e-mails: `Genex <notices@genex.example>`. */
    MAIL_FROM: z.string().regex(/@/, 'must hold an e-mail address').default('Genex <notices@localhost>'),
    /** An account of Twilio, or of whoever speaks its API; unset, no SMS is sent. */
    SMS_ACCOUNT: z.string().min(1).optional(),
    SMS_TOKEN: secretField(8).optional(),
    SMS_FROM: z.string().min(1).optional(),
    SMS_URL: httpUrlField.default('https://api.twilio.com'),
    /** Key pair of Web Push (RFC 8292) and who runs it (`mailto:` or https); unset, nothing is pushed. */
    VAPID_PUBLIC_KEY: z.string().min(1).optional(),
    VAPID_PRIVATE_KEY: secretField().optional(),
    VAPID_SUBJECT: z.string().default('mailto:operator@localhost'),
    /** `on` for local systems and tests: webhooks may go to http and to this machine. */
    OUTBOUND_LOCAL: z.enum(['on', 'off']).default('off'),
    /** How long a process may be silent about a message that it took until another sends it. */
    SEND_LEASE_SEC: z.coerce.number().int().min(1).max(600).default(SEND_LEASE_SEC),
  })
  .refine(
    ({ SMS_ACCOUNT, SMS_TOKEN, SMS_FROM }) =>
      new Set([SMS_ACCOUNT, SMS_TOKEN, SMS_FROM].map((value) => value === undefined)).size === 1,
    { path: ['SMS_ACCOUNT'], message: 'SMS_ACCOUNT, SMS_TOKEN and SMS_FROM are set together' },
  )
  .refine(({ VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY }) => !VAPID_PUBLIC_KEY === !VAPID_PRIVATE_KEY, {
    path: ['VAPID_PUBLIC_KEY'],
    message: 'VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are set together',
  })

export type NotifierConfig = z.output<typeof notifierConfig>
