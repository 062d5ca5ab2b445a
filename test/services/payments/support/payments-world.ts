import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { CircuitBreaker } from '../../../../kit/gateway/circuit-breaker.ts'
import { Health } from '../../../../kit/health.ts'
import { createLogger } from '../../../../kit/log.ts'
import { Secret } from '../../../../kit/secret.ts'
import { closeHttp, serveHttp } from '../../../../kit/serve.ts'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres } from '../../../../local/postgres.ts'
import { until } from '../../../../local/until.ts'
import { createApp } from '../../../../payments/app.ts'
import { ProviderBoard } from '../../../../payments/providers/provider-board.ts'
import { boughtUsdc6 } from '../../../../payments/saga/bought.ts'
import type { Ports, Transfer } from '../../../../payments/saga/ports.ts'
import type { Purchase } from '../../../../payments/saga/purchase.ts'
import { keepWorking } from '../../../../payments/saga/worker.ts'
import { findPurchase, migratePayments } from '../../../../payments/store/purchases.ts'
import { Child } from '../../relayer/support/child.ts'
import { freePort, temporaryDir } from '../../relayer/support/places.ts'
import { openCoinbase, openStripe } from './providers.ts'

const TOKEN = 'a-token-for-the-tests-only'

/**
 * The payments process in here: real database, HTTP and providers' doubles. The market behind it is a count of what was delivered; the real
 * one is in test/e2e/purchases.test.ts.
 */
export async function openPaymentsWorld() {
  const { dir, remove } = temporaryDir()
  const databasePort = await freePort()
  const postgres = new Child(postgresSpec(await preparePostgres(dir), databasePort))
  await postgres.start()
  const databaseUrl = localDatabaseUrl(databasePort)
  await ensureDatabase(databaseUrl)
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 12 })
  pool.on('error', () => undefined)
  await migratePayments(pool)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const stripe = await openStripe('stripe', `${url}/webhooks/stripe`)
  const spare = await openStripe('stripe-spare', `${url}/webhooks/stripe-spare`)
  const coinbase = await openCoinbase(`${url}/webhooks/coinbase-commerce`)
  const providers = [stripe.provider, spare.provider, coinbase.provider]
  const clock = { offsetMs: 0 }
  const now = () => new Date(Date.now() + clock.offsetMs)
  const nowMs = () => performance.now() + clock.offsetMs
  const board = new ProviderBoard(providers, () => new CircuitBreaker(nowMs), nowMs)
  const desk = new CountingDesk()
  const ports = portsOf(board, desk)
  const log = createLogger('payments', 'silent')
  const app = createApp({
    pool,
    board,
    ports,
    desk: '0x',
    now,
    health: new Health('payments'),
    log,
    token: new Secret(TOKEN),
  })
  const server = await serveHttp(app.fetch, { host: '127.0.0.1', port })
  const workers: (() => Promise<void>)[] = []
  const work = () => workers.push(keepWorking({ pool, log, ports, now }))
  const request = (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...init.headers }
    return fetch(new URL(path, url), { ...init, headers })
  }
  return {
    pool,
    url,
    stripe,
    spare,
    coinbase,
    board,
    desk,
    work,
    request,
    advance: (ms: number) => {
      clock.offsetMs += ms
    },
    begin: (changes: object = {}) =>
      request('/internal/v1/purchases', { method: 'POST', body: JSON.stringify({ ...wishOf(now()), ...changes }) }),
    purchaseIs: (id: string, states: readonly string[]) => purchaseIs(pool, id, states),
    close: async () => {
      await Promise.all(workers.map((stop) => stop()))
      server.closeAllConnections()
      await closeHttp(server)
      for (const double of [stripe, spare, coinbase]) await double.close()
      await pool.end()
      await postgres.kill('SIGINT')
      remove()
    },
  }
}
export type PaymentsWorld = Awaited<ReturnType<typeof openPaymentsWorld>>

/** Stablecoin for 100 dollars, without an order. */
function wishOf(at: Date) {
  return {
    id: randomUUID(),
    account: '0x00000000000000000000000000000000000000B1',
    method: 'card',
    payUsdc6: '100000000',
    rateE8: '100000000',
    receiveUsdc6: '100000000',
    lockedUntil: new Date(at.getTime() + 900_000).toISOString(),
  }
}

async function purchaseIs(pool: pg.Pool, id: string, states: readonly string[]): Promise<Purchase> {
  let last: Purchase | undefined
  const look = async () => {
    last = await findPurchase(pool, id)
    return last !== undefined && states.includes(last.state)
  }
  await until(`purchase ${id} being ${states.join(' or ')}`, look, { timeoutMs: 60_000 }).catch((cause: unknown) => {
    throw new Error(`it is ${last?.state}`, { cause })
  })
  if (!last) throw new Error('unreachable: until resolved without a purchase')
  return last
}

/** Delivers at once, and counts: how often each number was handed in, what was delivered, who worked on one purchase at the same time. */
export class CountingDesk implements Transfer {
  readonly submissions = new Map<string, number>()
  deliveredUsdc6 = 0n
  overlaps = 0
  readonly #busy = new Set<string>()

  number({ id, attempt }: Purchase): string {
    return `${id}:${attempt}`
  }

  async state(purchase: Purchase) {
    return await this.#alone(purchase, async () => (this.submissions.has(this.number(purchase)) ? 'done' : 'absent'))
  }

  async submit(purchase: Purchase): Promise<void> {
    await this.#alone(purchase, async () => {
      const number = this.number(purchase)
      const before = this.submissions.get(number) ?? 0
      this.submissions.set(number, before + 1)
      if (before === 0) this.deliveredUsdc6 += boughtUsdc6(purchase)
    })
  }

  async #alone<T>({ id }: Purchase, act: () => Promise<T>): Promise<T> {
    if (this.#busy.has(id)) this.overlaps++
    this.#busy.add(id)
    // Long enough for another worker to come by.
    await new Promise((resolve) => setImmediate(resolve))
    const answer = await act()
    this.#busy.delete(id)
    return answer
  }
}

function portsOf(board: ProviderBoard, desk: CountingDesk): Ports {
  const none = () => Promise.reject(new Error('there is no order'))
  return {
    provider: (name) => board.use(name),
    pickProvider: (method, except) => board.pick(method, except),
    desk: { deliver: desk, takeBack: desk },
    market: { orderNumber: () => 'GX', place: none, standing: none, cancel: none },
    objection: async () => undefined,
    describe: () => ({ description: 'Genex purchase', returnUrl: 'http://shop.test/' }),
  }
}
