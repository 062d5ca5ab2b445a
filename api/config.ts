import { z } from 'zod'
import { chainConfig, commonConfig, databaseUrlField, httpUrlField, parseConfig, portField } from '../kit/config.ts'
import { keyRingField } from '../kit/key-ring.ts'
import { namedSignersField } from '../kit/named-signers.ts'
import { secretField } from '../kit/secret.ts'
import { sequencerUrlsField } from '../kit/sequencer-urls.ts'
import { PARTIES } from '../sdk/src/mapping/parties.ts'
import { riskSettings } from './domain/risk/settings.ts'
import { MAPPING_CHECKPOINT_SEC, MAPPING_COOL_DOWN_SEC } from './limits.ts'

const schema = z.object({
  ...commonConfig,
  ...chainConfig,
  DATABASE_URL: databaseUrlField,
  API_PORT: portField(3000),
  /** One URL; or every process of each partition: `a1,a2;b1,b2` is two partitions, each a leader and a standby. */
  SEQUENCER_URL: sequencerUrlsField.prefault('http://127.0.0.1:3020'),
  RELAYER_URL: httpUrlField.default('http://127.0.0.1:3010'),
  WATCH_URL: httpUrlField.default('http://127.0.0.1:3040'),
  PAYMENTS_URL: httpUrlField.default('http://127.0.0.1:3060'),
  PONDER_URL: httpUrlField.default('http://127.0.0.1:3030'),
  /** `tags` on a chain whose node knows `safe` blocks; else two blocks below the head count as safe. */
  GENEX_FINALITY: z.enum(['depth', 'tags']).default('depth'),
  /** Where people reach the API; its host is the SIWE domain. */
  PUBLIC_URL: httpUrlField.default('http://127.0.0.1:3000'),
  /** Seals the keys that sign access tokens, makes DPoP nonces and hashes one-time codes; the same in every API process. */
  JWT_SECRET: secretField(32),
  /** Key-encryption keys of people's data keys: `id:hex`, the current one first. */
  FIELD_KEYS: keyRingField,
  /** Keys the hashes under which contacts are found; used for nothing else. */
  CONTACT_KEY: secretField(32),
  /** The three parties that sign address mappings: `party=address@url`. */
  MAPPING_SIGNERS: namedSignersField(PARTIES),
  /** Theirs alone: no other service of ours speaks to them. */
  MAPPING_TOKEN: secretField(),
  MAPPING_CHECKPOINT_SEC: z.coerce.number().int().min(0).max(86_400).default(MAPPING_CHECKPOINT_SEC),
  /** Until withdrawals may go to a changed mapping; each signer has its own and accepts no less. */
  MAPPING_COOL_DOWN_SEC: z.coerce
    .number()
    .int()
    .min(0)
    .max(30 * 86_400)
    .default(MAPPING_COOL_DOWN_SEC),
  /** Domain that passkeys belong to, and the pages that may use them; by default those of PUBLIC_URL. */
  PASSKEY_RP_ID: z.string().min(1).max(253).optional(),
  PASSKEY_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .pipe(z.array(httpUrlField).min(1).max(16))
    .optional(),
  /** Whether passkeys that a provider synchronises between devices are taken. */
  PASSKEY_DEVICES: z.enum(['any', 'device-bound']).default('any'),
  /** Numbers of the risk rules that differ from the usual ones, as JSON; see `domain/risk/settings.ts`. */
  RISK_SETTINGS: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' })
        return z.NEVER
      }
    })
    .pipe(riskSettings)
    .prefault('{}'),
  /** Operations that may share a proof of the last 5 minutes, such as `POST /api/v1/payments/quotes`; by default all that are of low risk. */
  PROOF_REUSE: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((operation) => operation.trim())
        .filter(Boolean),
    )
    .optional(),
  /** How one-time codes reach people: `notifier` by its mail server and SMS gateway, `outbox` keeps them in a table for local systems and tests; without a channel nobody signs up by contact. */
  MESSAGES: z.enum(['none', 'outbox', 'notifier']).default('none'),
  /** `on` for local systems and tests: webhooks and push may go to http and to this machine; the notifier's must say the same. */
  OUTBOUND_LOCAL: z.enum(['on', 'off']).default('off'),
  /** What browsers subscribe with (RFC 8292), the notifier's; unset, nobody can. */
  VAPID_PUBLIC_KEY: z.string().min(1).optional(),
  /** Proxies of ours in front, each adding to X-Forwarded-For; 0 when callers reach us directly. */
  PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),
  /** Budgets of requests are this many times the catalogue's; above 1 only where many people share one machine. */
  RATE_LIMIT_FACTOR: z.coerce.number().int().min(1).max(1_000).default(1),
  /** Processes behind one database: each gives out its part of the budgets while the database is away. */
  API_PROCESSES: z.coerce.number().int().min(1).max(1_000).default(1),
  /** Schema in which the index publishes its views. */
  INDEX_SCHEMA: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/)
    .default('live'),
})

export type ApiConfig = z.output<typeof schema>

export function readConfig(env: NodeJS.ProcessEnv): ApiConfig {
  return parseConfig(schema, env)
}
