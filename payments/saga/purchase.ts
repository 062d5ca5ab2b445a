import type { Address, Hex } from 'viem'
import type { PurchaseState } from '../../kit/purchases.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'
import type { PaymentMethod } from '../providers/provider.ts'

/** completed: money delivered and, where there was one, the order settled; refunded: given back; cancelled: nothing was taken. */
const END_STATES: readonly PurchaseState[] = ['completed', 'refunded', 'cancelled']

export const hasEnded = (state: PurchaseState) => END_STATES.includes(state)

/** The order that she signed together with the purchase; it is placed when her money is there. */
export interface PurchaseOrder {
  order: Order
  signature: Hex
}

/** Her `TransferCash` back to the desk, signed together with the purchase: used only when nothing of the order was filled. */
export interface PurchaseReturn {
  nonce: bigint
  deadline: number
  gasLimit: number
  signature: Hex
}

export interface Purchase {
  id: string
  account: Address
  method: PaymentMethod | 'any'
  payUsdc6: bigint
  /** USDC for one dollar, eight decimals, locked until `lockedUntil`. */
  rateE8: bigint
  receiveUsdc6: bigint
  lockedUntil: Date
  order: PurchaseOrder | null
  return: PurchaseReturn | null
  state: PurchaseState
  stateSince: Date
  /** When it is looked at next; null once it has ended. */
  dueAt: Date | null
  failures: number
  provider: string | null
  /** Providers that refused to begin it. */
  refusedBy: string[]
  checkoutId: string | null
  checkoutUrl: string | null
  paymentId: string | null
  /** How many of the desk's transfers were spent without effect. */
  attempt: number
  takenUsdc6: bigint
  refundedUsdc6: bigint
  deliveredUsdc6: bigint
  returnedUsdc6: bigint
  filledUnits: number
  /** Why it did not go the straight way: a code of /docs/errors. */
  reason: string | null
  /** What the person follows: her order's, or of the delivery where there is no order. */
  orderNumber: string | null
  deliveryNumber: string | null
  createdAt: Date
  endedAt: Date | null
}

export const CENT_USDC6 = 10_000n

export const centsOf = (usdc6: bigint) => usdc6 / CENT_USDC6
