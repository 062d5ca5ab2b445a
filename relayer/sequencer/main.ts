import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readAddresses } from '../../kit/addresses.ts'
import { parseConfig } from '../../kit/config.ts'
import { createGateway } from '../../kit/gateway/create-gateway.ts'
import { Health } from '../../kit/health.ts'
import { createInternalClient } from '../../kit/internal-client.ts'
import { createLogger } from '../../kit/log.ts'
import { closeHttp, serveHttp } from '../../kit/serve.ts'
import { Shutdown } from '../../kit/shutdown.ts'
import { domainOf } from '../../sdk/src/typed-data/domain.ts'
import { VerifierPool } from './admission/verifier-pool.ts'
import { Batcher } from './batches/batcher.ts'
import { reconcile } from './batches/reconcile.ts'
import { createSettlementLane } from './batches/relayer-client.ts'
import { ChainMirror } from './chain/chain-mirror.ts'
import { createChainClient, createChainReader } from './chain/chain-reader.ts'
import { followChain } from './chain/follow-chain.ts'
import { readMirrorSnapshot } from './chain/mirror-snapshot.ts'
import { sequencerConfig } from './config.ts'
import { createCoSigner } from './cosign/co-signer.ts'
import { Feed } from './feed/feed.ts'
import { createApp } from './http/app.ts'
import { marketMakerRoutes } from './http/market-maker-routes.ts'
import { createStandbyApp } from './http/standby-app.ts'
import { partitionName } from './journal/partition-name.ts'
import { CONFIRM_MS, HEARTBEAT_MS } from './journal/stream/limits.ts'
import { MIRROR_STALE_MS, TICK_MS } from './limits.ts'
import { registerMetrics } from './metrics.ts'
import { openJournal } from './open-sequencer.ts'
import { createApprovalReader } from './pricing/approval-reader.ts'
import { PriceGuide } from './pricing/price-guide.ts'
import { evictTouched } from './sequencing/evict-touched.ts'
import { noteBrakes } from './sequencing/note-brakes.ts'
import { mirrorFile, SnapshotTaker } from './snapshot-taker.ts'

const config = parseConfig(sequencerConfig, process.env)
const log = createLogger('sequencer', config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const health = new Health('sequencer')
const clock = () => Date.now()
const partition = config.PARTITION
const directory = join(config.DATA_DIR, partitionName('sequencer', partition))
mkdirSync(directory, { recursive: true })

const addresses = readAddresses(config.DEPLOYMENT_GENEX)
const settlement = addresses.get('Settlement')
const gateway = await createGateway({ log, health, shutdown }, { urls: config.GENEX_RPC_URL })
const client = createChainClient(gateway.transport({ retryCount: 1 }))
const contracts = [settlement, addresses.get('Brake')]
const reader = createChainReader(client, { contracts, finality: config.GENEX_FINALITY })
const mirror = new ChainMirror({ reader, log }, config.GENEX_START_BLOCK, partition)

const token = config.INTERNAL_TOKEN
let isLeading = false
health.addCheck('journal', () => {
  if (!isLeading) throw new Error('another sequencer leads, or this one is starting')
})
let answer: (request: Request) => Response | Promise<Response> = createStandbyApp({ health, log, token }).fetch
const server = await serveHttp((request) => answer(request), { host: config.HOST, port: config.SEQUENCER_PORT })

const { JOURNAL_URL: url, JOURNAL_STREAM: name, JOURNAL_REPLICAS: replicas } = config
const stream = url && { url, name: partitionName(name, partition), replicas }
const follower = await openJournal({ directory, clock, log, onFatal: (error) => fail('journal failed', error), stream })
const domain = domainOf('settlement', await until(() => client.getChainId()), settlement)
const checkpoint = await readMirrorSnapshot(mirrorFile(directory))
if (checkpoint && !(await until(() => mirror.restore(checkpoint)))) log.warn('mirror snapshot is of another history')
await until(() => mirror.sync(clock()))
log.info({ head: mirror.head?.number, position: follower.state.position }, 'chain mirrored')
shutdown.add('chain', followChain({ mirror, clock, log }, config.GENEX_WS_URL))
const verifier = new VerifierPool(domain, config.SEQUENCER_WORKERS, (error) =>
  fail('no signature can be checked', error),
)
shutdown.add('verifier', () => verifier.close())
const snapshots = new SnapshotTaker({ follower, mirror, directory, everyCommands: config.SNAPSHOT_COMMANDS }, clock())
every(TICK_MS, () =>
  snapshots.takeIfDue(clock()).catch((error: unknown) => log.error({ err: error }, 'snapshot failed')),
)

const sequencer = await follower.lead()
shutdown.add('journal', () => sequencer.journal.close())
const { holds } = sequencer.shell
const sources = {
  ordersOf: sequencer.state.ordersOf.bind(sequencer.state),
  tradesOf: sequencer.registry.tradesOf.bind(sequencer.registry),
  orderAt: sequencer.state.order.bind(sequencer.state),
  holdsOf: holds.holdsOf.bind(holds),
  batchOf: sequencer.shell.batches.get.bind(sequencer.shell.batches),
}
const relayer = createInternalClient({ name: 'relayer', url: config.RELAYER_URL, token: config.INTERNAL_TOKEN })
const lane = createSettlementLane(relayer)
const batcher = new Batcher({ sequencer, mirror, lane, client, sources, settlement, log })
const coSigner = createCoSigner(domain, config.COSIGNER_KEY)
const prices = new PriceGuide({ sequencer, mirror, readApprovedAt: createApprovalReader(client, settlement) })
const dependencies = { prices, sequencer, mirror, sources, coSigner, domain, verifier, health, log, token }
const app = createApp(dependencies)
marketMakerRoutes(app, { ...dependencies, client })
const feed = new Feed(sequencer)
registerMetrics(health.registry, { sequencer, mirror, verifier })
health.addCheck('chain', () => {
  if (clock() - mirror.syncedAtMs > MIRROR_STALE_MS) throw new Error('the chain is out of sight')
})

holds.prune(mirror.state, mirror.head?.timestampSec ?? 0)
// What the journal calls safe may have left the chain since: nobody is told of it before it is taken back.
if (mirror.isConsistent) reconcile({ sequencer, mirror })
if (mirror.isConsistent) noteBrakes({ sequencer, mirror })
evictTouched({ sequencer, mirror, sources }, 'all')
mirror.onUpdate((update) => {
  holds.prune(mirror.state, mirror.head?.timestampSec ?? 0)
  if (mirror.isConsistent) {
    noteBrakes({ sequencer, mirror })
    evictTouched({ sequencer, mirror, sources }, update)
  }
  void batcher.turn()
})
every(TICK_MS, () => {
  sequencer.expireDue()
  void batcher.turn()
})
every(TICK_MS, () => void sequencer.confirm(HEARTBEAT_MS).catch(() => undefined))
shutdown.add('snapshot', () => snapshots.take(clock()))

feed.attach(server, token)
answer = async (request) => {
  const response = await app.fetch(request)
  // A process that slept may have been followed by another: then it tells nothing of what it knows.
  if (new URL(request.url).pathname.startsWith('/internal/')) await sequencer.confirm(CONFIRM_MS)
  return response
}
isLeading = true
shutdown.add('http', async () => {
  health.markStopping()
  feed.close()
  await closeHttp(server)
})
log.info({ port: config.SEQUENCER_PORT }, 'sequencer ready')

/** Journal and book may differ, or nothing can be taken: the process ends without another word, and the next start replays. */
function fail(what: string, error: unknown): void {
  log.fatal({ err: error }, what)
  process.exit(1)
}

/** Waits for the node: without it nothing can be checked, so nothing is served. */
async function until<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await read()
    } catch (error) {
      if (attempt === 0) log.warn({ err: error }, 'waiting for the chain')
      await new Promise((resolve) => setTimeout(resolve, TICK_MS * 2))
    }
  }
}

function every(periodMs: number, run: () => void): void {
  const timer = setInterval(run, periodMs)
  shutdown.add('timer', () => clearInterval(timer))
}
