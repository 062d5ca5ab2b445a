import { createPublicClient } from 'viem'
import { parseConfig } from '../kit/config.ts'
import { createPool } from '../kit/database.ts'
import { createGateway } from '../kit/gateway/create-gateway.ts'
import { Health } from '../kit/health.ts'
import { createInternalApp } from '../kit/internal-app.ts'
import { createLogger } from '../kit/log.ts'
import { migrateNotices } from '../kit/notices/migrate.ts'
import { closeHttp, serveHttp } from '../kit/serve.ts'
import { Shutdown } from '../kit/shutdown.ts'
import { collect } from './collect/collector.ts'
import { notifierConfig } from './config.ts'
import { deadLetterRoutes } from './dead-letters.ts'
import { COLLECT_MS, COLLECT_STALE_MS, RETENTION_MS, ROUTE_MS, ROUTED_AT_ONCE, SEND_MS, SEND_SLOTS } from './limits.ts'
import { registerMetrics } from './metrics.ts'
import { dropOld } from './retention.ts'
import { route } from './route/route.ts'
import { createSafeBlockReader } from './safe-block.ts'
import { deliver } from './send/channels.ts'
import { claimDeliveries, type DeliveryChannel } from './send/deliveries.ts'
import { Lane } from './send/lane.ts'
import { sendMessages } from './send/messages.ts'
import { openChannels } from './send/wiring.ts'
import { keepTurning } from './turns.ts'

const config = parseConfig(notifierConfig, process.env)
const log = createLogger('notifier', config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const health = new Health('notifier')
const pool = createPool({ log, health, shutdown }, { url: config.DATABASE_URL, name: 'notifier' })
await migrateNotices(pool)

const gateway = await createGateway({ log, health, shutdown }, { urls: config.GENEX_RPC_URL })
const chain = createPublicClient({ transport: gateway.transport({ retryCount: 1 }) })
const source = {
  chainId: await chain.getChainId(),
  schema: config.INDEX_SCHEMA,
  safeBlock: createSafeBlockReader(chain, config),
}
const now = () => new Date()
const leaseSec = config.SEND_LEASE_SEC
const channels = openChannels(config, pool)
const count = registerMetrics(health.registry, pool)
shutdown.add('mail', () => channels.mailer?.close())

for (const channel of Object.keys(SEND_SLOTS) as DeliveryChannel[]) {
  const lane = new Lane({
    log,
    slots: SEND_SLOTS[channel],
    claim: (wish) => claimDeliveries(pool, { channel, leaseSec, ...wish }),
    run: async (delivery) => count(channel, await deliver(channels, delivery)),
  })
  shutdown.add(`${channel} sends`, () => lane.drain())
  keep(channel, SEND_MS, () => lane.turn())
}
keep('messages', SEND_MS, () => sendMessages({ ...channels, log, leaseSec }))
keep('route', ROUTE_MS, async () => {
  while ((await route({ pool, now })) === ROUTED_AT_ONCE);
})
keep('retention', RETENTION_MS, () => dropOld(pool))

let collectedAtMs = performance.now()
let failed: string[] = []
health.addCheck('collector', () => {
  if (performance.now() - collectedAtMs > COLLECT_STALE_MS) throw new Error('the sources are not read')
})
health.addReport('sources', () => {
  if (failed.length > 0) throw new Error(`not read: ${failed.join(', ')}`)
})
keep('collect', COLLECT_MS, async () => {
  failed = await collect({ pool, log, now, source })
  collectedAtMs = performance.now()
})

const app = deadLetterRoutes(createInternalApp({ health, log, token: config.INTERNAL_TOKEN }), pool)
const server = await serveHttp(app.fetch, { host: config.HOST, port: config.NOTIFIER_PORT })
shutdown.add('http', () => closeHttp(server))
shutdown.add('health', () => health.markStopping())
log.info({ port: config.NOTIFIER_PORT }, 'notifier ready')

function keep(name: string, pauseMs: number, turn: () => Promise<void>): void {
  shutdown.add(name, keepTurning(log, { name, pauseMs, turn }))
}
