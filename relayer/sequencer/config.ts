import { z } from 'zod'
import { chainConfig, commonConfig, httpUrlField, portField } from '../../kit/config.ts'
import { privateKeyField } from '../../kit/secret.ts'
import { FINALITY_RULES } from './chain/finality.ts'
import { journalUrlField, replicasField, streamNameField } from './journal/journal-url.ts'
import { SNAPSHOT_COMMANDS } from './limits.ts'
import { partitionField, WHOLE } from './partition.ts'

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
  /** NATS servers of a replicated journal; without them it is files in DATA_DIR. Sequencers with one stream stand by for each other. */
  JOURNAL_URL: journalUrlField.optional(),
  JOURNAL_STREAM: streamNameField,
  JOURNAL_REPLICAS: replicasField,
  /** `1/2`: this sequencer has the first of two parts of the market, by series and lane, with a journal of its own. */
  PARTITION: partitionField.default(WHOLE),
  /** Commands between two snapshots; there is one every two minutes, too. */
  SNAPSHOT_COMMANDS: z.coerce.number().int().min(1).default(SNAPSHOT_COMMANDS),
})
