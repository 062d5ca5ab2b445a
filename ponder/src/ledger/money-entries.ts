import type { Address } from 'viem'
import {
  cashAccount,
  FEES_ACCOUNT,
  guaranteeAccount,
  heldAccount,
  type MoneyHolders,
  reserveAccount,
  suspenseAccount,
  tokenAccount,
} from './accounts.ts'
import type { Entry } from './entry.ts'

/** Transfer of the money token: into and out of our contracts by way of suspense, until their own event explains it. */
export function tokenTransferEntry(
  transfer: { from: Address; to: Address; amount: bigint },
  { asset, holders }: { asset: string; holders: MoneyHolders },
): Entry {
  const { from, to, amount } = transfer
  return [{ from: tokenAccount(from, holders), to: tokenAccount(to, holders), asset, amount }]
}

/** Deposited. */
export function depositEntry(account: Address, amount: bigint, asset: string): Entry {
  return [{ from: suspenseAccount('settlement'), to: cashAccount(account), asset, amount }]
}

/** Withdrawn: the token transfer that follows takes it out of suspense. */
export function withdrawalEntry(account: Address, amount: bigint, asset: string): Entry {
  return [{ from: cashAccount(account), to: suspenseAccount('settlement'), asset, amount }]
}

/** CashTransferred. */
export function cashTransferEntry(from: Address, to: Address, amount: bigint, asset: string): Entry {
  return [{ from: cashAccount(from), to: cashAccount(to), asset, amount }]
}

/** FeesCollected. */
export function feeCollectionEntry(recipient: Address, amount: bigint, asset: string): Entry {
  return [{ from: FEES_ACCOUNT, to: cashAccount(recipient), asset, amount }]
}

/** CouponRefunded: price and buyer's fee leave the unit's day; the issuance fee was part of the price. */
export function refundEntry(
  refund: { account: Address; series: number; day: number; price: bigint; buyerFee: bigint },
  asset: string,
): Entry {
  const { account, series, day, price, buyerFee } = refund
  return [{ from: heldAccount(series, day), to: cashAccount(account), asset, amount: price + buyerFee }]
}

/** CouponRedeemed: from the unit's day before its release, from the reserve after it. */
export function redemptionEntry(
  redemption: {
    issuer: Address
    series: number
    day: number
    isReleased: boolean
    toIssuer: bigint
    fees: bigint
  },
  asset: string,
): Entry {
  const { issuer, series, day, isReleased, toIssuer, fees } = redemption
  const from = isReleased ? reserveAccount(series) : heldAccount(series, day)
  return [
    { from, to: cashAccount(issuer), asset, amount: toIssuer },
    { from, to: FEES_ACCOUNT, asset, amount: fees },
  ]
}

/** ProceedsReleased. */
export function releaseEntry(
  release: { issuer: Address; series: number; day: number; toIssuer: bigint; fees: bigint; reserved: bigint },
  asset: string,
): Entry {
  const { issuer, series, day, toIssuer, fees, reserved } = release
  const from = heldAccount(series, day)
  return [
    { from, to: cashAccount(issuer), asset, amount: toIssuer },
    { from, to: FEES_ACCOUNT, asset, amount: fees },
    { from, to: reserveAccount(series), asset, amount: reserved },
  ]
}

/** BreakageSettled. */
export function breakageEntry(
  breakage: { issuer: Address; series: number; toPlatform: bigint; toIssuer: bigint },
  asset: string,
): Entry {
  const from = reserveAccount(breakage.series)
  return [
    { from, to: FEES_ACCOUNT, asset, amount: breakage.toPlatform },
    { from, to: cashAccount(breakage.issuer), asset, amount: breakage.toIssuer },
  ]
}

/** CouponRecalled: paid to the owner; the event does not say from which money, so suspense shows it until one does. */
export function recallEntry(owner: Address, paid: bigint, asset: string): Entry {
  return [{ from: suspenseAccount('settlement'), to: cashAccount(owner), asset, amount: paid }]
}

/** GuaranteeDeposited. */
export function guaranteeDepositEntry(issuer: Address, amount: bigint, asset: string): Entry {
  return [{ from: suspenseAccount('issuerTreasury'), to: guaranteeAccount(issuer), asset, amount }]
}

/** GuaranteeWithdrawn and GuaranteeDrawn: the token transfer in the same transaction takes it out of suspense. */
export function guaranteeOutEntry(issuer: Address, amount: bigint, asset: string): Entry {
  return [{ from: guaranteeAccount(issuer), to: suspenseAccount('issuerTreasury'), asset, amount }]
}
