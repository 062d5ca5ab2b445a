import type { EndReason, Hex, Side } from '../../sequencer/engine/types.ts'

/** One of a series' two books: `series` with `final` set is the book of units that cannot be resold. */
export interface Market {
  series: number
  final: boolean
}

export interface PlacedFact extends Market {
  kind: 'placed'
  /** Position of the PLACE: the order's identity. */
  order: number
  account: Hex
  side: Side
  price: bigint
  quantity: number
  /** Whether what is not matched at once stays in the book. */
  rests: boolean
}

/** What is left of an order stands in the book, for the first time or again after a skipped trade (`quantity` is what was added). */
export interface StandingFact extends Market {
  kind: 'rested' | 'restored'
  order: number
  account: Hex
  side: Side
  price: bigint
  quantity: number
}

export interface EndedFact extends Market {
  kind: 'ended'
  order: number
  account: Hex
  side: Side
  price: bigint
  /** Quantity taken out of the book. */
  unfilled: number
  filled: number
  reason: EndReason
}

export interface TradeFact extends Market {
  kind: 'trade'
  tradeId: number
  price: bigint
  quantity: number
  buyer: Hex
  seller: Hex
  buyOrder: number
  sellOrder: number
  takerSide: Side
}

export interface MarketOpenedFact {
  kind: 'market-opened'
  series: number
}

/** Accounts have stated to be one against self-trades; one alone has left its group. */
export interface GroupedFact {
  kind: 'grouped'
  accounts: readonly Hex[]
}

/** What one command did, in order. */
export type MarketFact = GroupedFact | PlacedFact | StandingFact | EndedFact | TradeFact | MarketOpenedFact

export const marketKey = ({ series, final }: Market): number => series * 2 + (final ? 1 : 0)

export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy')
