import {
  CIRCUIT_FAILURE_PERCENT,
  CIRCUIT_MIN_CALLS,
  CIRCUIT_OPEN_MS,
  CIRCUIT_WINDOW_MS,
  RPC_CALL_TIMEOUT_MS,
} from '../limits.ts'

/** closed: calls go through; open: none does; halfOpen: one does, and decides. */
export type CircuitState = 'closed' | 'open' | 'halfOpen'

const BUCKETS = 10
const BUCKET_MS = CIRCUIT_WINDOW_MS / BUCKETS

interface Bucket {
  index: number
  calls: number
  failures: number
}

/** Keeps callers from a node that fails or answers too late, without asking it again and again whether it still does. */
export class CircuitBreaker {
  readonly #nowMs: () => number
  #buckets: Bucket[] = []
  #openedAtMs: number | undefined
  #isTrying = false

  /** @param nowMs The clock; any that never goes back. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  get state(): CircuitState {
    if (this.#openedAtMs === undefined) return 'closed'
    return this.#nowMs() - this.#openedAtMs >= CIRCUIT_OPEN_MS ? 'halfOpen' : 'open'
  }

  get openedAtMs(): number | undefined {
    return this.#openedAtMs
  }

  /** Whether a call may be made now; whoever was let through while half-open must say how it went. */
  tryAcquire(): boolean {
    return this.state === 'closed' || (this.state === 'halfOpen' && this.force())
  }

  /** Lets one call through whatever the state: where every circuit is open, somebody has to find out that the outage is over. */
  force(): boolean {
    if (this.#isTrying) return false
    this.#isTrying = this.#openedAtMs !== undefined
    return true
  }

  /** An answer that came too late is a failure: the caller had to wait for it. */
  succeeded(durationMs: number): void {
    if (durationMs > RPC_CALL_TIMEOUT_MS) this.failed()
    else if (this.#openedAtMs === undefined) this.#count(false)
    else this.#close()
  }

  failed(): void {
    if (this.#openedAtMs === undefined) this.#count(true)
    // A call from before the circuit opened must not lengthen its rest.
    else if (this.#isTrying) this.#open()
  }

  #count(isFailure: boolean): void {
    const index = Math.floor(this.#nowMs() / BUCKET_MS)
    this.#buckets = this.#buckets.filter((bucket) => bucket.index > index - BUCKETS)
    if (this.#buckets.at(-1)?.index !== index) this.#buckets.push({ index, calls: 0, failures: 0 })
    const bucket = this.#buckets.at(-1)
    if (!bucket) return
    bucket.calls++
    if (isFailure) bucket.failures++
    const calls = this.#buckets.reduce((sum, each) => sum + each.calls, 0)
    const failures = this.#buckets.reduce((sum, each) => sum + each.failures, 0)
    if (calls >= CIRCUIT_MIN_CALLS && failures * 100 >= calls * CIRCUIT_FAILURE_PERCENT) this.#open()
  }

  #open(): void {
    this.#openedAtMs = this.#nowMs()
    this.#isTrying = false
    this.#buckets = []
  }

  #close(): void {
    this.#openedAtMs = undefined
    this.#isTrying = false
    this.#buckets = []
  }
}
