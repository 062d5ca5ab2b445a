import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Address } from 'viem'
import type { Logger } from '../../kit/log.ts'
import { BATCH_WINDOW_MS, MAX_BATCH_ITEMS } from '../limits.ts'
import { addressOf } from '../outbox/lane.ts'
import type { Load, Outbox } from '../outbox/outbox.ts'
import type { Store } from '../store/database.ts'
import { type IntentRow, intents } from '../store/schema.ts'
import { batchGas, encodeBatch } from './batch.ts'
import type { ContractBook } from './contract-book.ts'
import { type Deferred, siftQueued } from './sift.ts'
import { isBatchCarried, type SimulateContext } from './simulate.ts'

/** Turns queued intents into transactions: when 50 wait, when the first has waited 100 ms, and after every block. */
export class IntentBatcher {
  readonly #outbox: Outbox
  readonly #book: ContractBook
  readonly #log: Logger
  readonly #deferred: Deferred = new Set()
  #timer: NodeJS.Timeout | undefined
  #newcomers = 0
  #running: Promise<void> | undefined
  #isAgain = false
  #isStopped = false

  constructor(dependencies: { outbox: Outbox; book: ContractBook; log: Logger }) {
    this.#outbox = dependencies.outbox
    this.#book = dependencies.book
    this.#log = dependencies.log
  }

  /** One more intent is queued. */
  notify(): void {
    this.#newcomers++
    if (this.#newcomers >= MAX_BATCH_ITEMS) this.run()
    else this.#timer ??= setTimeout(() => this.run(), BATCH_WINDOW_MS)
  }

  /** A new block: slots may be free, and what waited for an earlier intent may be ready. */
  onBlock(): void {
    this.#deferred.clear()
    this.run()
  }

  run(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#newcomers = 0
    if (this.#isStopped) return
    this.#isAgain = true
    this.#running ??= this.#drain()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #drain(): Promise<void> {
    try {
      while (this.#isAgain && !this.#isStopped) {
        this.#isAgain = false
        for (const { address } of Object.values(this.#book.contracts)) await this.#carryAll(address)
      }
    } catch (error) {
      // Nothing is lost: they are queued, and the next block starts again.
      this.#log.warn({ err: error }, 'intents wait')
    } finally {
      this.#running = undefined
    }
  }

  async #carryAll(to: Address): Promise<void> {
    const { store, chain } = this.#outbox.context
    const lane = this.#outbox.lanes.intents[0]
    if (!lane) return
    const context = { store, chain, book: this.#book, from: addressOf(lane) }
    while (!this.#isStopped && (await this.#outbox.hasFreeSlot())) {
      const { looked, good } = await siftQueued(context, to, this.#deferred)
      if (looked === 0) return
      if (good.length > 0 && !(await this.#carry(context, good))) return
    }
  }

  /** False when no lane is free. */
  async #carry(context: SimulateContext, good: IntentRow[]): Promise<boolean> {
    let batch = good
    if (batch.length > 1 && !(await isBatchCarried(context, batch))) {
      this.#log.warn({ items: batch.length }, 'batch would fail as a whole, carrying one by one')
      batch = batch.slice(0, 1)
    }
    const ids = batch.map(({ id }) => id)
    return this.#outbox.carry((store) => claim(store, ids))
  }
}

/** Takes the intents that are still queued into one batch. */
async function claim(store: Store, ids: bigint[]): Promise<Load | undefined> {
  const rows = await store
    .select()
    .from(intents)
    .where(and(inArray(intents.id, ids), eq(intents.state, 'queued')))
    .orderBy(asc(intents.id))
    .for('update', { skipLocked: true })
  const [first] = rows
  if (!first) return undefined
  return {
    payload: { kind: 'intents', to: first.to, data: encodeBatch(rows), gas: batchGas(rows) },
    attach: async (transactionId) => {
      const order = rows.map(({ id }) => id)
      const item = sql`array_position(${sql.param(order)}::bigint[], ${intents.id}) - 1`
      await store.update(intents).set({ state: 'submitted', transactionId, item }).where(inArray(intents.id, order))
    },
  }
}
