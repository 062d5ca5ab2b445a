import { type Hex, toFunctionSelector } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { readAddresses } from '../kit/addresses.ts'
import { parseConfig } from '../kit/config.ts'
import { createPool } from '../kit/database.ts'
import { createGateway } from '../kit/gateway/create-gateway.ts'
import { Health } from '../kit/health.ts'
import { createInternalApp } from '../kit/internal-app.ts'
import { createLogger } from '../kit/log.ts'
import { closeHttp, serveHttp } from '../kit/serve.ts'
import { Shutdown } from '../kit/shutdown.ts'
import { configSchema } from './config.ts'
import { IntentBatcher } from './intents/batcher.ts'
import { intentCargo } from './intents/cargo.ts'
import { genexBook } from './intents/genex-book.ts'
import { IntentIntake } from './intents/intake.ts'
import { PRUNE_EVERY_MS } from './limits.ts'
import { addMetrics } from './metrics.ts'
import { connectChain } from './outbox/chain.ts'
import { createLane } from './outbox/lane.ts'
import { Outbox } from './outbox/outbox.ts'
import { localSigner } from './outbox/signer.ts'
import { TenantPace } from './paymaster/pace.ts'
import { addIntentRoutes } from './routes/intents.ts'
import { addPaymasterRoutes } from './routes/paymaster.ts'
import { addSponsorshipRoutes } from './routes/sponsorship.ts'
import { addTransactionRoutes } from './routes/transactions.ts'
import { openStore } from './store/database.ts'
import { pruneBytes } from './store/retention.ts'

const config = parseConfig(configSchema, process.env)
const log = createLogger('relayer', config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const health = new Health('relayer')

const addresses = readAddresses(config.DEPLOYMENT_GENEX)
const book = genexBook(config.GENEX_CHAIN_ID, addresses)
const pool = createPool({ log, health, shutdown }, { url: config.DATABASE_URL, name: 'relayer' })
const store = await openStore(pool)
const chainId = config.GENEX_CHAIN_ID
const gateway = await createGateway({ log, health, shutdown }, { urls: config.GENEX_RPC_URL, chainId })
const chain = connectChain(gateway, { chainId, finality: config.GENEX_FINALITY })
const lanes = {
  settlement: createLane('settlement', localSigner(config.OPERATOR_KEY), true),
  intents: config.RELAYER_KEYS.map((key, index) => createLane(`intents-${index}`, localSigner(key), false)),
  treasury: config.TREASURY_KEY && {
    lane: createLane('treasury', localSigner(config.TREASURY_KEY), true),
    maxPerDayWei: config.TREASURY_MAX_WEI_PER_DAY,
  },
}
const outbox = new Outbox({ store, chain, log, cargo: intentCargo({ book, log }) }, lanes, () => batcher.onBlock())
const batcher = new IntentBatcher({ outbox, book, log })

/** The operator's key settles and proves to be alive; nothing else. */
const operatorCalls = ['settle(bytes)', 'heartbeat()', 'noticeNormal(uint48)']
const target = {
  to: book.contracts.settlement.address,
  selectors: operatorCalls.map((call) => toFunctionSelector(`function ${call}`)),
}
const defaults = {
  intentsPerDay: config.SPONSORED_INTENTS_PER_DAY,
  gasPerDay: config.SPONSORED_GAS_PER_DAY,
  tenantIntentsPerDay: config.SPONSORED_TENANT_INTENTS_PER_DAY,
  tenantGasPerDay: config.SPONSORED_TENANT_GAS_PER_DAY,
}
const intake = new IntentIntake(() => ({ store, chainId, defaults, nowSec: outbox.look.head.timestampSec }))
const app = createInternalApp({ health, log, token: config.INTERNAL_TOKEN })
addIntentRoutes(app, { outbox, batcher, book, intake })
addSponsorshipRoutes(app, { outbox, defaults })
addPaymasterRoutes(app, {
  sponsor: config.SPONSOR_KEY && {
    store,
    chain,
    paymaster: addresses.get('SponsorPaymaster'),
    signer: privateKeyToAccount(config.SPONSOR_KEY.reveal() as Hex),
    defaults,
  },
  pace: new TenantPace(),
  nowSec: () => outbox.look.head.timestampSec,
})
addTransactionRoutes(app, { outbox, target })

health.addCheck('chain', () => outbox.checkReady())
addMetrics(health, outbox)
await outbox.start()
shutdown.add('outbox', () => outbox.stop())
shutdown.add('batcher', () => batcher.stop())
const pruning = setInterval(() => {
  pruneBytes(store).catch((error: unknown) => log.warn({ err: error }, 'old bytes were not dropped'))
}, PRUNE_EVERY_MS)
shutdown.add('pruning', () => clearInterval(pruning))
const server = await serveHttp(app.fetch, { host: config.HOST, port: config.RELAYER_PORT })
shutdown.add('http', () => closeHttp(server))
log.info({ port: config.RELAYER_PORT, lanes: 1 + lanes.intents.length }, 'ready')
