import type { IncomingMessage, Server } from 'node:http'
import { serve } from '@hono/node-server'
import { createPublicClient } from 'viem'
import { readAddresses } from '../kit/addresses.ts'
import { createPool } from '../kit/database.ts'
import { createGateway } from '../kit/gateway/create-gateway.ts'
import { Health } from '../kit/health.ts'
import { createLogger } from '../kit/log.ts'
import { partitionOfSeries } from '../kit/partition.ts'
import { SequencerLeader } from '../kit/sequencer-leader.ts'
import { Shutdown } from '../kit/shutdown.ts'
import { orderNumberOf } from '../sdk/src/ids.ts'
import { hashOrder } from '../sdk/src/typed-data/order.ts'
import { createApp } from './app.ts'
import { createMappingSigners } from './clients/mapping-signers.ts'
import { createMarketClient } from './clients/partitions/market-client.ts'
import { createPaymentsClient } from './clients/payments.ts'
import { createRelayerClient } from './clients/relayer.ts'
import { createSequencerClient } from './clients/sequencer.ts'
import { createWatchClient } from './clients/watch.ts'
import { readConfig } from './config.ts'
import { deriveKey, TokenKeys } from './domain/auth/token-keys.ts'
import { NotificationStreams } from './domain/notifications/notification-streams.ts'
import { PostgresLeases } from './domain/rate-limit/postgres-leases.ts'
import { domainFor } from './domain/submit-intent.ts'
import { keepAddressMap } from './jobs/address-map.ts'
import { keepSignUps } from './jobs/sign-ups.ts'
import { keepTokenKeys } from './jobs/token-keys.ts'
import { FEED_RECONNECT_MS } from './limits.ts'
import { readMarketHistory } from './reads/market-history.ts'
import { migrateAddressMap } from './store/address-map/records.ts'
import { migrateApp, openDatabase } from './store/database.ts'
import { migrateRateBudgets } from './store/rate-budgets/rate-budgets.ts'
import { authorizeUpgrade } from './stream/authorize-upgrade.ts'
import { MakerStreamServer } from './stream/maker-stream-server.ts'
import { registerStreamMetrics } from './stream/metrics.ts'
import { StreamServer } from './stream/stream-server.ts'
import { byPart, serveUpgrades } from './stream/upgrades.ts'
import { Upstream } from './stream/upstream.ts'

const config = readConfig(process.env)
const log = createLogger('api', config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const health = new Health('api')
const pool = createPool({ log, health, shutdown }, { url: config.DATABASE_URL, name: 'api' })
await Promise.all([migrateApp(pool), migrateAddressMap(pool), migrateRateBudgets(pool)])

const gateway = await createGateway({ log, health, shutdown }, { urls: config.GENEX_RPC_URL })
const chain = createPublicClient({ transport: gateway.transport({ retryCount: 1 }) })
const token = config.INTERNAL_TOKEN
const parts = config.SEQUENCER_URL.map((urls, index, { length: count }) =>
  new SequencerLeader({ urls, partition: { index, count }, token }).watch(),
)
for (const part of parts) health.addReport(part.name, () => part.check())
const chainId = await chain.getChainId()
const now = () => new Date()
const addresses = readAddresses(config.DEPLOYMENT_GENEX)
const domain = domainFor({ addresses, chainId }, 'settlement')
const sequencer = createMarketClient(parts.map(createSequencerClient), (order) =>
  orderNumberOf(hashOrder(domain, order)),
)
const database = openDatabase(pool)
const dependencies = {
  config,
  log,
  health,
  pool,
  database,
  leases: new PostgresLeases(pool, deriveKey(config.JWT_SECRET, 'rate budgets')),
  sequencer,
  relayer: createRelayerClient({ url: config.RELAYER_URL, token }),
  watch: createWatchClient({ url: config.WATCH_URL, token }),
  payments: createPaymentsClient({ url: config.PAYMENTS_URL, token }),
  mappingSigners: createMappingSigners(config.MAPPING_SIGNERS, config.MAPPING_TOKEN),
  notifications: new NotificationStreams({ pool, log }),
  chain,
  chainId,
  addresses,
  now,
}
const app = createApp(dependencies)
shutdown.add('address map', keepAddressMap(dependencies))
shutdown.add('sign-ups', keepSignUps(dependencies))

const server = serve({ fetch: app.fetch, hostname: config.HOST, port: config.API_PORT })
const stream = new StreamServer({
  log,
  nowMs: Date.now,
  isLive: (series) => upstreamOf(series)?.isLive === true,
  readHistory: (market) => readMarketHistory({ pool, config, chainId, now }, market),
  request: ({ series, final }) => upstreamOf(series)?.requestMarket(series, final),
})
registerStreamMetrics(health.registry, stream)
const authorize = (request: IncomingMessage) => authorizeUpgrade(app, request)
const makers = parts.map(
  (_, index) =>
    new MakerStreamServer({
      authorize,
      isLive: () => upstreams[index]?.isLive === true,
      request: ({ account, after }) => upstreams[index]?.requestAccount(account, after),
    }),
)
// `serve` without TLS options makes a plain HTTP/1 server; its type also names the others.
serveUpgrades(server as Server, { '/api/v1/stream': stream, '/api/v1/mm/stream': byPart(makers) })
const upstreams = parts.map((source, index) => {
  const isOwn = (series: number) => partitionOfSeries(series, parts.length) === index
  const upstream = new Upstream(log, {
    source,
    token,
    reconnectMs: FEED_RECONNECT_MS,
    onMessage: (message) => {
      stream.publish(message)
      makers[index]?.publish(message)
    },
    onGap: () => {
      stream.cutOff('the feed was interrupted: subscribe again', isOwn)
      makers[index]?.cutOff('the feed was interrupted: resume from your last number')
    },
  })
  source.onChange(() => upstream.leave())
  return upstream.open()
})

shutdown.add('token keys', keepTokenKeys(log, new TokenKeys({ database, config, now })))
shutdown.add('http', () => new Promise((resolve) => server.close(resolve)))
shutdown.add('stream', () => {
  for (const upstream of upstreams) upstream.close()
  for (const part of parts) part.close()
  stream.close()
  for (const part of makers) part.close()
})
shutdown.add('notifications', () => dependencies.notifications.close())
shutdown.add('health', () => health.markStopping())
log.info({ url: `http://${config.HOST}:${config.API_PORT}` }, 'listening')

function upstreamOf(series: number): Upstream | undefined {
  return upstreams[partitionOfSeries(series, upstreams.length)]
}
