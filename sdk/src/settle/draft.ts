import type { Address } from 'viem'
import { readSeriesTerms, type SeriesTerms } from './series-terms.ts'
import {
  type AccountState,
  brakeKey,
  type LaneState,
  NO_ACCOUNT,
  NO_LANE,
  NO_PROFILE,
  NO_UNIT,
  type ProfileState,
  type SettleState,
  type UnitState,
} from './state.ts'

/** A batch at work: balances that run from trade to trade, and nothing of the state before is changed. */
export interface Draft {
  before: SettleState
  atSec: number
  today: number
  /** Who settles under the open rules; undefined when the operator settles. */
  openCaller: Address | undefined
  accounts: Map<Address, DraftAccount>
  series: Map<number, DraftSeries>
  units: Map<bigint, UnitState>
  transfers: UnitTransfer[]
  earnedUsdc6: bigint
}

export interface DraftAccount {
  account: Address
  profile: ProfileState
  isBraked: boolean
  cashUsdc6: bigint
  units: number
  lanes: Map<number, LaneState>
  /** A skipped trade would have paid it; a skipped trade would have given it units. */
  missedCash: boolean
  missedUnits: boolean
}

/** A series and what its primary sales of this batch add to the day's held money. */
export interface DraftSeries {
  terms: SeriesTerms
  minted: number
  soldUnits: number
  grossUsdc6: bigint
  buyerFeesUsdc6: bigint
  issuanceFeesUsdc6: bigint
}

/** An ERC-721 Transfer; address zero sells first hand. */
export interface UnitTransfer {
  from: Address
  to: Address
  tokenId: bigint
}

const DAY_SEC = 86_400

export function openDraft(before: SettleState, atSec: number, openCaller: Address | undefined): Draft {
  return {
    before,
    atSec,
    today: Math.floor(atSec / DAY_SEC),
    openCaller,
    accounts: new Map(),
    series: new Map(),
    units: new Map(),
    transfers: [],
    earnedUsdc6: 0n,
  }
}

export function addAccount(draft: Draft, account: Address): void {
  const { cashUsdc6, units, lanes }: AccountState = draft.before.accounts.get(account) ?? NO_ACCOUNT
  const profile = draft.before.profiles.get(account) ?? NO_PROFILE
  const isBraked = profile.hasBrakeHint && isBrakedAt(draft, brakeKey('account', account))
  const entry = { account, profile, isBraked, cashUsdc6, units, lanes: new Map(lanes) }
  draft.accounts.set(account, { ...entry, missedCash: false, missedUnits: false })
}

export function addSeries(draft: Draft, series: number): void {
  const terms = readSeriesTerms(draft.before, series, (key) => isBrakedAt(draft, key), draft.atSec)
  const sold = { soldUnits: 0, grossUsdc6: 0n, buyerFeesUsdc6: 0n, issuanceFeesUsdc6: 0n }
  draft.series.set(series, { terms, minted: terms.state.minted, ...sold })
}

export function accountIn(draft: Draft, account: Address): DraftAccount {
  return found(draft.accounts.get(account), account)
}

export function seriesIn(draft: Draft, series: number): DraftSeries {
  return found(draft.series.get(series), series)
}

export function unitIn(draft: Draft, tokenId: bigint): UnitState {
  return draft.units.get(tokenId) ?? draft.before.units.get(tokenId) ?? NO_UNIT
}

export function laneIn(account: DraftAccount, lane: number): LaneState {
  return account.lanes.get(lane) ?? NO_LANE
}

function isBrakedAt(draft: Draft, key: string): boolean {
  return (draft.before.brakedUntilSec.get(key) ?? 0) > draft.atSec
}

function found<T>(value: T | undefined, key: Address | number): T {
  if (value === undefined) throw new Error(`the batch does not list ${key}`)
  return value
}
