import type { Address } from 'viem'
import { feeOf } from '../../../sdk/src/money.ts'
import { type MirrorState, type Settings, settingsOf } from '../chain/mirror-state.ts'
import type { OrderFields } from '../engine/types.ts'
import { MAX_TAKER_BPS } from '../limits.ts'
import type { Commitments, UnsettledTrade } from './commitments.ts'

export interface CashBalance {
  cashUsdc6: bigint
  reservedUsdc6: bigint
  /** Never below 0. */
  availableUsdc6: bigint
}

/** Cash on chain less open buys at their limit and fee cap, trades the chain does not show yet, and co-signed withdrawals. */
export function cashBalance(mirror: MirrorState, account: Address, commitments: Commitments): CashBalance {
  const settings = settingsOf(mirror)
  const cashUsdc6 = mirror.cash.get(account) ?? 0n
  let reservedUsdc6 = 0n
  for (const { fields, flags, open } of commitments.orders) {
    if (flags.side === 'buy') reservedUsdc6 += mostForBuy(fields, open)
  }
  for (const trade of commitments.buys) reservedUsdc6 += priceOfBuy(settings, trade)
  for (const hold of commitments.holds) reservedUsdc6 += hold.amountUsdc6
  const free = cashUsdc6 - reservedUsdc6
  return { cashUsdc6, reservedUsdc6, availableUsdc6: free > 0n ? free : 0n }
}

/** Most that a buy of `quantity` units can cost: its limit and the fee it signed, which the core's constant bounds. */
export function mostForBuy({ price, maxFeeBps }: Pick<OrderFields, 'price' | 'maxFeeBps'>, quantity: number): bigint {
  return BigInt(quantity) * (price + feeOf(price, Math.min(maxFeeBps, MAX_TAKER_BPS)))
}

function priceOfBuy({ takerBps, makerBps }: Settings, { priceUsdc6, quantity, isTaker }: UnsettledTrade): bigint {
  return BigInt(quantity) * (priceUsdc6 + feeOf(priceUsdc6, isTaker ? takerBps : makerBps))
}
