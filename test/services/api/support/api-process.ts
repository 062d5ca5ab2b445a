import { fileURLToPath } from 'node:url'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres } from '../../../../local/postgres.ts'
import { answersOk } from '../../../../local/until.ts'
import type { Http } from '../../../../sdk/src/client/http.ts'
import { signIn } from '../../../../sdk/src/client/sign-in.ts'
import { formatUsdc } from '../../../../sdk/src/money.ts'
import { Child } from '../../relayer/support/child.ts'
import { freePort, temporaryDir } from '../../relayer/support/places.ts'
import { type Result, type ShellWorld, TOKEN } from '../../sequencer/shell/support/shell-world.ts'
import type { PlacementBody, Trader } from '../../sequencer/shell/support/trader.ts'

const MAIN = fileURLToPath(new URL('../../../../api/main.ts', import.meta.url))

/** A PostgreSQL that API processes share. */
export interface ApiDatabase {
  url: string
  child: Child
  end: () => Promise<void>
}

export async function startDatabase(): Promise<ApiDatabase> {
  const { dir, remove } = temporaryDir()
  const port = await freePort()
  const child = new Child(postgresSpec(await preparePostgres(dir), port))
  const end = async () => {
    await child.kill('SIGINT')
    remove()
  }
  const url = localDatabaseUrl(port)
  try {
    await child.start()
    await ensureDatabase(url)
  } catch (error) {
    await end()
    throw error
  }
  return { url, child, end }
}

interface ApiSetting {
  /** Shared with others; without it the process gets one of its own. */
  database?: ApiDatabase
  environment?: Record<string, string>
}

/** The API as `main.ts` runs it, in front of real sequencers. */
export class ApiProcess {
  readonly child: Child
  readonly url: string
  readonly #end: () => Promise<void>

  private constructor(child: Child, url: string, end: () => Promise<void>) {
    this.child = child
    this.url = url
    this.#end = end
  }

  static async start(world: ShellWorld, sequencers: string, setting: ApiSetting = {}): Promise<ApiProcess> {
    const { environment = {} } = setting
    const database = setting.database ?? (await startDatabase())
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const api = new Child({
      name: 'api',
      command: process.execPath,
      args: [MAIN],
      env: {
        ...environmentOf(world),
        DATABASE_URL: database.url,
        API_PORT: String(port),
        SEQUENCER_URL: sequencers,
        ...environment,
      },
      stopSignal: 'SIGTERM',
      isReady: () => answersOk(`${url}/healthz`),
    })
    const end = async () => {
      await api.kill('SIGTERM')
      if (!setting.database) await database.end()
    }
    try {
      await api.start()
    } catch (error) {
      await end()
      throw error
    }
    return new ApiProcess(api, url, end)
  }

  signIn({ account }: Trader): Promise<Http> {
    return signIn(this.url, account)
  }

  /** What it says of its parts, whether or not that makes it ready. */
  async checks(): Promise<{ status: number; checks: Record<string, string> }> {
    const response = await fetch(`${this.url}/readyz`)
    const { checks } = (await response.json()) as { checks: Record<string, string> }
    return { status: response.status, checks }
  }

  end(): Promise<void> {
    return this.#end()
  }
}

function environmentOf({ chain, core }: ShellWorld): Record<string, string> {
  const nobody = 'http://127.0.0.1:1'
  const signers = ['platform', 'hsm', 'auditor'].map(
    (party, i) => `${party}=0x${String(i + 1).padStart(40, '0')}@${nobody}`,
  )
  return {
    PATH: process.env.PATH ?? '',
    INTERNAL_TOKEN: TOKEN,
    JWT_SECRET: 'a-secret-of-32-bytes-for-the-tests-only',
    FIELD_KEYS: `test:${'1'.repeat(64)}`,
    CONTACT_KEY: 'a-contact-key-of-32-bytes-for-the-tests',
    MAPPING_TOKEN: 'a-signer-token-for-the-tests',
    MAPPING_SIGNERS: signers.join(','),
    GENEX_RPC_URL: chain.url,
    DEPLOYMENT_GENEX: core.deployment,
    RATE_LIMIT_FACTOR: '1000',
  }
}

/** A placement as the API takes it: the price in dollars. */
export function publicOrder({ order, ...rest }: PlacementBody) {
  return { ...rest, order: { ...order, price: formatUsdc(BigInt(order.price)) } }
}

/** Places signed orders through the API. */
export async function placeThrough(http: Http, orders: readonly PlacementBody[]): Promise<Result[]> {
  const { results } = await http.post<{ results: Result[] }>('/api/v1/orders', { orders: orders.map(publicOrder) })
  return results
}
