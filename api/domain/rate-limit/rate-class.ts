import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { MAX_RATE_CLASSES, RATE_CLASS_TTL_MS, type RATE_PER_MINUTE } from '../../limits.ts'
import { type IndexStore, readRows } from '../../reads/index-store.ts'

export type RateClass = keyof typeof RATE_PER_MINUTE

/** What accounts are on chain, as far as their share of requests depends on it. */
export class RateClasses {
  readonly #store: IndexStore
  readonly #now: () => Date
  readonly #known = new Map<Address, { rateClass: RateClass; askedAtMs: number }>()

  constructor(store: IndexStore, now: () => Date) {
    this.#store = store
    this.#now = now
  }

  /** While the index is away, the last word on an account holds; of one never heard of, it is a user. */
  async of(account: Address): Promise<RateClass> {
    const known = this.#known.get(account)
    const nowMs = this.#now().getTime()
    if (known && nowMs - known.askedAtMs < RATE_CLASS_TTL_MS) return known.rateClass
    const rateClass = await this.#ask(account).catch((error: unknown) => {
      if (error instanceof BaseError && error.code === 'INDEX_UNAVAILABLE') return known?.rateClass ?? 'user'
      throw error
    })
    this.#remember(account, rateClass, nowMs)
    return rateClass
  }

  async #ask(account: Address): Promise<RateClass> {
    const text = `select
      exists (select 1 from $schema.account where chain_id = $1 and address = $2 and market_maker) as "isMaker",
      exists (select 1 from $schema.issuer where chain_id = $1 and address = $2 and status = 'active') as "isIssuer"`
    const [row] = await readRows(this.#store, text, [account.toLowerCase()])
    if (row?.isMaker === true) return 'market-maker'
    return row?.isIssuer === true ? 'issuer' : 'user'
  }

  #remember(account: Address, rateClass: RateClass, askedAtMs: number): void {
    this.#known.delete(account)
    this.#known.set(account, { rateClass, askedAtMs })
    const [oldest] = this.#known.keys()
    if (this.#known.size > MAX_RATE_CLASSES && oldest !== undefined) this.#known.delete(oldest)
  }
}
