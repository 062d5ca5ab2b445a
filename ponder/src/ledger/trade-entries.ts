import { type Address, zeroAddress } from 'viem'
import type { TradeRecord } from '../../../sdk/src/batch/decode-records.ts'
import { fillAmounts } from '../../../sdk/src/money.ts'
import {
  cashAccount,
  ENDED_UNITS_ACCOUNT,
  FEES_ACCOUNT,
  heldAccount,
  MINTED_UNITS_ACCOUNT,
  unitsAccount,
} from './accounts.ts'
import type { Entry } from './entry.ts'

/**
 * The money of one filled trade. Secondary: the buyer pays the seller and both fees accrue. Primary: all that the buyer
 * pays, issuance fee included, is held under the day of the sale.
 */
export function tradeEntry(trade: TradeRecord, { asset, day }: { asset: string; day: number }): Entry {
  const amounts = fillAmounts(trade.priceUsdc6, trade.units, trade.buy.feeBps, trade.sell.feeBps)
  const from = cashAccount(trade.buy.account)
  if (trade.primary) return [{ from, to: heldAccount(trade.series, day), asset, amount: amounts.buyerPaysUsdc6 }]
  return [
    { from, to: cashAccount(trade.sell.account), asset, amount: amounts.sellerReceivesUsdc6 },
    { from, to: FEES_ACCOUNT, asset, amount: amounts.buyerFeeUsdc6 + amounts.sellerFeeUsdc6 },
  ]
}

/** Transfer of a unit: minted from the zero address, ended to it. */
export function unitTransferEntry(from: Address, to: Address, asset: string): Entry {
  return [
    {
      from: from === zeroAddress ? MINTED_UNITS_ACCOUNT : unitsAccount(from),
      to: to === zeroAddress ? ENDED_UNITS_ACCOUNT : unitsAccount(to),
      asset,
      amount: 1n,
    },
  ]
}
