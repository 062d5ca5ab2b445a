import { type PriceBand, priceBand } from '../../../sdk/src/pricing/price-band.ts'
import { type SuggestedPrice, suggestPrice } from '../../../sdk/src/pricing/suggested-price.ts'
import type { MirrorState } from '../chain/mirror-state.ts'
import type { BookLevel } from '../engine/types.ts'
import { MAX_BOOK_DEPTH, PRICE_BAND_BPS, SUGGESTION_TTL_MS } from '../limits.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'

/** What a series' units should be worth now, and between which prices nobody is asked twice. */
export interface PriceGuidance extends SuggestedPrice, PriceBand {
  lastUsdc6: bigint
  atMs: number
}

interface Dependencies {
  sequencer: Pick<Sequencer, 'state' | 'now'>
  /** The mirror's state at the moment: a reset replaces it. */
  mirror: { readonly state: MirrorState }
  /** When compliance approved a series, unix seconds. It never changes, so it is asked of the core once. */
  readApprovedAt: (series: number) => Promise<number>
}

/** Guidance by series, worked out anew at most once a second: counting a book for every order would cost more than matching it. */
export class PriceGuide {
  readonly #dependencies: Dependencies
  readonly #known = new Map<number, PriceGuidance>()
  readonly #approvedAt = new Map<number, number>()
  readonly #asked = new Map<number, Promise<void>>()

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** Undefined for a series that is not open, and until the core has been asked about it: an order never waits for that. */
  of(series: number): PriceGuidance | undefined {
    const nowMs = this.#dependencies.sequencer.now()
    const known = this.#known.get(series)
    if (known && nowMs - known.atMs < SUGGESTION_TTL_MS) return known
    const approvedAtSec = this.#approvedAt.get(series)
    if (approvedAtSec === undefined) {
      // A node that is down is asked again with the next order.
      void this.ready(series).catch(() => undefined)
      return undefined
    }
    const guidance = this.#workOut(series, approvedAtSec, nowMs)
    if (guidance) this.#known.set(series, guidance)
    return guidance
  }

  /** Resolves when the guidance of an open series can be told. */
  ready(series: number): Promise<void> {
    if (this.#approvedAt.has(series) || !this.#dependencies.mirror.state.series.has(series)) return Promise.resolve()
    const asked = this.#asked.get(series) ?? this.#ask(series).finally(() => this.#asked.delete(series))
    this.#asked.set(series, asked)
    return asked
  }

  async #ask(series: number): Promise<void> {
    this.#approvedAt.set(series, await this.#dependencies.readApprovedAt(series))
  }

  #workOut(series: number, approvedAtSec: number, nowMs: number): PriceGuidance | undefined {
    const { mirror, sequencer } = this.#dependencies
    const terms = mirror.state.series.get(series)
    if (!terms) return undefined
    const { state } = sequencer
    const book = state.hasMarket(series) ? state.book(series, false, MAX_BOOK_DEPTH) : undefined
    const lastUsdc6 = book?.lastPrice ?? 0n
    const rating = mirror.state.issuerRating.get(terms.issuer) ?? 0
    const { faceUsdc6, expirySec, flags } = terms
    const facts = { faceUsdc6, expirySec, approvedAtSec, rating, isSecurity: (flags & 1) !== 0 }
    const counts = { sells: ordersIn(book?.asks), buys: ordersIn(book?.bids) }
    const suggested = suggestPrice(facts, counts, Math.floor(nowMs / 1_000))
    return { ...suggested, ...priceBand(suggested.priceUsdc6, lastUsdc6, PRICE_BAND_BPS), lastUsdc6, atMs: nowMs }
  }
}

function ordersIn(levels: readonly BookLevel[] = []): number {
  return levels.reduce((sum, { orders }) => sum + orders, 0)
}
