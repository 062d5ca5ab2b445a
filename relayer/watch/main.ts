import { join } from 'node:path'
import { parseConfig } from '../../kit/config.ts'
import { createPool } from '../../kit/database.ts'
import { Health } from '../../kit/health.ts'
import { createLogger } from '../../kit/log.ts'
import { closeHttp, serveHttp } from '../../kit/serve.ts'
import { Shutdown } from '../../kit/shutdown.ts'
import type { JournalUrl } from '../sequencer/journal/journal-url.ts'
import { type JournalStream, openStream } from '../sequencer/journal/stream/open-stream.ts'
import { watchConfig } from './config.ts'
import { Follower } from './follower.ts'
import { createApp } from './http/app.ts'
import { followSegments } from './journal/follow-segments.ts'
import { followStream } from './journal/follow-stream.ts'
import { registerMetrics } from './metrics.ts'
import { migrateWatch, readOwnerships, readTerms } from './store/store.ts'
import { Watch } from './watch.ts'

const config = parseConfig(watchConfig, process.env)
const log = createLogger('watch', config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const health = new Health('watch')
const clock = () => Date.now()
const pool = createPool({ log, health, shutdown }, { url: config.DATABASE_URL, name: 'watch' })
await migrateWatch(pool)

const watch = new Watch()
for (const terms of await readTerms(pool)) watch.addTerms(terms)
for (const ownership of await readOwnerships(pool)) watch.addOwnership(ownership)

const stop = new AbortController()
const source = config.JOURNAL_URL
  ? followStream({ stream: await openJournalStream(config.JOURNAL_URL), log: logEntry, live: stop.signal })
  : followSegments({ directory: join(config.DATA_DIR, 'sequencer'), live: stop.signal })
const follower = new Follower({ watch, source, pool, log, clock })
health.addCheck('journal', () => follower.requireCaughtUp())
registerMetrics(health.registry, { watch, follower })

const app = createApp({ watch, follower, pool, health, log, token: config.INTERNAL_TOKEN, clock })
const server = await serveHttp(app.fetch, { host: config.HOST, port: config.WATCH_PORT })
shutdown.add('http', () => closeHttp(server))

// What it cannot read or store it must not pass over: the process ends, and the next start replays from the first record.
const following = follower.run()
following.catch((error: unknown) => {
  log.fatal({ err: error }, 'the journal cannot be followed')
  void shutdown.run('follower failed', 1)
})
shutdown.add('follower', () => {
  stop.abort()
  return following.catch(() => undefined)
})
shutdown.add('health', () => health.markStopping())
log.info({ port: config.WATCH_PORT }, 'watch ready')

async function openJournalStream(url: JournalUrl): Promise<JournalStream> {
  const { JOURNAL_STREAM: name, JOURNAL_REPLICAS: replicas } = config
  const stream = await openStream({ url, name, replicas, log: logEntry })
  shutdown.add('journal stream', () => stream.close())
  return stream
}

function logEntry(entry: Record<string, unknown>, message: string): void {
  log.info(entry, message)
}
