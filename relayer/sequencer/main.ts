import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readAddresses } from '../../kit/addresses.ts'
import { parseConfig } from '../../kit/config.ts'
import { Health } from '../../kit/health.ts'
import { createInternalClient } from '../../kit/internal-client.ts'
import { createLogger } from '../../kit/log.ts'
import { closeHttp, serveHttp } from '../../kit/serve.ts'
import { Shutdown } from '../../kit/shutdown.ts'
import { domainOf } from '../../sdk/src/typed-data/domain.ts'
import { VerifierPool } from './admission/verifier-pool.ts'
import { BatchStore } from './batches/batch-store.ts'
import { Batcher } from './batches/batcher.ts'
import { createSettlementLane } from './batches/relayer-client.ts'
import { ChainMirror } from './chain/chain-mirror.ts'
import { createChainClient, createChainReader } from './chain/chain-reader.ts'
import { followChain } from './chain/follow-chain.ts'
import { readMirrorSnapshot, writeMirrorSnapshot } from './chain/mirror-snapshot.ts'
import { sequencerConfig } from './config.ts'
import { createCoSigner } from './cosign/co-signer.ts'
import { HoldStore } from './cosign/hold-store.ts'
import { Feed } from './feed/feed.ts'
import { createApp } from './http/app.ts'
import { marketMakerRoutes } from './http/market-maker-routes.ts'
import { writeSnapshot } from './journal/snapshots.ts'
import { MIRROR_STALE_MS, SNAPSHOT_MS, TICK_MS } from './limits.ts'
import { registerMetrics } from './metrics.ts'
import { openSequencer } from './open-sequencer.ts'
import { createApprovalReader } from './pricing/approval-reader.ts'
import { PriceGuide } from './pricing/price-guide.ts'
import { evictTouched } from './sequencing/evict-touched.ts'

const config = parseConfig(sequencerConfig, process.env)
const log = createLogger('sequencer', config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const health = new Health('sequencer')
const clock = () => Date.now()
const directory = join(config.DATA_DIR, 'sequencer')
const mirrorFile = join(directory, 'mirror.bin')
mkdirSync(directory, { recursive: true })

const addresses = readAddresses(config.DEPLOYMENT_GENEX)
const settlement = addresses.get('Settlement')
const client = createChainClient(config.GENEX_RPC_URL)
const contracts = [settlement, addresses.get('Brake')]
const reader = createChainReader(client, { contracts, finality: config.GENEX_FINALITY })
const mirror = new ChainMirror({ reader, log }, config.GENEX_START_BLOCK)

const sequencer = await openSequencer({ directory, clock, log, onFatal: (error) => fail(error) })
shutdown.add('journal', () => sequencer.journal.close())

const domain = domainOf('settlement', await until(() => client.getChainId()), settlement)
const checkpoint = await readMirrorSnapshot(mirrorFile)
if (checkpoint && !(await until(() => mirror.restore(checkpoint)))) log.warn('mirror snapshot is of another history')
await until(() => mirror.sync(clock()))
log.info({ head: mirror.head?.number, position: sequencer.state.position }, 'chain mirrored')

const holds = new HoldStore(join(directory, 'co-signatures.json'))
const sources = {
  ordersOf: sequencer.state.ordersOf.bind(sequencer.state),
  tradesOf: sequencer.registry.tradesOf.bind(sequencer.registry),
  orderAt: sequencer.state.order.bind(sequencer.state),
  holdsOf: holds.holdsOf.bind(holds),
}
const relayer = createInternalClient({ name: 'relayer', url: config.RELAYER_URL, token: config.INTERNAL_TOKEN })
const store = new BatchStore(join(directory, 'batches'))
const lane = createSettlementLane(relayer)
const batcher = new Batcher({ sequencer, mirror, store, lane, client, sources, settlement, log })
const verifier = new VerifierPool(domain, config.SEQUENCER_WORKERS)
const coSigner = createCoSigner(domain, config.COSIGNER_KEY)
const token = config.INTERNAL_TOKEN
const prices = new PriceGuide({ sequencer, mirror, readApprovedAt: createApprovalReader(client, settlement) })
const dependencies = { prices, sequencer, mirror, sources, holds, coSigner, domain, verifier, health, log, token }
const app = createApp(dependencies)
marketMakerRoutes(app, { ...dependencies, client })
const feed = new Feed(sequencer)
registerMetrics(health.registry, { sequencer, mirror, verifier })
health.addCheck('chain', () => {
  if (clock() - mirror.syncedAtMs > MIRROR_STALE_MS) throw new Error('the chain is out of sight')
})

evictTouched({ sequencer, mirror, sources }, 'all')
mirror.onUpdate((update) => {
  holds.prune(mirror.state, mirror.head?.timestampSec ?? 0)
  if (mirror.isConsistent) evictTouched({ sequencer, mirror, sources }, update)
  void batcher.turn()
})
shutdown.add('chain', followChain({ mirror, clock, log }, config.GENEX_WS_URL))
every(TICK_MS, () => {
  sequencer.expireDue()
  void batcher.turn()
})
every(SNAPSHOT_MS, () => void snapshot().catch((error: unknown) => log.error({ err: error }, 'snapshot failed')))
shutdown.add('snapshot', snapshot)

const server = await serveHttp(app.fetch, { host: config.HOST, port: config.SEQUENCER_PORT })
feed.attach(server, token)
shutdown.add('http', async () => {
  health.markStopping()
  feed.close()
  await closeHttp(server)
  await verifier.close()
})
log.info({ port: config.SEQUENCER_PORT }, 'sequencer ready')

/** The book's snapshot and the mirror's, each with its own hash; the mirror's block is stored with the book's. */
async function snapshot(): Promise<void> {
  const mirrored = mirror.isConsistent ? mirror.checkpoint() : undefined
  if (!mirrored) return
  const { state, journal } = sequencer
  const extra = sequencer.registry.serialize()
  const { number: blockNumber, hash: blockHash } = mirrored.head
  await Promise.all([
    writeMirrorSnapshot(mirrorFile, mirrored),
    writeSnapshot({ state, journal, directory }, { blockNumber, blockHash, extra }),
  ])
}

/** Journal and book may differ: the process ends without another word, and the next start replays. */
function fail(error: unknown): void {
  log.fatal({ err: error }, 'journal failed')
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
