import { z } from 'zod'
import { chainConfig, commonConfig, databaseUrlField, httpUrlField, parseConfig, portField } from '../kit/config.ts'
import { secretField } from '../kit/secret.ts'

const schema = z.object({
  ...commonConfig,
  ...chainConfig,
  DATABASE_URL: databaseUrlField,
  API_PORT: portField(3000),
  SEQUENCER_URL: httpUrlField.default('http://127.0.0.1:3020'),
  RELAYER_URL: httpUrlField.default('http://127.0.0.1:3010'),
  WATCH_URL: httpUrlField.default('http://127.0.0.1:3040'),
  PONDER_URL: httpUrlField.default('http://127.0.0.1:3030'),
  /** Where people reach the API; its host is the SIWE domain. */
  PUBLIC_URL: httpUrlField.default('http://127.0.0.1:3000'),
  /** Signs access tokens (HMAC-SHA-256). */
  JWT_SECRET: secretField(32),
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
