import type { Lease, LeaseSource, LeaseWish } from '../../../../api/domain/rate-limit/lease-source.ts'

interface Window {
  startsAtMs: number
  endsAtMs: number
  leased: number
}

/** What PostgreSQL does for the processes, in memory: the model that properties are checked against. */
export class MemoryLeases implements LeaseSource {
  /** Every window that there was, in their order. */
  readonly windows: Window[] = []
  readonly #nowMs: () => number
  readonly #current = new Map<string, Window>()

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  async lease(wish: LeaseWish): Promise<Lease> {
    return this.decide(wish)
  }

  decide({ key, units, quota, windowMs }: LeaseWish): Lease {
    const nowMs = this.#nowMs()
    const window = this.#windowOf(key, nowMs, windowMs)
    const granted = Math.max(0, Math.min(units, quota - window.leased))
    window.leased += granted
    return { granted, leased: window.leased, endsInMs: window.endsAtMs - nowMs }
  }

  #windowOf(key: string, nowMs: number, windowMs: number): Window {
    const known = this.#current.get(key)
    if (known && nowMs < known.endsAtMs) return known
    const fresh = { startsAtMs: nowMs, endsAtMs: nowMs + windowMs, leased: 0 }
    this.#current.set(key, fresh)
    this.windows.push(fresh)
    return fresh
  }
}
