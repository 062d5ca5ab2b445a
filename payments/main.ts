import { createPublicClient } from 'viem'
import { readAddresses } from '../kit/addresses.ts'
import { parseConfig } from '../kit/config.ts'
import { createPool } from '../kit/database.ts'
import { createGateway } from '../kit/gateway/create-gateway.ts'
import { Health } from '../kit/health.ts'
import { createInternalClient } from '../kit/internal-client.ts'
import { createLogger } from '../kit/log.ts'
import { SequencerLeader } from '../kit/sequencer-leader.ts'
import { closeHttp, serveHttp } from '../kit/serve.ts'
import { Shutdown } from '../kit/shutdown.ts'
import { createApp } from './app.ts'
import { paymentsConfig } from './config.ts'
import { PROVIDER_CHECK_MS } from './limits.ts'
import { registerMetrics } from './metrics.ts'
import { openPayments } from './open-payments.ts'
import { keepWorking } from './saga/worker.ts'
import { migratePayments } from './store/purchases.ts'

const config = parseConfig(paymentsConfig, process.env)
const log = createLogger('payments', config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const health = new Health('payments')
const pool = createPool({ log, health, shutdown }, { url: config.DATABASE_URL, name: 'payments' })
await migratePayments(pool)

const gateway = await createGateway({ log, health, shutdown }, { urls: config.GENEX_RPC_URL })
const chain = createPublicClient({ transport: gateway.transport({ retryCount: 1 }) })
const token = config.INTERNAL_TOKEN
const sequencers = config.SEQUENCER_URL.map((urls, index, { length: count }) =>
  new SequencerLeader({ urls, partition: { index, count }, token }).watch(),
)
const now = () => new Date()
const { ports, board, desk } = openPayments({
  config,
  pool,
  chain,
  chainId: await gateway.chainId(),
  addresses: readAddresses(config.DEPLOYMENT_GENEX),
  sequencers,
  relayer: createInternalClient({ name: 'relayer', url: config.RELAYER_URL, token }),
  now,
})
for (const name of board.names)
  health.addReport(name, () => {
    if (!board.standings().some((each) => each.name === name && each.isWell)) throw new Error('is not well')
  })
registerMetrics(health.registry, { pool, board })
await board.checkAll()
const checking = setInterval(() => void board.checkAll(), PROVIDER_CHECK_MS)
shutdown.add('provider checks', () => clearInterval(checking))
shutdown.add('workers', keepWorking({ pool, log, ports, now }))

const app = createApp({ pool, board, ports, desk, now, health, log, token })
const server = await serveHttp(app.fetch, { host: config.HOST, port: config.PAYMENTS_PORT })
shutdown.add('http', () => closeHttp(server))
shutdown.add('health', () => health.markStopping())
log.info({ port: config.PAYMENTS_PORT, desk, providers: board.names }, 'payments ready')
