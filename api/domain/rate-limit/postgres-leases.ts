import { createHmac } from 'node:crypto'
import type pg from 'pg'
import { z } from 'zod'
import { LEASE_WAIT_MS, MAX_LEASES_AT_ONCE, RATE_SWEEP_MS } from '../../limits.ts'
import type { Lease, LeaseSource, LeaseWish } from './lease-source.ts'

interface Order {
  wish: LeaseWish
  askedAtMs: number
  resolve: (lease: Lease) => void
  reject: (error: unknown) => void
}

/**
 * Leases in table `rate.budget`, by the database's clock. One statement is under way at a time and takes everything that was asked
 * for meanwhile, so a busy process asks often for many keys and never once for each. Keys are kept hashed: they name people's addresses.
 */
export class PostgresLeases implements LeaseSource {
  readonly #pool: pg.Pool
  readonly #secret: Uint8Array
  #orders: Order[] = []
  #isAsking = false
  #sweepAtMs = 0

  constructor(pool: pg.Pool, secret: Uint8Array) {
    this.#pool = pool
    this.#secret = secret
  }

  lease(wish: LeaseWish): Promise<Lease> {
    const { promise, resolve, reject } = Promise.withResolvers<Lease>()
    this.#orders.push({ wish, askedAtMs: performance.now(), resolve, reject })
    if (!this.#isAsking) void this.#serve()
    return promise
  }

  async #serve(): Promise<void> {
    this.#isAsking = true
    while (this.#orders.length > 0) {
      const orders = this.#nextOrders()
      try {
        const leases = await this.#ask(orders.map(({ wish }) => wish))
        for (const { wish, resolve, reject } of orders) {
          const lease = leases.get(wish.key)
          if (lease) resolve(lease)
          else reject(new Error('a budget was asked for and not answered'))
        }
      } catch (error) {
        for (const { reject } of orders) reject(error)
      }
    }
    this.#isAsking = false
  }

  /** Each key once, as a statement may touch a row; what nobody waits for any more is dropped. */
  #nextOrders(): Order[] {
    const heardFromMs = performance.now() - LEASE_WAIT_MS
    const taken = new Map<string, Order>()
    const left: Order[] = []
    for (const order of this.#orders) {
      if (order.askedAtMs < heardFromMs) order.reject(new Error('nobody waits for this lease any more'))
      else if (taken.has(order.wish.key) || taken.size === MAX_LEASES_AT_ONCE) left.push(order)
      else taken.set(order.wish.key, order)
    }
    this.#orders = left
    return [...taken.values()]
  }

  async #ask(wishes: readonly LeaseWish[]): Promise<Map<string, Lease>> {
    if (wishes.length === 0) return new Map()
    await this.#sweep()
    const keyByHash = new Map(wishes.map(({ key }) => [this.#hash(key), key]))
    const columns = (['units', 'quota', 'windowMs'] as const).map((name) => wishes.map((wish) => wish[name]))
    const { rows } = await this.#pool.query(LEASE, [[...keyByHash.keys()], ...columns])
    return new Map(
      z
        .array(leaseRow)
        .parse(rows)
        .map(({ hash, ...lease }) => [keyByHash.get(hash) ?? '', lease]),
    )
  }

  #hash(key: string): string {
    return createHmac('sha256', this.#secret).update(key).digest('base64url')
  }

  async #sweep(): Promise<void> {
    const nowMs = performance.now()
    if (nowMs < this.#sweepAtMs) return
    this.#sweepAtMs = nowMs + RATE_SWEEP_MS
    await this.#pool.query(SWEEP)
  }
}

const leaseRow = z.object({ hash: z.string(), granted: z.int(), leased: z.int(), endsInMs: z.number() })

/** In the order of their keys, so that no two processes wait for each other. `excluded.granted` is what was wished for. */
const LEASE = `insert into rate.budget (key, quota, granted, leased, ends_at)
  select key, quota, least(units, quota), least(units, quota), now() + window_ms * interval '1 millisecond'
  from unnest($1::text[], $2::integer[], $3::integer[], $4::integer[]) as wish (key, units, quota, window_ms)
  order by key
  on conflict (key) do update set
    quota = excluded.quota,
    granted = case when budget.ends_at <= now() then excluded.granted
      else greatest(0, least(excluded.granted, excluded.quota - budget.leased)) end,
    leased = case when budget.ends_at <= now() then excluded.leased
      else budget.leased + greatest(0, least(excluded.granted, excluded.quota - budget.leased)) end,
    ends_at = case when budget.ends_at <= now() then excluded.ends_at else budget.ends_at end
  returning key as hash, granted, leased, extract(epoch from ends_at - now())::float8 * 1000 as "endsInMs"`

/** Rows that another process just asks for again are left alone. */
const SWEEP = `delete from rate.budget where key in
  (select key from rate.budget where ends_at < now() order by key for update skip locked)`
