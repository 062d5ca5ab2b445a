import { Worker } from 'node:worker_threads'
import type { Hex } from 'viem'
import { RetryableError } from '../../../kit/errors.ts'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import type { Order } from '../../../sdk/src/typed-data/order.ts'
import { MAX_VERIFY_QUEUE } from '../limits.ts'
import type { Signed } from './signature.ts'

export interface SignedOrder {
  order: Order
  signature: Hex
}

/** The digest of an order and, when the signature is one, who signed. */
export interface Verified {
  digest: Hex
  signed?: Signed
}

export interface VerifyJob {
  id: number
  orders: readonly SignedOrder[]
}

export interface VerifyResult {
  id: number
  verified: Verified[]
}

interface Waiting {
  resolve: (verified: Verified[]) => void
  reject: (error: unknown) => void
  worker: Worker
  count: number
}

/** Verifies signatures in worker threads: they, not matching, are what admission costs. */
export class VerifierPool {
  readonly #domain: GenexDomain
  readonly #workers: { worker: Worker; queued: number }[] = []
  readonly #waiting = new Map<number, Waiting>()
  #queued = 0
  #nextId = 1

  constructor(domain: GenexDomain, size: number) {
    this.#domain = domain
    for (let i = 0; i < size; i++) this.#workers.push({ worker: this.#start(i), queued: 0 })
  }

  /** Resolves with one answer per order, in order. */
  verify(orders: readonly SignedOrder[]): Promise<Verified[]> {
    if (this.#queued + orders.length > MAX_VERIFY_QUEUE) {
      throw new RetryableError('Too many orders wait for their check.', { code: 'ORDER_QUEUE_FULL' })
    }
    const slot = this.#workers.reduce((least, next) => (next.queued < least.queued ? next : least))
    const id = this.#nextId++
    slot.queued += orders.length
    this.#queued += orders.length
    const { promise, resolve, reject } = Promise.withResolvers<Verified[]>()
    this.#waiting.set(id, { resolve, reject, worker: slot.worker, count: orders.length })
    slot.worker.postMessage({ id, orders } satisfies VerifyJob)
    return promise
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()))
  }

  #start(index: number): Worker {
    const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: this.#domain })
    worker.on('message', ({ id, verified }: VerifyResult) => this.#settle(id, ({ resolve }) => resolve(verified)))
    worker.on('error', (error) => this.#replace(index, worker, error))
    worker.unref()
    return worker
  }

  /** A worker that died is replaced; what it was checking is answered with an error, so that the caller sends it again. */
  #replace(index: number, worker: Worker, cause: unknown): void {
    const error = new RetryableError('The check of a signature was interrupted.', { code: 'ORDER_CHECK_LOST', cause })
    for (const [id, waiting] of this.#waiting) if (waiting.worker === worker) this.#settle(id, (it) => it.reject(error))
    this.#workers[index] = { worker: this.#start(index), queued: 0 }
  }

  #settle(id: number, answer: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    this.#waiting.delete(id)
    this.#queued -= waiting.count
    for (const slot of this.#workers) if (slot.worker === waiting.worker) slot.queued -= waiting.count
    answer(waiting)
  }
}
