import { MAX_MARKET_REQUESTS } from '../limits.ts'
import type { FeedMessage } from './feed-messages.ts'
import { type MarketDependencies, MarketStream } from './market-stream.ts'
import type { MarketId } from './public-messages.ts'

/** The markets that somebody follows. Each is asked of the sequencer once, a few at a time, and dropped with its last follower. */
export class MarketHub {
  readonly #dependencies: MarketDependencies
  readonly #markets = new Map<string, MarketStream>()
  readonly #asked = new Map<string, MarketId>()
  #queue: MarketId[] = []

  constructor(dependencies: MarketDependencies) {
    this.#dependencies = dependencies
  }

  /** A market that is followed from now on. */
  open(id: MarketId): MarketStream {
    const known = this.#markets.get(keyOf(id))
    if (known) return known
    const market = new MarketStream(id, { ...this.#dependencies, request: (wanted) => this.#request(wanted) })
    this.#markets.set(keyOf(id), market)
    this.#request(id)
    return market
  }

  find(id: MarketId): MarketStream | undefined {
    return this.#markets.get(keyOf(id))
  }

  /** Drops a market that nobody follows any more. */
  release(id: MarketId): void {
    const market = this.find(id)
    if (!market || market.isFollowed) return
    market.close()
    this.#markets.delete(keyOf(id))
  }

  /** Hands a message of the feed to its market; states of single orders are nobody's here. */
  publish(message: FeedMessage): void {
    if (message.type === 'order' || message.type === 'account') return
    const market = this.find(message)
    if (message.type === 'market') {
      this.#asked.delete(keyOf(message))
      market?.load(message)
      this.#ask()
    } else if (message.type === 'delta') market?.delta(message)
    else if (message.type === 'trade') market?.trade(message)
  }

  /** After a gap in their feed nothing that is known of these series holds, and nothing that was asked for will come. */
  reset(isConcerned: (series: number) => boolean): void {
    for (const [key, market] of this.#markets) {
      if (!isConcerned(market.series)) continue
      market.close()
      this.#markets.delete(key)
    }
    for (const [key, { series }] of this.#asked) if (isConcerned(series)) this.#asked.delete(key)
    this.#queue = this.#queue.filter(({ series }) => !isConcerned(series))
    this.#ask()
  }

  #request(id: MarketId): void {
    this.#queue.push(id)
    this.#ask()
  }

  #ask(): void {
    while (this.#asked.size < MAX_MARKET_REQUESTS) {
      const id = this.#queue.shift()
      if (!id) return
      if (this.#asked.has(keyOf(id)) || !this.find(id)) continue
      this.#asked.set(keyOf(id), id)
      this.#dependencies.request(id)
    }
  }
}

function keyOf({ series, final }: MarketId): string {
  return `${series}:${final}`
}
