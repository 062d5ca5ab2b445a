import { RetryableError } from '../../../kit/errors.ts'
import { MAX_NONCES, SIGNATURE_WINDOW_SEC } from '../../limits.ts'

/**
 * Nonces of verified signatures, by the second in which they were created: a whole second is forgotten at once when no
 * signature of it can be accepted any more. Memory is bounded; when it is full, nothing is accepted rather than everything.
 */
export class NonceStore {
  readonly #bySecond = new Map<number, Set<string>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /**
   * Remembers a nonce of a key; false when it was seen.
   * @throws RetryableError API_NONCES_FULL (503).
   */
  spend(keyId: string, nonce: string, createdSec: number, nowSec: number): boolean {
    this.#forget(nowSec)
    // A nonce is good once per key within the window, whatever second its repetition claims.
    const entry = `${keyId} ${nonce}`
    for (const seen of this.#bySecond.values()) if (seen.has(entry)) return false
    if (this.#size >= MAX_NONCES)
      throw new RetryableError('Too many signed requests.', { code: 'API_NONCES_FULL', retryAfterSec: 1 })
    const second = this.#bySecond.get(createdSec) ?? new Set<string>()
    this.#bySecond.set(createdSec, second.add(entry))
    this.#size++
    return true
  }

  #forget(nowSec: number): void {
    for (const [createdSec, seen] of this.#bySecond) {
      if (createdSec >= nowSec - SIGNATURE_WINDOW_SEC) continue
      this.#bySecond.delete(createdSec)
      this.#size -= seen.size
    }
  }
}
