import type { Address, Hex } from 'viem'
import type { TradeRecord } from '../../../sdk/src/batch/decode-records.ts'
import { type Partition, WHOLE } from '../partition.ts'
import type { CashShares } from './cash-shares.ts'

/** Identity fields of a profile. state: 0 active, 1 restricted, 2 frozen, 3 closed. */
interface Profile {
  level: number
  state: number
  sanctioned: boolean
  kycExpiryDay: number
  jurisdiction: number
  accredited: boolean
  marketMaker: boolean
}

/** Indices 0 to 7. */
export const KEY_COUNT = 8

/** A registered trading key. kind: 0 secp256k1, 1 P-256. */
export interface MirrorKey {
  key: Address
  kind: number
  expiryDay: number
  scope: number
  epoch: number
}

export interface Lane {
  seq: number
  filled: number
}

export interface MirrorUnit {
  owner: Address
  changes: number
  inMarket: boolean
}

/** A unit that settlement may move, as the market sees it. */
export interface MarketUnit {
  serial: number
  changes: number
}

export interface MirrorSeries {
  issuer: Address
  faceUsdc6: bigint
  expirySec: number
  flags: number
  supply: number
  resaleLimit: number
  issuanceFeeBps: number
  reservePerUnitUsdc6: bigint
  minted: number
}

interface Exit {
  maturesAtSec: number
  lapsesAtSec: number
}

/** A change of keys or orders that waits for its delay. */
interface PendingChange {
  value: bigint
  effectiveAtSec: number
}

/** A batch as the chain settled it. */
export interface SettledBatch {
  batchNo: bigint
  block: bigint
  blockHash: Hex
  journalHead: Hex
  /** The raw words, to tell two landings of one batch apart. */
  words: readonly Hex[]
  records: readonly TradeRecord[]
}

/** Rates and switches of the core. */
export interface Settings {
  batchNo: bigint
  takerBps: number
  makerBps: number
  issuerCapBps: number
  exitDelaySec: number
  heartbeatAtSec: number
  coSigner: Address | undefined
  operator: Address | undefined
}

/** All that the sequencer needs to know of the chain. Accounts are lower-case addresses; compound keys come from `keyOf…` below. */
export interface MirrorState {
  /** Which part of the market this mirror is for. */
  partition: Partition
  /** Cash of each account; with several partitions only the share of ours. */
  cash: Map<Address, bigint>
  /** Everybody's shares; empty while there is one partition. */
  cashShares: Map<Address, CashShares>
  profiles: Map<Address, Profile>
  keys: Map<string, MirrorKey>
  lanes: Map<string, Lane>
  units: Map<bigint, MirrorUnit>
  /** Units in the market by account and series, oldest (lowest serial) first. */
  marketUnits: Map<string, readonly MarketUnit[]>
  series: Map<number, MirrorSeries>
  issuerStatus: Map<Address, number>
  /** 0 (B) to 5 (AAA). */
  issuerRating: Map<Address, number>
  exits: Map<Address, Exit>
  changes: Map<string, PendingChange>
  /** End of a brake in unix seconds, by domain and key. */
  brakes: Map<string, number>
  batches: Map<bigint, SettledBatch>
  /** Intents of the core that are spent, by account and nonce; the newest few thousand. */
  spentIntents: Map<string, bigint>
  settings: Map<'settings', Settings>
}

const NO_SETTINGS: Settings = {
  batchNo: 0n,
  takerBps: 0,
  makerBps: 0,
  issuerCapBps: 0,
  exitDelaySec: 0,
  heartbeatAtSec: 0,
  coSigner: undefined,
  operator: undefined,
}

export function emptyMirrorState(partition = WHOLE): MirrorState {
  return {
    partition,
    cash: new Map(),
    cashShares: new Map(),
    profiles: new Map(),
    keys: new Map(),
    lanes: new Map(),
    units: new Map(),
    marketUnits: new Map(),
    series: new Map(),
    issuerStatus: new Map(),
    issuerRating: new Map(),
    exits: new Map(),
    changes: new Map(),
    brakes: new Map(),
    batches: new Map(),
    spentIntents: new Map(),
    settings: new Map(),
  }
}

export const NO_LANE: Lane = { seq: 0, filled: 0 }

export function settingsOf(state: MirrorState): Settings {
  return state.settings.get('settings') ?? NO_SETTINGS
}

/** Key of a map by account and a small number: a key's index, a lane, a change's slot, a series. */
export function accountKey(account: Address, number: number): string {
  return `${account}:${number}`
}

export function intentKey(account: Address, nonce: bigint): string {
  return `${account.toLowerCase()}:${nonce}`
}

export function brakeKey(domain: number, key: bigint): string {
  return `${domain}:${key}`
}

const TRANSFERABLE = 2

/** Resale limit in force: units of a series that is not transferable are never resold. */
export function resaleLimitOf({ flags, resaleLimit }: MirrorSeries): number {
  return (flags & TRANSFERABLE) === 0 ? 0 : resaleLimit
}

/** Who issues a series; address zero for one that was never opened. */
export function issuerOf(state: MirrorState, series: number): Address {
  return state.series.get(series)?.issuer ?? '0x0000000000000000000000000000000000000000'
}
