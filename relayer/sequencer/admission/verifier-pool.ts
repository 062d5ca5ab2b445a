import { Worker } from 'node:worker_threads'
import { RetryableError } from '../../../kit/errors.ts'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import {
  MAX_VERIFIER_DEATHS,
  MAX_VERIFY_BATCH,
  MAX_VERIFY_QUEUE,
  MIN_VERIFY_BATCH,
  VERIFY_JOBS_PER_WORKER,
} from '../limits.ts'
import { packOrders, type SignedOrder, unpackAnswers, type Verified } from './verify-message.ts'

export interface VerifyJob {
  id: number
  message: ArrayBuffer
}

export interface VerifyResult {
  id: number
  answer: ArrayBuffer
  /** What the worker's thread has used since its start. */
  cpuMicros: number
}

/** Orders of one caller; they may be checked in several jobs. */
interface Request {
  orders: readonly SignedOrder[]
  verified: Verified[]
  answered: number
  hasFailed: boolean
  resolve: (verified: Verified[]) => void
  reject: (error: unknown) => void
}

/** One order of a request. */
interface Item {
  request: Request
  at: number
}

interface Slot {
  worker: Worker
  jobs: Map<number, readonly Item[]>
  cpuMicros: number
}

/**
 * Verifies signatures in worker threads: they, not matching, are what admission costs. What waits is shared out evenly, in jobs
 * of at most 100 orders: small ones while there is time, large ones under load.
 */
export class VerifierPool {
  readonly #domain: GenexDomain
  readonly #slots: Slot[] = []
  readonly #queue: Item[] = []
  #waiting = 0
  #nextId = 1
  #verified = 0
  #isClosed = false
  /** Of workers that are gone. */
  #pastCpuMicros = 0
  /** Workers that died since one answered. */
  #deaths = 0
  readonly #onBroken: (error: unknown) => void

  /** `onBroken` hears once of workers that do nothing but die; the pool then starts no more of them. */
  constructor(domain: GenexDomain, size: number, onBroken: (error: unknown) => void) {
    this.#domain = domain
    this.#onBroken = onBroken
    for (let i = 0; i < size; i++) this.#slots.push(this.#start(i))
  }

  /** Orders verified so far, and the processor time of the threads that did. */
  get usage(): { orders: number; cpuSeconds: number } {
    const micros = this.#slots.reduce((sum, { cpuMicros }) => sum + cpuMicros, this.#pastCpuMicros)
    return { orders: this.#verified, cpuSeconds: micros / 1e6 }
  }

  /** Resolves with one answer per order, in order. */
  verify(orders: readonly SignedOrder[]): Promise<Verified[]> {
    if (this.#waiting + orders.length > MAX_VERIFY_QUEUE) {
      throw new RetryableError('Too many orders wait for their check.', { code: 'ORDER_QUEUE_FULL' })
    }
    this.#waiting += orders.length
    const { promise, resolve, reject } = Promise.withResolvers<Verified[]>()
    const request: Request = { orders, verified: [], answered: 0, hasFailed: false, resolve, reject }
    for (let at = 0; at < orders.length; at++) this.#queue.push({ request, at })
    this.#dispatch()
    return promise
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#slots.map(({ worker }) => worker.terminate()))
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const slot = this.#slots.reduce((least, next) => (next.jobs.size < least.jobs.size ? next : least))
      if (slot.jobs.size >= VERIFY_JOBS_PER_WORKER) return
      const share = Math.max(MIN_VERIFY_BATCH, Math.ceil(this.#queue.length / this.#slots.length))
      const items = this.#queue.splice(0, Math.min(share, MAX_VERIFY_BATCH))
      const id = this.#nextId++
      slot.jobs.set(id, items)
      const message = packOrders(items.map(orderOf))
      slot.worker.postMessage({ id, message } satisfies VerifyJob, [message])
    }
  }

  #start(index: number): Slot {
    const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: this.#domain })
    const slot: Slot = { worker, jobs: new Map(), cpuMicros: 0 }
    worker.on('message', (result: VerifyResult) => this.#settle(slot, result))
    worker.on('error', (error) => this.#replace(index, slot, error))
    worker.unref()
    return slot
  }

  #settle(slot: Slot, { id, answer, cpuMicros }: VerifyResult): void {
    const items = slot.jobs.get(id) ?? []
    slot.jobs.delete(id)
    this.#deaths = 0
    slot.cpuMicros = cpuMicros
    this.#verified += items.length
    this.#waiting -= items.length
    this.#dispatch()
    const verified = unpackAnswers(items.map(orderOf), answer)
    for (const [i, { request, at }] of items.entries()) {
      request.verified[at] = verified[i] as Verified
      if (++request.answered === request.orders.length && !request.hasFailed) request.resolve(request.verified)
    }
  }

  /** A worker that died is replaced; what it was checking is answered with an error, so that the caller sends it again. */
  #replace(index: number, slot: Slot, cause: unknown): void {
    const error = new RetryableError('The check of a signature was interrupted.', { code: 'ORDER_CHECK_LOST', cause })
    this.#pastCpuMicros += slot.cpuMicros
    for (const items of slot.jobs.values()) {
      this.#waiting -= items.length
      for (const { request } of items) {
        request.hasFailed = true
        request.reject(error)
      }
    }
    if (this.#isClosed) return
    if (++this.#deaths === MAX_VERIFIER_DEATHS) this.#onBroken(cause)
    if (this.#deaths >= MAX_VERIFIER_DEATHS) return
    this.#slots[index] = this.#start(index)
    this.#dispatch()
  }
}

function orderOf({ request, at }: Item): SignedOrder {
  const signed = request.orders[at]
  if (!signed) throw new RangeError(`the request has no order ${at}`)
  return signed
}
