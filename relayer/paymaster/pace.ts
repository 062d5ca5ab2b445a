import { RetryableError } from '../../kit/errors.ts'
import { OPERATIONS_PER_MINUTE } from '../limits.ts'

/** Signatures of one tenant in one minute of the chain's clock: each costs simulations, whether it is granted or not. */
export class TenantPace {
  #minute = 0n
  readonly #taken = new Map<string, number>()

  /** @throws RetryableError PAYMASTER_BUSY (429). */
  take(tenant: string, nowSec: bigint): void {
    const minute = nowSec / 60n
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#taken.clear()
    }
    const taken = this.#taken.get(tenant) ?? 0
    if (taken >= OPERATIONS_PER_MINUTE) {
      const details = `At most ${OPERATIONS_PER_MINUTE} operations a minute.`
      const retryAfterSec = 60 - Number(nowSec % 60n)
      throw new RetryableError('Too many operations.', { code: 'PAYMASTER_BUSY', details, status: 429, retryAfterSec })
    }
    this.#taken.set(tenant, taken + 1)
  }
}
