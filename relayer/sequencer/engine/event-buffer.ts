/** Kinds of raw events; see decode-events.ts for what the numbers mean. */
export const EVENT_REJECTED = 0
export const EVENT_MARKET_OPENED = 1
export const EVENT_ACCEPTED = 2
export const EVENT_RESTED = 3
export const EVENT_TRADE = 4
export const EVENT_ENDED = 5
export const EVENT_RESTORED = 6
export const EVENT_TRADE_STATE = 7
export const EVENT_LEVEL = 8
export const EVENT_RELEASED = 9

/** Numbers per event: its kind and up to seven values, one cache line. */
export const EVENT_STRIDE = 8

/** Events of the current command, as plain numbers in one array that is reused for every command. */
export class EventBuffer {
  values = new Float64Array(EVENT_STRIDE * 1024)
  count = 0

  clear(): void {
    this.count = 0
  }

  push(kind: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0): void {
    const at = this.count++ * EVENT_STRIDE
    if (at === this.values.length) this.#grow()
    const values = this.values
    values[at] = kind
    values[at + 1] = a
    values[at + 2] = b
    values[at + 3] = c
    values[at + 4] = d
    values[at + 5] = e
    values[at + 6] = f
    values[at + 7] = g
  }

  /** Rare: only a command with more events than any before it allocates. */
  #grow(): void {
    const grown = new Float64Array(this.values.length * 2)
    grown.set(this.values)
    this.values = grown
  }
}
