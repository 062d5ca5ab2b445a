import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { MAX_ORDERING_ACCOUNTS } from '../../limits.ts'
import { decide, type RiskVerdict } from './engine.ts'
import { NO_RISK } from './facts.ts'
import type { RiskSettings } from './settings.ts'

interface Order {
  price: bigint
  quantity: number
}

const MINUTE_MS = 60_000

/** Judges orders by their size and the value of an account's minute, in memory: no table stands on their way. */
export class OrderGuard {
  readonly #settings: RiskSettings
  readonly #now: () => Date
  readonly #minutes = new Map<string, { startedAtMs: number; usdc6: bigint }>()

  constructor({ config, now }: { config: { RISK_SETTINGS: RiskSettings }; now: () => Date }) {
    this.#settings = config.RISK_SETTINGS
    this.#now = now
  }

  /** Counts orders that pass. @throws BaseError RISK_BLOCKED, RISK_HELD (403). */
  admit(account: Address, orders: readonly Order[]): void {
    const minute = this.#minuteOf(account)
    let [amountUsdc6, orderedUsdc6] = [0n, minute.usdc6]
    for (const { price, quantity } of orders) {
      const value = price * BigInt(quantity)
      orderedUsdc6 += value
      if (value > amountUsdc6) amountUsdc6 = value
    }
    const facts = { ...NO_RISK, action: 'order' as const, amountUsdc6, orderedUsdc6 }
    refuseUnlessAllowed(decide(facts, this.#settings))
    minute.usdc6 = orderedUsdc6
  }

  #minuteOf(account: Address) {
    const nowMs = this.#now().getTime()
    const known = this.#minutes.get(account)
    if (known && nowMs - known.startedAtMs < MINUTE_MS) return known
    const begun = { startedAtMs: nowMs, usdc6: 0n }
    this.#minutes.delete(account)
    this.#minutes.set(account, begun)
    const [oldest] = this.#minutes.keys()
    if (this.#minutes.size > MAX_ORDERING_ACCOUNTS && oldest !== undefined) this.#minutes.delete(oldest)
    return begun
  }
}

/** `step-up` is asked for by who can take a proof. @throws BaseError RISK_BLOCKED, RISK_HELD (403). */
export function refuseUnlessAllowed({ decision, reasons }: RiskVerdict): void {
  const why = reasons.map(({ rule }) => rule).join(', ')
  if (decision === 'block')
    throw new BaseError('The risk rules refuse this.', {
      code: 'RISK_BLOCKED',
      details: `Reasons: ${why}.`,
      status: 403,
    })
  if (decision === 'hold')
    throw new BaseError('The risk rules hold this.', { code: 'RISK_HELD', details: `Reasons: ${why}.`, status: 403 })
}
