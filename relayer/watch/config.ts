import { z } from 'zod'
import { commonConfig, databaseUrlField, httpUrlField, portField } from '../../kit/config.ts'
import { privateKeyField } from '../../kit/secret.ts'
import { journalUrlField, replicasField, streamNameField } from '../sequencer/journal/journal-url.ts'
import { SUSPEND_AFTER_DAYS, SUSPENSION_WINDOW_DAYS } from './limits.ts'

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
  /** Holds the role MARKET_WATCH; without it nobody is suspended by the watch, and the chain is not needed. */
  SUSPENDER_KEY: privateKeyField.optional(),
  GENEX_RPC_URL: httpUrlField.default('http://127.0.0.1:8545'),
  DEPLOYMENT_GENEX: z.string().default('genex-local'),
  /** Days in a row below its obligations after which a market maker is suspended. */
  SUSPEND_AFTER_DAYS: z.coerce.number().int().min(1).max(SUSPENSION_WINDOW_DAYS).default(SUSPEND_AFTER_DAYS),
})
