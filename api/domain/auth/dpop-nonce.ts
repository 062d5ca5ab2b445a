import { createHmac, timingSafeEqual } from 'node:crypto'
import { DPOP_NONCE_SEC } from '../../limits.ts'

/**
 * Nonces of DPoP proofs (RFC 9449, 8 and 9): the time span and a keyed hash of it, so that every process knows those of every other
 * without a table. A proof that was made ahead of time is worthless outside its span.
 */
export class DpopNonces {
  readonly #key: Buffer
  readonly #now: () => Date

  constructor(key: Buffer, now: () => Date) {
    this.#key = key
    this.#now = now
  }

  current(): string {
    return this.#of(this.#span())
  }

  /** Of this span or the one before. */
  isGood(nonce: string): boolean {
    const span = this.#span()
    return [span, span - 1].some((known) => isSame(nonce, this.#of(known)))
  }

  #span(): number {
    return Math.floor(this.#now().getTime() / 1000 / DPOP_NONCE_SEC)
  }

  #of(span: number): string {
    return createHmac('sha256', this.#key).update(`dpop nonce ${span}`).digest('base64url')
  }
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
