import type { Hex, Side } from '../../sequencer/engine/types.ts'
import { type Market, type MarketFact, marketKey } from './facts.ts'
import { OpenOrders, type OpenOrdersState, type Standing } from './open-orders.ts'

/** What a checkpoint keeps. */
export interface MarketSums {
  orders: OpenOrdersState
  taken: Map<string, number>
}

/** What all watchers look at: the open orders of every account, and how much was ever taken in each direction. */
export class MarketState {
  readonly #orders = new OpenOrders()
  #taken = new Map<string, number>()

  state(): MarketSums {
    return { orders: this.#orders.state(), taken: this.#taken }
  }

  restore({ orders, taken }: MarketSums): void {
    this.#orders.restore(orders)
    this.#taken = taken
  }

  apply(fact: MarketFact): void {
    this.#orders.apply(fact)
    if (fact.kind !== 'trade') return
    const key = takenKey(fact, fact.takerSide)
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + fact.quantity)
  }

  standingOf(account: Hex, market: Market): Standing {
    return this.#orders.of(account, market)
  }

  /** Units that takers of this direction have got since the market opened. */
  taken(market: Market, side: Side): number {
    return this.#taken.get(takenKey(market, side)) ?? 0
  }
}

const takenKey = (market: Market, side: Side): string => `${marketKey(market)}/${side}`
