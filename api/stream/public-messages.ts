import { formatUsdc } from '../../sdk/src/money.ts'
import type { BookView } from '../clients/sequencer-views.ts'
import { levelOf } from '../reads/order-view.ts'
import type { DeltaMessage, FeedMessage, TradeMessage } from './feed-messages.ts'

/** What everybody may see of a feed message: books and trades in dollars, never whose orders they were. */
export function publicMessage(message: FeedMessage) {
  if (message.type === 'delta') return publicDelta(message)
  if (message.type === 'trade') return publicTrade(message)
  return undefined
}

/** The book as it is now; deltas with a higher sequence continue it. */
export function snapshotOf({ series, final, sequence, bids, asks, lastPrice }: BookView) {
  const last = lastPrice > 0n ? { lastPrice: formatUsdc(lastPrice) } : {}
  return { type: 'snapshot', series, final, sequence, bids: bids.map(levelOf), asks: asks.map(levelOf), ...last }
}

function publicDelta({ type, series, final, sequence, bids, asks }: DeltaMessage) {
  return { type, series, final, sequence, bids: bids.map(levelOf), asks: asks.map(levelOf) }
}

function publicTrade({ type, series, final, sequence, price, quantity, takerSide, state, timeMs }: TradeMessage) {
  const trade = { tradeId: sequence, price: formatUsdc(price), quantity, takerSide, state, tradedAtMs: timeMs }
  return { type, series, final, ...trade }
}
