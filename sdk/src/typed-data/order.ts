import { type Address, type Hex, hashTypedData } from 'viem'
import type { GenexDomain } from './domain.ts'

/** The order as signed; see contracts/settlement/types/Order.sol for the meaning of each field. */
export interface Order {
  account: Address
  series: number
  flags: number
  /** Limit per unit in money units, fees excluded. */
  price: bigint
  quantity: number
  lane: number
  seq: number
  epoch: number
  expiry: number
  maxFeeBps: number
  minResalesLeft: number
  unitId: bigint
}

export const orderTypes = {
  Order: [
    { name: 'account', type: 'address' },
    { name: 'series', type: 'uint32' },
    { name: 'flags', type: 'uint16' },
    { name: 'price', type: 'uint48' },
    { name: 'quantity', type: 'uint32' },
    { name: 'lane', type: 'uint8' },
    { name: 'seq', type: 'uint32' },
    { name: 'epoch', type: 'uint24' },
    { name: 'expiry', type: 'uint40' },
    { name: 'maxFeeBps', type: 'uint16' },
    { name: 'minResalesLeft', type: 'uint8' },
    { name: 'unitId', type: 'uint64' },
  ],
} as const

/** What a wallet signs for an order. uint48 fits a double exactly, and viem types it so. */
export function orderTypedData(domain: GenexDomain, order: Order) {
  return {
    domain,
    types: orderTypes,
    primaryType: 'Order',
    message: { ...order, price: Number(order.price) },
  } as const
}

/** The EIP-712 digest of an order: what the trading key signs and what the order number is made of. */
export function hashOrder(domain: GenexDomain, order: Order): Hex {
  return hashTypedData(orderTypedData(domain, order))
}
