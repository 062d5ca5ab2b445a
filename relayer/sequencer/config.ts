import { z } from 'zod'
import { chainConfig, commonConfig, httpUrlField, portField } from '../../kit/config.ts'
import { privateKeyField } from '../../kit/secret.ts'
import { FINALITY_RULES } from './chain/finality.ts'

export const sequencerConfig = z.object({
  ...commonConfig,
  ...chainConfig,
  SEQUENCER_PORT: portField(3020),
  RELAYER_URL: httpUrlField.default('http://127.0.0.1:3010'),
  /** Signs cancel receipts and co-signatures; holds nothing. */
  COSIGNER_KEY: privateKeyField,
  /** `tags` on a chain whose node knows `safe` and `finalized` blocks. */
  GENEX_FINALITY: z.enum(FINALITY_RULES).default('depth'),
  /** Block of the core's deployment, where a replay starts. */
  GENEX_START_BLOCK: z.coerce.bigint().min(0n).default(0n),
  /** Threads that check signatures. */
  SEQUENCER_WORKERS: z.coerce.number().int().min(1).max(64).default(2),
})
