import type { Address } from 'viem'
import {
  cashAccount,
  FEES_ACCOUNT,
  guaranteeAccount,
  heldAccount,
  type MoneyHolders,
  makerDepositAccount,
  suspenseAccount,
  tokenAccount,
} from './accounts.ts'
import type { Entry, Move } from './entry.ts'

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

/** Where the money of a first sale lies: the series, the UTC day of the sale and the asset. */
export interface HeldPlace {
  series: number
  day: number
  asset: string
}

/** CouponRefunded: price and buyer's fee leave the unit's day; the issuance fee was part of the price. */
export function refundEntry(refund: { account: Address; price: bigint; buyerFee: bigint }, place: HeldPlace): Entry {
  return [fromHeld(place, cashAccount(refund.account), refund.price + refund.buyerFee)]
}

/** CouponRedeemed: the unit's part of its day, all of the sale before the release and the reserve after it. */
export function redemptionEntry(
  redemption: { issuer: Address; toIssuer: bigint; fees: bigint },
  place: HeldPlace,
): Entry {
  const { issuer, toIssuer, fees } = redemption
  return [fromHeld(place, cashAccount(issuer), toIssuer), fromHeld(place, FEES_ACCOUNT, fees)]
}

/** CouponRecalled: the unit's part of its day goes to its owner. */
export function recallEntry(recall: { owner: Address; paid: bigint }, place: HeldPlace): Entry {
  return [fromHeld(place, cashAccount(recall.owner), recall.paid)]
}

/** ProceedsReleased: what is reserved stays under the day. */
export function releaseEntry(release: { issuer: Address; toIssuer: bigint; fees: bigint }, place: HeldPlace): Entry {
  return redemptionEntry(release, place)
}

/** BreakageSettled. */
export function breakageEntry(
  breakage: { issuer: Address; toPlatform: bigint; toIssuer: bigint },
  place: HeldPlace,
): Entry {
  const { issuer, toPlatform, toIssuer } = breakage
  return [fromHeld(place, FEES_ACCOUNT, toPlatform), fromHeld(place, cashAccount(issuer), toIssuer)]
}

function fromHeld({ series, day, asset }: HeldPlace, to: string, amount: bigint): Move {
  return { from: heldAccount(series, day), to, asset, amount }
}

/** GuaranteeDeposited. */
export function guaranteeDepositEntry(issuer: Address, amount: bigint, asset: string): Entry {
  return [{ from: suspenseAccount('issuerTreasury'), to: guaranteeAccount(issuer), asset, amount }]
}

/** GuaranteeWithdrawn and GuaranteeDrawn: the token transfer in the same transaction takes it out of suspense. */
export function guaranteeOutEntry(issuer: Address, amount: bigint, asset: string): Entry {
  return [{ from: guaranteeAccount(issuer), to: suspenseAccount('issuerTreasury'), asset, amount }]
}

/** MakerDepositReceived. */
export function makerDepositEntry(maker: Address, amount: bigint, asset: string): Entry {
  return [{ from: suspenseAccount('marketMakerDeposits'), to: makerDepositAccount(maker), asset, amount }]
}

/** MakerDepositWithdrawn and MakerClaimTaken: the token transfer in the same transaction takes it out of suspense. */
export function makerDepositOutEntry(maker: Address, amount: bigint, asset: string): Entry {
  return [{ from: makerDepositAccount(maker), to: suspenseAccount('marketMakerDeposits'), asset, amount }]
}
