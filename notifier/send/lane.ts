import type { Logger } from '../../kit/log.ts'
import { DRAIN_MS, MAX_SENDS_PER_TARGET } from '../limits.ts'
import type { Delivery } from './deliveries.ts'

interface LaneParts {
  log: Logger
  slots: number
  claim: (wish: { limit: number; busy: string[] }) => Promise<Delivery[]>
  /** Sends one and writes down what became of it. */
  run: (delivery: Delivery) => Promise<void>
}

/** Sends of one channel, so many at once and few to one target: a receiver that hangs holds up itself. */
export class Lane {
  readonly #parts: LaneParts
  readonly #running = new Map<string, Delivery>()
  readonly #ends = new Set<Promise<void>>()

  constructor(parts: LaneParts) {
    this.#parts = parts
  }

  /** Takes what is due as far as there are slots; the sends go on behind it. */
  async turn(): Promise<void> {
    for (;;) {
      const limit = Math.min(this.#parts.slots - this.#running.size, MAX_SENDS_PER_TARGET)
      if (limit <= 0) return
      const taken = await this.#parts.claim({ limit, busy: this.#busyTargets() })
      for (const delivery of taken) this.#start(delivery)
      if (taken.length < limit) return
    }
  }

  /** Waits for the sends that run, but not for a receiver that hangs: its message is sent again under the same id. */
  async drain(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, DRAIN_MS)
    await Promise.race([Promise.all(this.#ends), promise])
    clearTimeout(timer)
  }

  #start(delivery: Delivery): void {
    this.#running.set(delivery.id, delivery)
    const end = this.#parts
      .run(delivery)
      // Its lease runs out and it is tried again; a code at most, since messages may repeat what they were given.
      .catch(() => this.#parts.log.warn({ delivery: delivery.id }, 'a delivery was left unfinished'))
      .finally(() => {
        this.#running.delete(delivery.id)
        this.#ends.delete(end)
      })
    this.#ends.add(end)
  }

  #busyTargets(): string[] {
    const counts = new Map<string, number>()
    for (const { target } of this.#running.values())
      if (target !== undefined) counts.set(target, (counts.get(target) ?? 0) + 1)
    return [...counts].filter(([, count]) => count >= MAX_SENDS_PER_TARGET).map(([target]) => target)
  }
}
