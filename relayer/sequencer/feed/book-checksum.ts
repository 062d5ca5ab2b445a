import { bookChecksum } from '../../../sdk/src/market-data/checksum.ts'
import type { BookLevel, BookView } from '../engine/types.ts'

/** The checksum of a book as its public readers compute it, so that it covers the whole way from the engine to them. */
export function checksumOf({ bids, asks }: Pick<BookView, 'bids' | 'asks'>): number {
  return bookChecksum(bids.map(levelOf), asks.map(levelOf))
}

function levelOf({ price: priceUsdc6, quantity, orders }: BookLevel) {
  return { priceUsdc6, quantity, orders }
}
