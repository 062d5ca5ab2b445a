import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readAddresses } from '../kit/addresses.ts'
import { createLogger } from '../kit/log.ts'
import { loadConfig } from './config.ts'
import { firstBlockHash, indexedChains } from './launch/chains.ts'
import { lockSchema } from './launch/schema-lock.ts'
import { schemaName, VIEWS_SCHEMA } from './launch/schema-name.ts'
import { prepareSeenBlocks, rememberBlocks } from './launch/seen-blocks.ts'
import { checkAgainstNode } from './launch/sync-cache.ts'

/** Ponder's own code for what may pass by itself; the supervisor starts us again. */
const TEMPORARY_FAILURE = 75

const config = loadConfig()
const log = createLogger('ponder', config.LOG_LEVEL)
const chains = indexedChains(config)

try {
  const schema = config.PONDER_SCHEMA ?? (await currentSchema())
  log.info({ schema }, 'indexing')
  const client = await lockSchema(config.DATABASE_URL, schema, () => {
    // Without the lock another process may take the schema: end at once, before anything more is written.
    log.error({ schema }, 'the database session that holds the schema is lost')
    process.exit(TEMPORARY_FAILURE)
  })
  await prepareSeenBlocks(client)
  await checkAgainstNode({ client, log }, { schema, chains })
  rememberBlocks({ client, log }, chains)
  await startPonder(schema)
} catch (error) {
  log.fatal({ err: error }, 'the indexer cannot start')
  process.exit(TEMPORARY_FAILURE)
}

async function currentSchema(): Promise<string> {
  const { DEPLOYMENT_GENEX, DEPLOYMENT_BASE, DEPLOYMENTS_DIR } = config
  return schemaName({
    addresses: [DEPLOYMENT_GENEX, DEPLOYMENT_BASE].map((id) => readAddresses(id, DEPLOYMENTS_DIR)),
    chains: await Promise.all(chains.map(async (chain) => [chain.id, await firstBlockHash(chain)])),
  })
}

/** Runs ponder in this very process: one pid to watch and to kill, and the lock lives exactly as long as the writer. */
async function startPonder(schema: string): Promise<void> {
  const [node = ''] = process.argv
  const views = config.PONDER_SCHEMA === undefined ? ['--views-schema', VIEWS_SCHEMA] : []
  const root = dirname(fileURLToPath(import.meta.url))
  const place = ['--root', root, '--hostname', config.HOST, '--port', String(config.PONDER_PORT)]
  const logging = ['--log-level', logLevel(), '--log-format', 'json']
  process.argv = [node, 'ponder', 'start', ...place, ...logging, '--schema', schema, ...views]
  // Ponder prefers this variable to its own option.
  delete process.env.PORT
  const binary = join(fileURLToPath(import.meta.resolve('ponder')), '..', 'bin', 'ponder.js')
  await import(pathToFileURL(binary).href)
}

/** Ponder's `info` is a line for every block of every chain: our `debug`. It knows no `fatal` and no `silent`. */
function logLevel(): string {
  const levels: Partial<Record<string, string>> = { fatal: 'error', silent: 'error', info: 'warn', debug: 'info' }
  return levels[config.LOG_LEVEL] ?? config.LOG_LEVEL
}
