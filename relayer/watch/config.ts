import { z } from 'zod'
import { commonConfig, databaseUrlField, portField } from '../../kit/config.ts'

export const watchConfig = z.object({
  ...commonConfig,
  DATABASE_URL: databaseUrlField,
  WATCH_PORT: portField(3040),
  /** The sequencer's: set, the records are in a stream and the files that are read here would be empty. */
  JOURNAL_URL: z.undefined('must be unset: the watch reads the journal’s files').optional(),
})
