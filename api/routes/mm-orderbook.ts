import { z } from '@hono/zod-openapi'
import { formatUsdc } from '../../sdk/src/money.ts'
import type { BookLevel, OwnBookView } from '../clients/sequencer-views.ts'
import { levelOf } from '../reads/order-view.ts'
import { level } from '../schemas/book.ts'
import { book, bookOf } from './orderbook.ts'

const ownLevel = level
  .extend({ ownQuantity: z.int().openapi({ description: 'Of `quantity`, what is yours.' }) })
  .openapi('OwnBookLevel')

/** A book with its reader's own orders marked. */
export const ownBook = book
  .extend({
    bids: z.array(ownLevel),
    asks: z.array(ownLevel),
    own: z.array(
      z.object({
        orderNumber: z.string().openapi({ example: 'GX0123456789ABCDEF' }),
        clientOrderId: z.string().optional(),
        side: z.enum(['buy', 'sell']),
        price: z.string().openapi({ example: '45.00' }),
        openUnits: z.int(),
      }),
    ),
  })
  .openapi('OwnOrderBook')

export function ownBookOf({ own, ...view }: OwnBookView) {
  const marked = (side: 'buy' | 'sell') => (shown: BookLevel) => ({
    ...levelOf(shown),
    ownQuantity: own.reduce((sum, { open, ...order }) => {
      return order.side === side && order.price === shown[0] ? sum + open : sum
    }, 0),
  })
  return {
    ...bookOf(view),
    bids: view.bids.map(marked('buy')),
    asks: view.asks.map(marked('sell')),
    own: own.map(({ open, price, ...order }) => ({ ...order, price: formatUsdc(price), openUnits: open })),
  }
}
