import { LEASE_RETRY_MS, MAX_RATE_KEYS, RATE_CREDIT_PARTS, RATE_LEASE_PARTS } from '../../limits.ts'
import type { Lease, LeaseSource } from './lease-source.ts'
import { within } from './within.ts'

export interface BudgetTerms {
  /** Of all processes together, in a window. */
  quota: number
  windowMs: number
  /** What this process gives out alone while the source is away. */
  ownShare: number
  /** Whether the source is asked only by keys that are about to use up their credit: spares it those that hardly call. */
  isLazy: boolean
}

export interface BudgetDependencies {
  source: LeaseSource
  /** A source that has not answered by then is away. */
  waitMs: number
  /** Never goes back. */
  nowMs: () => number
  /** Told once each time that the source goes away. */
  onAway: (error: unknown) => void
}

/** One use of a budget, as far as this process knows. */
export interface Use {
  isExceeded: boolean
  remaining: number
  resetsInMs: number
}

/** What this process knows of one key's window. */
interface Window {
  endsAtMs: number
  used: number
  granted: number
  /** Units that other processes hold or used. */
  elsewhere: number
  /** The source gave less than was wished for: there is no more before the window ends. */
  isSpent: boolean
  waiting: number
  asking: Promise<void> | undefined
}

/**
 * A budget that processes share by leases: each takes units in portions before it needs them, so that a request seldom waits for the
 * source, and a process that dies takes no more with it than it holds. A key that is new, or faster than its leases, uses up to a credit
 * that the next lease pays back.
 *
 * @dev Invariant: in a window of the source all processes together admit at most `quota` and two and a half credits each.
 */
export class SharedBudget {
  readonly terms: BudgetTerms
  readonly #dependencies: BudgetDependencies
  readonly #largest: number
  readonly #credit: number
  /** In the order in which the windows began. */
  readonly #windows = new Map<string, Window>()
  #retryAtMs: number | undefined

  constructor(dependencies: BudgetDependencies, terms: BudgetTerms) {
    this.terms = terms
    this.#dependencies = dependencies
    this.#largest = Math.ceil(terms.quota / RATE_LEASE_PARTS)
    this.#credit = Math.ceil(terms.quota / RATE_CREDIT_PARTS)
  }

  async spend(key: string): Promise<Use> {
    for (;;) {
      const window = this.#windowOf(key)
      const isAdmitted = this.#decide(key, window)
      if (isAdmitted !== undefined) return this.#useOf(window, !isAdmitted)
      window.waiting++
      await window.asking
      window.waiting--
    }
  }

  /** Undefined when only the source knows. */
  #decide(key: string, window: Window): boolean | undefined {
    const held = window.granted - window.used
    if (held <= this.#portionOf(window) / 2 && !window.isSpent && this.#isWorthAsking(window)) this.#ask(key, window)
    const isAdmitted = held > 0 || (!window.isSpent && this.#lends(window))
    if (isAdmitted) window.used++
    return isAdmitted || window.isSpent || this.#isAway() ? isAdmitted : undefined
  }

  #lends({ used, granted }: Window): boolean {
    return this.#isAway() ? used < this.terms.ownShare : used - granted < this.#credit
  }

  #isWorthAsking({ used }: Window): boolean {
    if (this.#retryAtMs === undefined) return !this.terms.isLazy || used >= this.#credit / 2
    const nowMs = this.#dependencies.nowMs()
    if (nowMs < this.#retryAtMs) return false
    // One asks for all of them whether it is back.
    this.#retryAtMs = nowMs + LEASE_RETRY_MS
    return true
  }

  /** As much as was used so far: who calls now and then takes little away from the other processes, and loses little with one. */
  #portionOf({ used }: Window): number {
    return Math.min(this.#largest, Math.max(used, Math.ceil(this.#largest / RATE_LEASE_PARTS)))
  }

  #isAway(): boolean {
    return this.#retryAtMs !== undefined
  }

  #ask(key: string, window: Window): void {
    if (window.asking) return
    const { source, nowMs, waitMs } = this.#dependencies
    const { quota, windowMs } = this.terms
    const sentAtMs = nowMs()
    const held = window.granted - window.used
    const units = Math.min(quota, Math.max(1, this.#portionOf(window) + window.waiting - held))
    window.asking = within(waitMs, () => source.lease({ key, units, quota, windowMs }))
      .then((lease) => this.#take(window, { lease, units, sentAtMs }))
      .catch((error: unknown) => this.#miss(error))
      .finally(() => {
        window.asking = undefined
      })
  }

  /** The window ends here no later than at the source: what is left of a lease then is worth nothing. */
  #take(window: Window, { lease, units, sentAtMs }: { lease: Lease; units: number; sentAtMs: number }): void {
    this.#retryAtMs = undefined
    window.granted += lease.granted
    window.elsewhere = lease.leased - window.granted
    window.isSpent = lease.granted < units
    window.endsAtMs = sentAtMs + lease.endsInMs
  }

  #miss(error: unknown): void {
    const { nowMs, onAway } = this.#dependencies
    if (this.#retryAtMs === undefined) onAway(error)
    this.#retryAtMs = nowMs() + LEASE_RETRY_MS
  }

  #useOf({ used, elsewhere, endsAtMs }: Window, isExceeded: boolean): Use {
    const left = (this.#isAway() ? this.terms.ownShare : this.terms.quota - elsewhere) - used
    const resetsInMs = Math.max(0, endsAtMs - this.#dependencies.nowMs())
    return { isExceeded, remaining: isExceeded ? 0 : Math.max(0, left), resetsInMs }
  }

  #windowOf(key: string): Window {
    const nowMs = this.#dependencies.nowMs()
    const known = this.#windows.get(key)
    if (known && nowMs < known.endsAtMs) return known
    this.#windows.delete(key)
    this.#forget(nowMs)
    const endsAtMs = nowMs + this.terms.windowMs
    const fresh = { endsAtMs, used: 0, granted: 0, elsewhere: 0, isSpent: false, waiting: 0, asking: undefined }
    this.#windows.set(key, fresh)
    return fresh
  }

  /** Two at most for each that comes: that is enough for the map to shrink, and nobody waits for a sweep. */
  #forget(nowMs: number): void {
    let looks = 0
    for (const [key, { endsAtMs }] of this.#windows) {
      if (looks++ === 2 || (endsAtMs > nowMs && this.#windows.size < MAX_RATE_KEYS)) return
      this.#windows.delete(key)
    }
  }
}
