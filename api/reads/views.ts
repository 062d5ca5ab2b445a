import { formatUsdc } from '../../sdk/src/money.ts'
import type { Row } from './index-store.ts'

const TIERS = ['silver', 'gold', 'platinum', 'diamond'] as const
const RATINGS = ['B', 'BB', 'BBB', 'A', 'AA', 'AAA'] as const

/** Rows of the index as the public interface shows them: amounts in dollars, codes in words. */
export function issuerOf(row: Row) {
  return {
    issuer: text(row.address),
    status: text(row.status),
    tier: TIERS[number(row.tier)] ?? 'unknown',
    rating: RATINGS[number(row.rating)] ?? 'unknown',
    quota: dollars(row.quota_usdc6),
    quotaUsed: dollars(row.quota_used_usdc6),
    guarantee: dollars(row.guarantee_usdc6),
    appliedAt: numberOrNull(row.applied_at),
    onboardedAt: numberOrNull(row.onboarded_at),
  }
}

export function seriesOf(row: Row) {
  return {
    series: number(row.series),
    issuer: text(row.issuer),
    status: text(row.status),
    face: dollars(row.face_usdc6),
    issuePrice: dollars(row.issue_price_usdc6),
    supply: number(row.supply),
    minted: number(row.minted),
    ended: number(row.ended),
    expiresAt: number(row.expires_at),
    refundWindowSec: number(row.refund_window_sec),
    resaleLimit: number(row.resale_limit),
    type: row.security === true ? ('security' as const) : ('utility' as const),
    transferable: row.transferable === true,
    atRisk: row.at_risk === true,
    issuanceFeeBps: number(row.issuance_fee_bps),
    reservePerUnit: dollars(row.reserve_per_unit_usdc6),
    lastPrice: row.last_price_usdc6 === null ? null : dollars(row.last_price_usdc6),
    termsHash: text(row.terms_hash),
    metadataUri: text(row.metadata_uri),
  }
}

export function couponOf(row: Row) {
  return {
    tokenId: text(row.token_id),
    series: number(row.series),
    serial: number(row.serial),
    owner: text(row.owner),
    status: text(row.status),
    resales: number(row.changes),
    inMarket: row.in_market === true,
    soldPrice: dollars(row.sold_price_usdc6),
    soldAt: number(row.sold_at),
    endedAt: numberOrNull(row.ended_at),
  }
}

export function tradeOf(row: Row) {
  return {
    tradeId: text(row.id),
    batchNo: number(row.batch_no),
    series: number(row.series),
    final: row.final === true,
    price: dollars(row.price_usdc6),
    units: number(row.units),
    taker: sideOf(row.taker),
    primary: row.primary === true,
    tradedAt: number(row.recorded_at),
    transaction: text(row.transaction_hash),
  }
}

export function fillOf(row: Row) {
  return {
    tradeId: text(row.trade_id),
    side: sideOf(row.side),
    isTaker: row.is_taker === true,
    series: number(row.series),
    lane: number(row.lane),
    seq: number(row.seq),
    price: dollars(row.price_usdc6),
    units: number(row.units),
    fee: dollars(row.fee_usdc6),
    cash: dollars(row.cash_usdc6),
    tradedAt: number(row.recorded_at),
    transaction: text(row.transaction_hash),
  }
}

export function moneyMoveOf(row: Row) {
  return {
    account: text(row.account),
    amount: dollars(row.amount_usdc6),
    recordedAt: number(row.recorded_at),
    transaction: text(row.transaction_hash),
  }
}

export function dollars(value: Row[string] | undefined): string {
  return formatUsdc(BigInt(text(value)))
}

function text(value: Row[string] | undefined): string {
  return String(value ?? '')
}

function number(value: Row[string] | undefined): number {
  return Number(value ?? 0)
}

export function numberOrNull(value: Row[string] | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

function sideOf(value: Row[string] | undefined): 'buy' | 'sell' {
  return value === 'sell' ? 'sell' : 'buy'
}
