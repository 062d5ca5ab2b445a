import type { Hex, Side } from '../../sequencer/engine/types.ts'
import { type Market, type MarketFact, marketKey } from './facts.ts'

export interface OpenOrder {
  order: number
  side: Side
  price: bigint
  open: number
}

/** What one account has standing in one book. */
export type Standing = ReadonlyMap<number, OpenOrder>

const NOTHING: Standing = new Map()

/** As a checkpoint keeps it: by account and book. */
export type OpenOrdersState = Map<string, Map<number, OpenOrder>>

/** Open quantity of every resting order, by account and book; the engine's own view, kept as a sum of facts. */
export class OpenOrders {
  #standing: OpenOrdersState = new Map()

  state(): OpenOrdersState {
    return this.#standing
  }

  restore(state: OpenOrdersState): void {
    this.#standing = state
  }

  apply(fact: MarketFact): void {
    switch (fact.kind) {
      case 'rested':
      case 'restored': {
        const { order, side, price } = fact
        const orders = this.#ordersOf(fact.account, fact)
        const open = (orders.get(order)?.open ?? 0) + fact.quantity
        orders.set(order, { order, side, price, open })
        break
      }
      case 'ended':
        this.#remove(fact.account, fact, fact.order, Number.POSITIVE_INFINITY)
        break
      case 'trade':
        this.#remove(fact.buyer, fact, fact.buyOrder, fact.quantity)
        this.#remove(fact.seller, fact, fact.sellOrder, fact.quantity)
    }
  }

  of(account: Hex, market: Market): Standing {
    return this.#standing.get(keyOf(account, market)) ?? NOTHING
  }

  #ordersOf(account: Hex, market: Market): Map<number, OpenOrder> {
    const key = keyOf(account, market)
    const known = this.#standing.get(key)
    if (known) return known
    const orders = new Map<number, OpenOrder>()
    this.#standing.set(key, orders)
    return orders
  }

  /** The taker of a trade is not in the book yet; then there is nothing to take away. */
  #remove(account: Hex, market: Market, order: number, quantity: number): void {
    const key = keyOf(account, market)
    const orders = this.#standing.get(key)
    const found = orders?.get(order)
    if (!orders || !found) return
    found.open -= quantity
    if (found.open > 0) return
    orders.delete(order)
    if (orders.size === 0) this.#standing.delete(key)
  }
}

const keyOf = (account: Hex, market: Market): string => `${account}/${marketKey(market)}`
