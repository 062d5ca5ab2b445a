import { fileURLToPath } from 'node:url'
import { localKey } from '../../../../../local/keys.ts'
import { answersOk, until } from '../../../../../local/until.ts'
import { Child } from '../../../relayer/support/child.ts'
import { freePort, temporaryDir } from '../../../relayer/support/places.ts'
import { type Core, deployCore, openSeries } from './core.ts'
import { RelayerDouble } from './relayer-double.ts'
import { TestChain } from './test-chain.ts'
import { type PlacementBody, Trader } from './trader.ts'

export const TOKEN = 'a-token-for-the-tests-only'

export interface Result {
  orderNumber: string
  status: string
  state: string
  code?: string
  position?: number
  trades: { tradeId: number; price: string; quantity: number; state: string }[]
}

/** A chain with the real core, a real sequencer process, and a double of the relayer between them. */
export class ShellWorld {
  readonly chain: TestChain
  readonly core: Core
  readonly relayer: RelayerDouble
  /** The one that is talked to; a test with several changes it. */
  sequencer: SequencerProcess
  readonly #relayerPort: number
  readonly #remove: () => void

  constructor(
    parts: Pick<ShellWorld, 'chain' | 'core' | 'relayer' | 'sequencer'> & { relayerPort: number; remove: () => void },
  ) {
    this.chain = parts.chain
    this.core = parts.core
    this.relayer = parts.relayer
    this.sequencer = parts.sequencer
    this.#relayerPort = parts.relayerPort
    this.#remove = parts.remove
  }

  readonly headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }

  get dataDir(): string {
    return this.sequencer.dataDir
  }

  get url(): string {
    return this.sequencer.url
  }

  /** Another sequencer of the same market, with a disk of its own; not started. */
  async anotherSequencer(dataDir: string, environment: Record<string, string>): Promise<SequencerProcess> {
    return sequencerProcess({ ...this, relayerPort: this.#relayerPort, dataDir, environment })
  }

  /** Somebody who trades. */
  async trader(cashUsdc6 = 1_000_000_000n): Promise<Trader> {
    return new Trader(this.chain, this.core).enter(cashUsdc6)
  }

  /** Waits until the sequencer has seen the newest block. */
  async seen(): Promise<void> {
    const block = await this.chain.client.getBlockNumber()
    await until('the sequencer seeing the chain', async () => Number((await this.get('/state')).block) >= Number(block))
  }

  async place(...orders: (PlacementBody | Promise<PlacementBody>)[]): Promise<Result[]> {
    await this.seen()
    const { results } = await this.post('/orders', { orders: await Promise.all(orders) })
    return results as Result[]
  }

  /** Places one order and throws unless it was accepted. */
  async accept(order: PlacementBody | Promise<PlacementBody>): Promise<Result> {
    const [result] = await this.place(order)
    if (result?.status !== 'accepted') throw new Error(`rejected: ${JSON.stringify(result)}`)
    return result
  }

  async refuse(order: PlacementBody | Promise<PlacementBody>): Promise<string | undefined> {
    const [result] = await this.place(order)
    return result?.status === 'rejected' ? result.code : `accepted as ${result?.orderNumber}`
  }

  order(orderNumber: string): Promise<Record<string, unknown>> {
    return this.get(`/orders/${orderNumber}`)
  }

  /** Mines until an order is in a state; mining may carry it from SAFE to FINAL before we look. */
  async orderIs(orderNumber: string, state: string): Promise<Record<string, unknown>> {
    let last: Record<string, unknown> = {}
    await this.mineUntil(`${orderNumber} being ${state}`, async () => {
      last = await this.order(orderNumber)
      return last.state === state || (state === 'SAFE' && last.state === 'FINAL')
    }).catch((error: unknown) => {
      throw new Error(`it is ${JSON.stringify(last)}\n${this.sequencer.lines.slice(-8).join('\n')}`, { cause: error })
    })
    return last
  }

  async mineUntil(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
    await until(
      what,
      async () => {
        await this.chain.mine()
        return condition()
      },
      { timeoutMs: 60_000, pollMs: 150 },
    )
  }

  get(path: string): Promise<Record<string, unknown>> {
    return this.request(path, { method: 'GET' })
  }

  post(path: string, body: unknown): Promise<Record<string, unknown>> {
    return this.request(path, { method: 'POST', body: JSON.stringify(body) })
  }

  async request(path: string, init: RequestInit): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url}/internal/v1${path}`, { ...init, headers: this.headers })
    return JSON.parse(await response.text())
  }

  async end(): Promise<void> {
    await this.sequencer.kill('SIGTERM')
    this.relayer.close()
    await this.chain.node.kill()
    this.core.remove()
    this.#remove()
  }
}

export async function createShellWorld(environment: Record<string, string> = {}): Promise<ShellWorld> {
  const { dir, remove } = temporaryDir()
  const [chainPort, relayerPort] = [await freePort(), await freePort()]
  const chain = new TestChain(chainPort, dir)
  await chain.node.start()
  const core = await deployCore(chain)
  const relayer = new RelayerDouble(chain)
  await relayer.listen(relayerPort)
  const sequencer = await sequencerProcess({ chain, core, relayerPort, dataDir: dir, environment })
  await sequencer.start()
  return new ShellWorld({ chain, core, relayer, sequencer, relayerPort, remove })
}

interface Place {
  chain: TestChain
  core: Core
  relayerPort: number
  dataDir: string
  environment: Record<string, string>
}

/** A sequencer as `main.ts` runs it. */
export class SequencerProcess extends Child {
  readonly url: string
  readonly dataDir: string

  constructor({ chain, core, dataDir, environment, relayerPort }: Place, port: number) {
    const url = `http://127.0.0.1:${port}`
    super({
      name: 'sequencer',
      command: process.execPath,
      args: [fileURLToPath(new URL('../../../../../relayer/sequencer/main.ts', import.meta.url))],
      env: {
        PATH: process.env.PATH,
        INTERNAL_TOKEN: TOKEN,
        LOG_LEVEL: 'debug',
        DATA_DIR: dataDir,
        SEQUENCER_PORT: String(port),
        SEQUENCER_WORKERS: '1',
        RELAYER_URL: `http://127.0.0.1:${relayerPort}`,
        GENEX_RPC_URL: chain.url,
        GENEX_WS_URL: chain.wsUrl,
        DEPLOYMENT_GENEX: core.deployment,
        COSIGNER_KEY: localKey('coSigner'),
        ...environment,
      },
      stopSignal: 'SIGTERM',
      isReady: () => answersOk(`${url}/readyz`),
    })
    this.url = url
    this.dataDir = dataDir
  }
}

async function sequencerProcess(place: Place): Promise<SequencerProcess> {
  return new SequencerProcess(place, await freePort())
}

/** A world with an issuer whose series 1 is on sale at 45.00, and its order's number. */
export async function createMarket(environment: Record<string, string> = {}) {
  const world = await createShellWorld(environment)
  const issuer = await world.trader(0n)
  await openSeries(world.chain, world.core, issuer.address)
  const listing = await world.accept(issuer.sellPrimary({ quantity: 1_000 }))
  return { world, issuer, listing }
}
