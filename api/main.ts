import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { createPublicClient, http } from 'viem'
import { readAddresses } from '../kit/addresses.ts'
import { createPool } from '../kit/database.ts'
import { Health } from '../kit/health.ts'
import { createLogger } from '../kit/log.ts'
import { Shutdown } from '../kit/shutdown.ts'
import { createApp } from './app.ts'
import { createRelayerClient } from './clients/relayer.ts'
import { createSequencerClient } from './clients/sequencer.ts'
import { createWatchClient } from './clients/watch.ts'
import { readConfig } from './config.ts'
import { TokenKeys } from './domain/auth/token-keys.ts'
import { keepTokenKeys } from './jobs/token-keys.ts'
import { FEED_RECONNECT_MS } from './limits.ts'
import { readMarketHistory } from './reads/market-history.ts'
import { migrateApp, openDatabase } from './store/database.ts'
import { registerStreamMetrics } from './stream/metrics.ts'
import { StreamServer } from './stream/stream-server.ts'
import { Upstream } from './stream/upstream.ts'

const config = readConfig(process.env)
const log = createLogger('api', config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const health = new Health('api')
const pool = createPool({ log, health, shutdown }, { url: config.DATABASE_URL, name: 'api' })
await migrateApp(pool)

const chain = createPublicClient({ transport: http(config.GENEX_RPC_URL) })
const token = config.INTERNAL_TOKEN
const sequencer = createSequencerClient({ url: config.SEQUENCER_URL, token })
const chainId = await chain.getChainId()
const now = () => new Date()
const database = openDatabase(pool)
const app = createApp({
  config,
  log,
  health,
  pool,
  database,
  sequencer,
  relayer: createRelayerClient({ url: config.RELAYER_URL, token }),
  watch: createWatchClient({ url: config.WATCH_URL, token }),
  chain,
  chainId,
  addresses: readAddresses(config.DEPLOYMENT_GENEX),
  now,
})

const server = serve({ fetch: app.fetch, hostname: config.HOST, port: config.API_PORT })
const stream = new StreamServer({
  log,
  nowMs: Date.now,
  isLive: () => upstream.isLive,
  readHistory: (market) => readMarketHistory({ pool, config, chainId, now }, market),
  request: ({ series, final }) => upstream.requestMarket(series, final),
})
registerStreamMetrics(health.registry, stream)
// `serve` without TLS options makes a plain HTTP/1 server; its type also names the others.
stream.attach(server as Server)
const upstream = new Upstream(log, {
  url: new URL('/internal/v1/feed', config.SEQUENCER_URL).href.replace(/^http/, 'ws'),
  token,
  reconnectMs: FEED_RECONNECT_MS,
  onMessage: (message) => stream.publish(message),
  onGap: () => stream.cutOff('the feed was interrupted: subscribe again'),
}).open()

shutdown.add('token keys', keepTokenKeys(log, new TokenKeys({ database, config, now })))
shutdown.add('http', () => new Promise((resolve) => server.close(resolve)))
shutdown.add('stream', () => {
  upstream.close()
  stream.close()
})
shutdown.add('health', () => health.markStopping())
log.info({ url: `http://${config.HOST}:${config.API_PORT}` }, 'listening')
