import { fileURLToPath } from 'node:url'
import { type Address, encodeFunctionData, type Hex, keccak256 } from 'viem'
import { localKey } from '../../../../local/keys.ts'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres } from '../../../../local/postgres.ts'
import { rpc } from '../../../../local/rpc.ts'
import { answersOk, until } from '../../../../local/until.ts'
import { redemptionAbi } from '../../../../sdk/src/abi/redemption.gen.ts'
import { busyAnvil, type ChainKind, quietAnvil, quietHardhat } from './chain-spec.ts'
import { Child } from './child.ts'
import type { IntentBody } from './intent.ts'
import { deployMarket, type Market, sendAs } from './market.ts'
import { NodeProxy } from './node-proxy.ts'
import { freePort, temporaryDir } from './places.ts'

export const TOKEN = 'a-token-for-the-tests-only'

export interface Answer {
  status: number
  type: string | null
  body: Record<string, unknown>
}

/** A chain, a database, a proxy between them and a real relayer process. */
export class World {
  readonly chain: Child
  readonly postgres: Child
  readonly relayer: Child
  readonly proxy: NodeProxy
  readonly market: Market
  readonly chainUrl: string
  readonly databaseUrl: string
  readonly dir: string
  /** A second relayer process of the same world with other settings. */
  readonly relayerWith: (environment: Record<string, string>) => Child
  readonly url: string
  readonly #remove: () => void

  constructor(
    parts: Pick<
      World,
      'chain' | 'postgres' | 'relayer' | 'proxy' | 'market' | 'chainUrl' | 'databaseUrl' | 'dir' | 'relayerWith' | 'url'
    > & {
      remove: () => void
    },
  ) {
    this.chain = parts.chain
    this.postgres = parts.postgres
    this.relayer = parts.relayer
    this.proxy = parts.proxy
    this.market = parts.market
    this.chainUrl = parts.chainUrl
    this.databaseUrl = parts.databaseUrl
    this.dir = parts.dir
    this.relayerWith = parts.relayerWith
    this.url = parts.url
    this.#remove = parts.remove
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.request(path, { method: 'POST', body: JSON.stringify(body) })
  }

  get(path: string): Promise<Answer> {
    return this.request(path, { method: 'GET' })
  }

  async request(path: string, init: RequestInit): Promise<Answer> {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...init.headers }
    const response = await fetch(`${this.url}/internal/v1${path}`, { ...init, headers })
    const body = JSON.parse(await response.text())
    return { status: response.status, type: response.headers.get('content-type'), body }
  }

  /** Waits until an intent is in a state, mining a block at every look if asked to. */
  async intentIs(intent: IntentBody, state: string, { mining = false } = {}): Promise<Record<string, unknown>> {
    return this.#waitFor(`/intents/${intent.orderNumber}`, state, mining)
  }

  async confirmationIs(intent: IntentBody, confirmation: string): Promise<void> {
    const isThere = async () => (await this.get(`/intents/${intent.orderNumber}`)).body.confirmation === confirmation
    await until(`${intent.orderNumber} being ${confirmation}`, isThere, { timeoutMs: 20_000 })
  }

  /** Somebody with another key carries the intent; it waits in the node's pool for the next block. */
  async carryAsBystander({ args }: IntentBody): Promise<void> {
    const [merchant, appointed, signed] = args as [Address, boolean, { nonce: string }]
    const auth = { ...signed, nonce: BigInt(signed.nonce) }
    const data = encodeFunctionData({
      abi: redemptionAbi,
      functionName: 'setMerchantBySig',
      args: [merchant, appointed, auth as never],
    })
    await sendAs(this.market.client, localKey('guardian'), { to: this.market.redemption, data })
  }

  async transactionIs(key: string, state: string, { mining = false } = {}): Promise<Record<string, unknown>> {
    return this.#waitFor(`/transactions/${key}`, state, mining)
  }

  async logSays(message: string): Promise<void> {
    await until(`the log saying "${message}"`, () => this.relayer.messages().includes(message), { timeoutMs: 20_000 })
  }

  /** Whether the node has a raw transaction. */
  async isInPool(raw: Hex): Promise<boolean> {
    return (await rpc(this.chainUrl, 'eth_getTransactionByHash', [keccak256(raw)])) !== null
  }

  async end(): Promise<void> {
    await Promise.all([this.relayer.kill('SIGTERM'), this.chain.kill()])
    this.proxy.close()
    await this.postgres.kill('SIGINT')
    this.market.remove()
    this.#remove()
  }

  async #waitFor(path: string, state: string, mining: boolean): Promise<Record<string, unknown>> {
    let last: Record<string, unknown> = {}
    const isThere = async () => {
      if (mining) await this.market.mine()
      last = (await this.get(path)).body
      return last.state === state
    }
    await until(`${path} being ${state}`, isThere, { timeoutMs: 30_000 }).catch((error: unknown) => {
      throw new Error(`${path} is ${JSON.stringify(last)}\n${this.relayer.lines.slice(-12).join('\n')}`, {
        cause: error,
      })
    })
    return last
  }
}

export async function createWorld(environment: Record<string, string> = {}, kind: ChainKind = 'anvil'): Promise<World> {
  const { dir, remove } = temporaryDir()
  const [chainPort, databasePort, port] = [await freePort(), await freePort(), await freePort()]
  const chainUrl = `http://127.0.0.1:${chainPort}`
  const databaseUrl = localDatabaseUrl(databasePort)
  const specs = { anvil: quietAnvil, busy: busyAnvil, hardhat: quietHardhat }
  const chain = new Child(specs[kind](chainPort, dir))
  const postgres = new Child(postgresSpec(await preparePostgres(dir), databasePort))
  await Promise.all([chain.start(), postgres.start()])
  await ensureDatabase(databaseUrl)
  const market = await deployMarket(chainUrl)
  const proxy = new NodeProxy(chainUrl)
  const url = `http://127.0.0.1:${port}`
  const base = {
    GENEX_RPC_URL: await proxy.listen(),
    DATABASE_URL: databaseUrl,
    RELAYER_PORT: String(port),
    DEPLOYMENT_GENEX: market.deployment,
    ...environment,
  }
  const relayerWith = (other: Record<string, string>) => relayerChild(url, { ...base, ...other })
  const relayer = relayerWith({})
  return new World({ chain, postgres, relayer, proxy, market, chainUrl, databaseUrl, dir, url, remove, relayerWith })
}

function relayerChild(url: string, environment: Record<string, string>): Child {
  return new Child({
    name: 'relayer',
    command: process.execPath,
    args: [fileURLToPath(new URL('../../../../relayer/main.ts', import.meta.url))],
    env: {
      PATH: process.env.PATH,
      INTERNAL_TOKEN: TOKEN,
      LOG_LEVEL: 'debug',
      OPERATOR_KEY: localKey('operator'),
      RELAYER_KEYS: localKey('relayer0'),
      ...environment,
    },
    stopSignal: 'SIGTERM',
    isReady: () => answersOk(`${url}/readyz`),
  })
}
