import { REPEAT_FORGOTTEN_MS, REPEATS_REMEMBERED } from './limits.ts'

/**
 * Thins out trouble that a service reports over and over: the first report is shown, then the 2nd, 4th, 8th, … with the
 * count. Two lines are the same when they differ only in digits.
 */
export class LogRepeats {
  readonly #seen = new Map<string, { count: number; lastMs: number }>()

  /** The text to add to the line, or undefined when the line is not shown. */
  note(service: string, text: string, nowMs: number): string | undefined {
    const key = `${service} ${text.replace(/0x[0-9a-f]+|\d+/gi, '#')}`
    const known = this.#seen.get(key)
    this.#seen.delete(key)
    const count = known && nowMs - known.lastMs < REPEAT_FORGOTTEN_MS ? known.count + 1 : 1
    this.#seen.set(key, { count, lastMs: nowMs })
    this.#forgetOldest()
    if (count === 1) return ''
    return Number.isInteger(Math.log2(count)) ? ` (${count} times)` : undefined
  }

  #forgetOldest(): void {
    const oldest = this.#seen.keys().next()
    if (this.#seen.size > REPEATS_REMEMBERED && !oldest.done) this.#seen.delete(oldest.value)
  }
}
