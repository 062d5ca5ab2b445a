import type { OrderFlags } from '../../../sdk/src/order-flags.ts'
import type { Order } from '../../../sdk/src/typed-data/order.ts'
import type { MirrorSeries, MirrorState } from '../chain/mirror-state.ts'
import type { Signed } from './verify-message.ts'

/** What the checks look at besides the order. */
export interface CheckContext {
  mirror: MirrorState
  /** The later of our clock and the newest block's. */
  nowSec: number
  /** The newest block's, from which the core reckons how far off an expiry is. */
  blockSec: number
  /** Who signed the order, if anyone did; `resting` for an order whose signature was checked when it was taken. */
  signed: Signed | 'resting' | undefined
}

/** An order with its flags in words and its series' terms. */
export interface OrderInContext {
  order: Order
  flags: OrderFlags
  terms: MirrorSeries
}
