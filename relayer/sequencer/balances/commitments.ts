import type { Address } from 'viem'
import type { OrderFlags } from '../../../sdk/src/order-flags.ts'
import { knownFlags } from '../admission/known-flags.ts'
import type { MirrorState } from '../chain/mirror-state.ts'
import type { OrderFields, OrderView, TradeView } from '../engine/types.ts'
import { type BatchSource, isShown } from './shown-trade.ts'

/** What leaves with an intent that the co-signer agreed to, until its deadline has passed on chain. */
export interface Hold {
  account: Address
  nonce: bigint
  deadlineSec: number
  amountUsdc6: bigint
  tokenIds: readonly bigint[]
  /** Whether the intent kills the account's orders, so that none may be taken meanwhile. */
  stopsOrders: boolean
}

/** A signed order with what of it can still trade. */
interface OpenOrder {
  fields: OrderFields
  flags: OrderFlags
  open: number
}

/** A trade that the mirror's balances do not show yet. */
export interface UnsettledTrade {
  priceUsdc6: bigint
  quantity: number
  isTaker: boolean
  /** In a batch that was sent, so that the chain will decide about it without us. */
  isSubmitted: boolean
  fields: OrderFields
  flags: OrderFlags
}

/** Everything that an account's balances on chain are spoken for. */
export interface Commitments {
  orders: readonly OpenOrder[]
  buys: readonly UnsettledTrade[]
  sells: readonly UnsettledTrade[]
  holds: readonly Hold[]
}

/** Where commitments come from: the book, the trades in flight, the co-signatures. Nothing here is counted along. */
export interface CommitmentSources extends BatchSource {
  ordersOf(account: Address): readonly OrderView[]
  tradesOf(account: Address): readonly TradeView[]
  orderAt(position: number): OrderView | undefined
  holdsOf(account: Address): readonly Hold[]
}

/** @param replaced A lane whose live order is about to be replaced and no longer counts. */
export function commitmentsOf(
  sources: CommitmentSources,
  mirror: MirrorState,
  account: Address,
  replaced?: number,
): Commitments {
  const orders = sources
    .ordersOf(account)
    .filter(({ open, place }) => open > 0 && place.order.lane !== replaced)
    .map(({ place, open }) => ({ fields: place.order, flags: knownFlags(place.order.flags), open }))
  const unsettled = sources.tradesOf(account).filter((trade) => !isShown(sources, mirror, trade))
  const side = (name: 'buy' | 'sell'): UnsettledTrade[] =>
    unsettled.flatMap((trade) => {
      const view = sources.orderAt(name === 'buy' ? trade.buyPosition : trade.sellPosition)
      if (view?.place.order.account !== account) return []
      const fields = view.place.order
      const { price: priceUsdc6, quantity, takerSide } = trade
      const place = { isTaker: takerSide === name, isSubmitted: trade.batchNo !== 0 }
      return [{ priceUsdc6, quantity, ...place, fields, flags: knownFlags(fields.flags) }]
    })
  return { orders, buys: side('buy'), sells: side('sell'), holds: sources.holdsOf(account) }
}
