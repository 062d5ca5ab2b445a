import { join } from 'node:path'
import { parseConfig } from '../../kit/config.ts'
import { createPool } from '../../kit/database.ts'
import { Health } from '../../kit/health.ts'
import { createLogger } from '../../kit/log.ts'
import type { Secret } from '../../kit/secret.ts'
import { closeHttp, serveHttp } from '../../kit/serve.ts'
import { Shutdown } from '../../kit/shutdown.ts'
import { partitionName } from '../sequencer/journal/partition-name.ts'
import { openStream } from '../sequencer/journal/stream/open-stream.ts'
import { watchConfig } from './config.ts'
import { openPartitions } from './follow-partitions.ts'
import { createApp } from './http/app.ts'
import { segmentJournal } from './journal/follow-segments.ts'
import { streamJournal } from './journal/follow-stream.ts'
import type { WatchedJournal } from './journal/records.ts'
import { SUSPENSION_TURN_MS } from './limits.ts'
import { registerMetrics } from './metrics.ts'
import { migrateWatch } from './store/store.ts'
import { createRegistry } from './suspension/registry.ts'
import { Suspender } from './suspension/suspender.ts'

const config = parseConfig(watchConfig, process.env)
const log = createLogger('watch', config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const health = new Health('watch')
const clock = () => Date.now()
const pool = createPool({ log, health, shutdown }, { url: config.DATABASE_URL, name: 'watch' })
await migrateWatch(pool)

const stop = new AbortController()
const journals: WatchedJournal[] = []
for (let index = 0; index < config.PARTITIONS; index++) journals.push(await openJournal(index))
const partitions = await openPartitions({ journals, pool, log, clock })
const requireCaughtUp = () => {
  for (const { follower } of partitions) follower.requireCaughtUp()
}
health.addCheck('journal', requireCaughtUp)
registerMetrics(health.registry, partitions)

const { INTERNAL_TOKEN: token, SUSPEND_AFTER_DAYS: afterDays } = config
const app = createApp({ partitions, pool, health, log, token, clock, afterDays })
const server = await serveHttp(app.fetch, { host: config.HOST, port: config.WATCH_PORT })
shutdown.add('http', () => closeHttp(server))

// What it cannot read or store it must not pass over: the process ends, and the next start reads on from a checkpoint.
const following = Promise.all(partitions.map(({ follower }) => follower.run()))
following.catch((error: unknown) => {
  log.fatal({ err: error }, 'the journal cannot be followed')
  void shutdown.run('follower failed', 1)
})
shutdown.add('follower', () => {
  stop.abort()
  return following.catch(() => undefined)
})
if (config.SUSPENDER_KEY) suspendBelow(config.SUSPENDER_KEY)
shutdown.add('health', () => health.markStopping())
log.info({ port: config.WATCH_PORT }, 'watch ready')

function suspendBelow(key: Secret): void {
  const { DEPLOYMENT_GENEX: deployment, GENEX_RPC_URL: url } = config
  const registry = createRegistry({ url, deployment, key })
  const suspender = new Suspender({ pool, registry, log, clock, afterDays, requireCaughtUp })
  const timer = setInterval(() => void suspender.turn(), SUSPENSION_TURN_MS)
  shutdown.add('suspender', () => clearInterval(timer))
}

async function openJournal(index: number): Promise<WatchedJournal> {
  const { DATA_DIR, JOURNAL_REPLICAS: replicas, JOURNAL_STREAM, JOURNAL_URL: url, PARTITIONS: count } = config
  if (!url) return segmentJournal(join(DATA_DIR, partitionName('sequencer', { index, count })), stop.signal)
  const name = partitionName(JOURNAL_STREAM, { index, count })
  const stream = await openStream({ url, name, replicas, log: logEntry })
  shutdown.add('journal stream', () => stream.close())
  return streamJournal({ stream, log: logEntry, live: stop.signal })
}

function logEntry(entry: Record<string, unknown>, message: string): void {
  log.info(entry, message)
}
