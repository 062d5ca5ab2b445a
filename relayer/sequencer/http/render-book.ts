import type { Address } from 'viem'
import { CHECKSUM_LEVELS } from '../../../sdk/src/market-data/checksum.ts'
import { decodeOrderFlags } from '../../../sdk/src/order-flags.ts'
import type { ChainMirror } from '../chain/chain-mirror.ts'
import { settingsOf } from '../chain/mirror-state.ts'
import type { BookLevel } from '../engine/types.ts'
import { checksumOf } from '../feed/book-checksum.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'

interface BookRequest {
  series: number
  final: boolean
  depth: number
  account?: Address | undefined
}

/** A snapshot of one book; the feed's deltas with a higher `sequence` continue it. */
export function renderBook({ state, registry }: Sequencer, { series, final, depth, account }: BookRequest) {
  const sequence = registry.bookSequence(series, final)
  const empty = { bids: [], asks: [], lastPrice: 0n }
  // The checksum is of the book's best levels, whatever depth was asked for.
  const book = state.hasMarket(series) ? state.book(series, final, Math.max(depth, CHECKSUM_LEVELS)) : empty
  const levels = (side: readonly BookLevel[]) =>
    side.slice(0, depth).map(({ price, quantity, orders }) => [price, quantity, orders])
  const checksum = checksumOf(book)
  const sides = { bids: levels(book.bids), asks: levels(book.asks) }
  const own = account ? { own: ownOrders({ state, registry }, { series, final, account }) } : {}
  return { series, final, sequence, checksum, ...sides, lastPrice: book.lastPrice, ...own }
}

/** The best level of each side, null where there is none. */
export function renderBestPrices(
  { state }: Pick<Sequencer, 'state'>,
  { series, final }: { series: number; final: boolean },
) {
  const { bids, asks } = state.hasMarket(series) ? state.book(series, final, 1) : { bids: [], asks: [] }
  const best = (level: BookLevel | undefined) => (level ? [level.price, level.quantity, level.orders] : null)
  return { bid: best(bids[0]), ask: best(asks[0]) }
}

/** What an account has in this book, oldest first; of the same moment as the levels. */
function ownOrders(
  { state, registry }: Pick<Sequencer, 'state' | 'registry'>,
  { series, final, account }: { series: number; final: boolean; account: Address },
) {
  return state.ordersOf(account).flatMap(({ open, position, place: { order, clientOrderId } }) => {
    const flags = decodeOrderFlags(order.flags)
    const orderNumber = registry.byPosition(position)?.orderNumber
    if (open === 0 || order.series !== series || flags.final !== final || !orderNumber) return []
    const own = { orderNumber, side: flags.side, price: order.price, open }
    return [clientOrderId === undefined ? own : { ...own, clientOrderId }]
  })
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
