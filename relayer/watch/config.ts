import { z } from 'zod'
import { commonConfig, databaseUrlField, portField } from '../../kit/config.ts'
import { journalUrlField, replicasField, streamNameField } from '../sequencer/journal/journal-url.ts'

export const watchConfig = z.object({
  ...commonConfig,
  DATABASE_URL: databaseUrlField,
  WATCH_PORT: portField(3040),
  /** The three of the sequencer's journal: unset, its files in DATA_DIR are read. */
  JOURNAL_URL: journalUrlField.optional(),
  JOURNAL_STREAM: streamNameField,
  JOURNAL_REPLICAS: replicasField,
  /** Parts of the market, each with a sequencer and a journal of its own; all are followed. */
  PARTITIONS: z.coerce.number().int().min(1).max(8).default(1),
})
