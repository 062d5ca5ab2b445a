import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { databaseUrlField, parseConfig, portField } from '../kit/config.ts'
import { LOG_LEVELS } from '../kit/log.ts'

export const REPOSITORY_DIR = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const DEFAULT_DATA_DIR = resolve(REPOSITORY_DIR, '.genex')

const schema = z.object({
  DATA_DIR: z.string().default(DEFAULT_DATA_DIR),
  DATABASE_URL: databaseUrlField.optional(),
  // Read and checked by the sequencer; unset, its journal is files.
  JOURNAL_URL: z.string().optional(),
  JOURNAL_STREAM: z.string().optional(),
  JOURNAL_REPLICAS: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  SEED: z.enum(['on', 'off']).default('on'),
  GENEX_CHAIN_PORT: portField(8545),
  BASE_CHAIN_PORT: portField(8546),
  POSTGRES_PORT: portField(5439),
  PONDER_PORT: portField(3030),
  SEQUENCER_PORT: portField(3020),
  RELAYER_PORT: portField(3010),
  WATCH_PORT: portField(3040),
  NOTIFIER_PORT: portField(3070),
  MAPPING_PLATFORM_PORT: portField(3051),
  MAPPING_HSM_PORT: portField(3052),
  MAPPING_AUDITOR_PORT: portField(3053),
  PAYMENTS_PORT: portField(3060),
  STRIPE_DOUBLE_PORT: portField(3061),
  COINBASE_DOUBLE_PORT: portField(3062),
  API_PORT: portField(3000),
})

/** Every port that the local system opens, by the variable that changes it. */
export const PORT_PURPOSES = {
  GENEX_CHAIN_PORT: 'the Genex chain',
  BASE_CHAIN_PORT: 'the Base chain',
  POSTGRES_PORT: 'PostgreSQL',
  PONDER_PORT: 'the indexer',
  SEQUENCER_PORT: 'the sequencer',
  RELAYER_PORT: 'the relayer',
  WATCH_PORT: 'the market watch',
  NOTIFIER_PORT: 'the notifier',
  MAPPING_PLATFORM_PORT: 'the platform’s mapping signer',
  MAPPING_HSM_PORT: 'the mapping signer in the place of an HSM',
  MAPPING_AUDITOR_PORT: 'the auditor’s mapping signer',
  PAYMENTS_PORT: 'payments',
  STRIPE_DOUBLE_PORT: 'the double of the card provider',
  COINBASE_DOUBLE_PORT: 'the double of the crypto provider',
  API_PORT: 'the API',
} as const

export type PortName = keyof typeof PORT_PURPOSES

export interface LocalOptions {
  dataDir: string
  ports: Record<PortName, number>
  /** Set: this server is used and none is started. */
  databaseUrl?: string | undefined
  /** Variables of a replicated journal that are set; without them the sequencer keeps files. */
  journal?: Record<string, string>
  logLevel: (typeof LOG_LEVELS)[number]
  isSeeded: boolean
  /** Ignition's deployment ids. */
  deployments: { genex: string; base: string }
}

export function localOptions(env: NodeJS.ProcessEnv): LocalOptions {
  const parsed = parseConfig(schema, env)
  const { DATA_DIR, DATABASE_URL, JOURNAL_REPLICAS, JOURNAL_STREAM, JOURNAL_URL, LOG_LEVEL, SEED, ...ports } = parsed
  const journal = Object.entries({ JOURNAL_URL, JOURNAL_STREAM, JOURNAL_REPLICAS })
  const dataDir = resolve(DATA_DIR)
  return {
    dataDir,
    ports,
    databaseUrl: DATABASE_URL,
    journal: Object.fromEntries(journal.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    logLevel: LOG_LEVEL,
    isSeeded: SEED === 'on',
    deployments: deploymentsFor(dataDir),
  }
}

/** Ignition keeps deployments by id beside its modules, so a second data directory needs ids of its own. */
export function deploymentsFor(dataDir: string): { genex: string; base: string } {
  if (dataDir === DEFAULT_DATA_DIR) return { genex: 'genex-local', base: 'base-local' }
  const suffix = createHash('sha256').update(dataDir).digest('hex').slice(0, 8)
  return { genex: `genex-local-${suffix}`, base: `base-local-${suffix}` }
}
