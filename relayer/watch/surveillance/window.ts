import type { EndReason, Hex, Side } from '../../sequencer/engine/types.ts'
import type { JournalRecord } from '../journal/records.ts'
import { MAX_WINDOW_ENTRIES } from '../limits.ts'
import type { MarketFact } from '../market/facts.ts'
import type { MarketState } from '../market/market-state.ts'
import type { OpenOrder } from '../market/open-orders.ts'

/** Where in the journal something happened. */
export type Place = Omit<JournalRecord, 'command'>

/** A resting order was placed or taken back by its account. */
export interface OrderEntry {
  kind: 'placed' | 'pulled'
  at: Place
  order: number
  side: Side
  /** Placed, or taken out of the book. */
  quantity: number
  filled: number
}

/** One of the account's trades, with what it had standing on each side just before. */
export interface TradeEntry {
  kind: 'trade'
  at: Place
  side: Side
  isTaker: boolean
  price: bigint
  quantity: number
  counterparty: Hex
  standing: Record<Side, { open: number; levels: number }>
  /** Units that anybody had taken in the direction of `side` before. */
  takenBefore: number
}

export type WindowEntry = OrderEntry | TradeEntry

/** What one account did in one market within the window, oldest first. */
export interface AccountWindow {
  account: Hex
  orders: OrderEntry[]
  trades: TradeEntry[]
}

export const emptyWindow = (account: Hex): AccountWindow => ({ account, orders: [], trades: [] })

/**
 * Orders go by the account's own will: by cancel, by another order in their lane, and also by an expiry or a silence that it had set
 * itself; otherwise short lives would be a way to pull unseen.
 */
const OWN_WILL: readonly EndReason[] = ['USER', 'REPLACED', 'EXPIRED', 'SILENT']

/**
 * What a fact means for the windows of the accounts in it; to be asked before the market takes the fact in. `partyOf` names who stands
 * beside an account: its group's orders count as its own.
 */
export function entriesOf(
  fact: MarketFact,
  { position, timeMs, head, headBefore }: Place,
  { market, partyOf = alone }: { market: MarketState; partyOf?: (account: Hex) => readonly Hex[] },
) {
  const at = { position, timeMs, head, headBefore }
  switch (fact.kind) {
    case 'placed':
      return fact.rests ? [[fact.account, placedEntry(fact, at)] as const] : []
    case 'ended':
      return OWN_WILL.includes(fact.reason) ? [[fact.account, pulledEntry(fact, at)] as const] : []
    case 'trade':
      return [
        [fact.buyer, tradeEntry(fact, { at, side: 'buy', market, partyOf })] as const,
        [fact.seller, tradeEntry(fact, { at, side: 'sell', market, partyOf })] as const,
      ]
    default:
      return []
  }
}

/** Beyond twice the limit the oldest go at once; `prune` cuts to the limit itself, so that every judge sees the same. */
export function addEntry(window: AccountWindow, entry: WindowEntry): void {
  if (entry.kind === 'trade') window.trades.push(entry)
  else window.orders.push(entry)
  const isLong = Math.max(window.trades.length, window.orders.length) > 2 * MAX_WINDOW_ENTRIES
  if (isLong) prune(window, Number.NEGATIVE_INFINITY)
}

/** Drops what happened at or before `beforeMs`, and the oldest above the limit. */
export function prune(window: AccountWindow, beforeMs: number): void {
  window.orders = recent(window.orders, beforeMs)
  window.trades = recent(window.trades, beforeMs)
}

function recent<Entry extends { at: Place }>(entries: Entry[], beforeMs: number): Entry[] {
  const found = entries.findIndex(({ at }) => at.timeMs > beforeMs)
  const first = found === -1 ? entries.length : found
  const start = Math.max(first, entries.length - MAX_WINDOW_ENTRIES)
  return start === 0 ? entries : entries.slice(start)
}

const alone = (account: Hex): readonly Hex[] => [account]

type FactOf<Kind extends MarketFact['kind']> = Extract<MarketFact, { kind: Kind }>

function placedEntry({ order, side, quantity }: FactOf<'placed'>, at: Place): OrderEntry {
  return { kind: 'placed', at, order, side, quantity, filled: 0 }
}

function pulledEntry({ order, side, unfilled, filled }: FactOf<'ended'>, at: Place): OrderEntry {
  return { kind: 'pulled', at, order, side, quantity: unfilled, filled }
}

function tradeEntry(
  fact: FactOf<'trade'>,
  {
    at,
    side,
    market,
    partyOf,
  }: { at: Place; side: Side; market: MarketState; partyOf: (account: Hex) => readonly Hex[] },
): TradeEntry {
  const { price, quantity, buyer, seller, takerSide } = fact
  const [account, counterparty] = side === 'buy' ? [buyer, seller] : [seller, buyer]
  const orders = partyOf(account).flatMap((member) => [...market.standingOf(member, fact).values()])
  const standing = { buy: sumOf(orders, 'buy'), sell: sumOf(orders, 'sell') }
  const takenBefore = market.taken(fact, side)
  return { kind: 'trade', at, side, isTaker: takerSide === side, price, quantity, counterparty, standing, takenBefore }
}

function sumOf(standing: readonly OpenOrder[], side: Side): { open: number; levels: number } {
  const prices = new Set<bigint>()
  let sum = 0
  for (const order of standing) {
    if (order.side !== side) continue
    sum += order.open
    prices.add(order.price)
  }
  return { open: sum, levels: prices.size }
}
