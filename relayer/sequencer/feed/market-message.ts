import { z } from 'zod'
import { MAX_SERIES } from '../engine/limits.ts'
import { MAX_BOOK_DEPTH } from '../limits.ts'
import type { TradeEntry } from '../sequencing/order-registry.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'
import { checksumOf } from './book-checksum.ts'
import type { LevelTuple } from './messages.ts'

/** A market's present state. */
export const marketRequest = z.strictObject({
  type: z.literal('market'),
  series: z.int().min(1).max(MAX_SERIES),
  final: z.boolean(),
})

/** A market as it is now: its book and its trades that are not final. It stands in the feed at its place: what follows continues it. */
export interface MarketMessage {
  type: 'market'
  series: number
  final: boolean
  sequence: number
  checksum: number
  bids: LevelTuple[]
  asks: LevelTuple[]
  /** 0 before the first trade. */
  lastPrice: bigint
  trades: Pick<TradeEntry, 'tradeId' | 'price' | 'quantity' | 'takerSide' | 'state' | 'batchNo' | 'timeMs'>[]
}

export function marketMessage(
  { state, registry }: Pick<Sequencer, 'state' | 'registry'>,
  { series, final }: Omit<z.output<typeof marketRequest>, 'type'>,
): MarketMessage {
  const sequence = registry.bookSequence(series, final)
  const empty = { bids: [], asks: [], lastPrice: 0n }
  const { bids, asks, lastPrice } = state.hasMarket(series) ? state.book(series, final, MAX_BOOK_DEPTH) : empty
  const own = [...registry.trades()].filter((trade) => trade.series === series && trade.final === final)
  return {
    type: 'market',
    series,
    final,
    sequence,
    checksum: checksumOf({ bids, asks }),
    bids: bids.map(({ price, quantity, orders }) => [price, quantity, orders]),
    asks: asks.map(({ price, quantity, orders }) => [price, quantity, orders]),
    lastPrice,
    trades: own.map(({ tradeId, price, quantity, takerSide, state, batchNo, timeMs }) => ({
      tradeId,
      price,
      quantity,
      takerSide,
      state,
      batchNo,
      timeMs,
    })),
  }
}
