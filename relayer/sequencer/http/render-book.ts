import type { ChainMirror } from '../chain/chain-mirror.ts'
import { settingsOf } from '../chain/mirror-state.ts'
import type { BookLevel } from '../engine/types.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'

/** A snapshot of one book; the feed's deltas with a higher `sequence` continue it. */
export function renderBook(
  { state, registry }: Sequencer,
  { series, final, depth }: { series: number; final: boolean; depth: number },
) {
  const sequence = registry.bookSequence(series, final)
  if (!state.hasMarket(series)) return { series, final, sequence, bids: [], asks: [], lastPrice: 0n }
  const { bids, asks, lastPrice } = state.book(series, final, depth)
  const tuple = ({ price, quantity, orders }: BookLevel) => [price, quantity, orders]
  return { series, final, sequence, bids: bids.map(tuple), asks: asks.map(tuple), lastPrice }
}

/** Where journal, book and chain stand; walks the whole book for its hash. */
export function renderState({ state, journal, registry }: Sequencer, mirror: ChainMirror) {
  const trades = [...registry.trades()]
  return {
    position: state.position,
    durablePosition: journal.durablePosition,
    journalHash: journal.head,
    bookHash: state.hash(),
    pendingTrades: trades.filter((trade) => trade.state === 'MATCHED' || trade.state === 'SUBMITTED').length,
    lastBatchNo: settingsOf(mirror.state).batchNo,
    block: mirror.head?.number ?? 0n,
  }
}
