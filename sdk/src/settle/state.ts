import type { Address } from 'viem'
import type { GenexDomain } from '../typed-data/domain.ts'

/**
 * What `settle` reads, in fields. Addresses in keys and values are in lower case. What is not in a map is what the core reads
 * from an empty slot: nobody's account, no key, no unit, no series.
 */
export interface SettleState {
  /** Chain and address of the core: what orders are signed for. */
  domain: GenexDomain
  /** This core's id in the brake's product domain. */
  product: bigint
  operator: Address
  batch: BatchState
  accruedFeesUsdc6: bigint
  accounts: ReadonlyMap<Address, AccountState>
  profiles: ReadonlyMap<Address, ProfileState>
  series: ReadonlyMap<number, SeriesState>
  issuers: ReadonlyMap<Address, IssuerState>
  /** By token id. */
  units: ReadonlyMap<bigint, UnitState>
  /** By `heldKey`. */
  held: ReadonlyMap<string, HeldDay>
  /** Until when a domain of the brake is set, by `brakeKey`. */
  brakedUntilSec: ReadonlyMap<string, number>
}

export interface BatchState {
  batchNo: bigint
  heartbeatAtSec: number
  /** 0: nobody declared silence. */
  silentSinceSec: number
  /** 0: no notice. */
  normalFromSec: number
  takerBps: number
  makerBps: number
  issuerCapBps: number
}

/** An account as settling changes it. */
export interface AccountState {
  cashUsdc6: bigint
  units: number
  lanes: ReadonlyMap<number, LaneState>
}

/** The order that a lane stands at and how much of it is filled. */
export interface LaneState {
  seq: number
  filled: number
}

/** An account as settling reads it. */
export interface ProfileState {
  level: number
  /** 0 active, 1 restricted, 2 frozen, 3 closed. */
  standing: number
  isSanctioned: boolean
  isAccredited: boolean
  hasBrakeHint: boolean
  kycExpiryDay: number
  /** By index, 0..7. */
  keys: ReadonlyMap<number, KeyState>
}

export interface KeyState {
  /** Of a P-256 key the low 160 bits of keccak256(x || y). */
  key: Address
  isP256: boolean
  /** 0: never. */
  expiryDay: number
  scope: number
  epoch: number
}

export interface SeriesState {
  issuer: Address
  faceUsdc6: bigint
  expirySec: number
  isSecurity: boolean
  isTransferable: boolean
  isAtRisk: boolean
  hasBrakeHint: boolean
  supply: number
  minted: number
  resaleLimit: number
  issuanceFeeBps: number
  reserveUsdc6: bigint
}

export interface IssuerState {
  isActive: boolean
  hasBrakeHint: boolean
}

export interface UnitState {
  owner: Address
  /** 0 active; the others are ends. */
  status: number
  changes: number
  isInMarket: boolean
  soldAtSec: number
  priceUsdc6: bigint
  buyerFeeBps: number
}

/** Money of the primary sales of one series on one UTC day. */
export interface HeldDay {
  grossUsdc6: bigint
  buyerFeesUsdc6: bigint
  issuanceFeesUsdc6: bigint
  units: number
}

const NOBODY = '0x0000000000000000000000000000000000000000'

export const NO_ACCOUNT: AccountState = { cashUsdc6: 0n, units: 0, lanes: new Map() }
export const NO_LANE: LaneState = { seq: 0, filled: 0 }
export const NO_KEY: KeyState = { key: NOBODY, isP256: false, expiryDay: 0, scope: 0, epoch: 0 }
export const NO_PROFILE: ProfileState = {
  level: 0,
  standing: 0,
  isSanctioned: false,
  isAccredited: false,
  hasBrakeHint: false,
  kycExpiryDay: 0,
  keys: new Map(),
}
export const NO_ISSUER: IssuerState = { isActive: false, hasBrakeHint: false }
export const NO_SERIES: SeriesState = {
  issuer: NOBODY,
  faceUsdc6: 0n,
  expirySec: 0,
  isSecurity: false,
  isTransferable: false,
  isAtRisk: false,
  hasBrakeHint: false,
  supply: 0,
  minted: 0,
  resaleLimit: 0,
  issuanceFeeBps: 0,
  reserveUsdc6: 0n,
}
export const NO_UNIT: UnitState = {
  owner: NOBODY,
  status: 0,
  changes: 0,
  isInMarket: false,
  soldAtSec: 0,
  priceUsdc6: 0n,
  buyerFeeBps: 0,
}
export const NOTHING_HELD: HeldDay = { grossUsdc6: 0n, buyerFeesUsdc6: 0n, issuanceFeesUsdc6: 0n, units: 0 }

export function isNobody(address: Address): boolean {
  return address === NOBODY
}

export function heldKey(series: number, day: number): string {
  return `${series}:${day}`
}

/** Keys of the domains as in contracts/access/interfaces/IBrake.sol. */
export function brakeKey(domain: 'all' | 'product' | 'issuer' | 'series' | 'account', key: Address | number | bigint) {
  return `${domain}:${BigInt(key)}`
}
