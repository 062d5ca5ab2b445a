import { z } from 'zod'
import { commonConfig, databaseUrlField, portField, rpcUrlsField } from '../kit/config.ts'

export const notifierConfig = z.object({
  ...commonConfig,
  DATABASE_URL: databaseUrlField,
  NOTIFIER_PORT: portField(3060),
  GENEX_RPC_URL: rpcUrlsField.default(['http://127.0.0.1:8545']),
  /** `tags` on a chain whose node knows `safe` blocks; else two blocks below the head count as safe. */
  GENEX_FINALITY: z.enum(['depth', 'tags']).default('depth'),
  /** Schema in which the index publishes its views. */
  INDEX_SCHEMA: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/)
    .default('live'),
})

export type NotifierConfig = z.output<typeof notifierConfig>
