import { createPublicClient } from 'viem'
import { parseConfig } from '../kit/config.ts'
import { createPool } from '../kit/database.ts'
import { createGateway } from '../kit/gateway/create-gateway.ts'
import { Health } from '../kit/health.ts'
import { healthRoutes } from '../kit/health-routes.ts'
import { createLogger } from '../kit/log.ts'
import { migrateNotices } from '../kit/notices/migrate.ts'
import { closeHttp, serveHttp } from '../kit/serve.ts'
import { Shutdown } from '../kit/shutdown.ts'
import { collect } from './collect/collector.ts'
import { notifierConfig } from './config.ts'
import { COLLECT_MS, COLLECT_STALE_MS } from './limits.ts'
import { createSafeBlockReader } from './safe-block.ts'
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
let collectedAtMs = performance.now()
let failed: string[] = []
health.addCheck('collector', () => {
  if (performance.now() - collectedAtMs > COLLECT_STALE_MS) throw new Error('the sources are not read')
})
health.addReport('sources', () => {
  if (failed.length > 0) throw new Error(`not read: ${failed.join(', ')}`)
})
shutdown.add(
  'collector',
  keepTurning(log, {
    name: 'collect',
    pauseMs: COLLECT_MS,
    turn: async () => {
      failed = await collect({ pool, log, now, source })
      collectedAtMs = performance.now()
    },
  }),
)

const server = await serveHttp(healthRoutes(health).fetch, { host: config.HOST, port: config.NOTIFIER_PORT })
shutdown.add('http', () => closeHttp(server))
shutdown.add('health', () => health.markStopping())
log.info({ port: config.NOTIFIER_PORT }, 'notifier ready')
