import type {
  AccountState,
  BatchState,
  KeyState,
  ProfileState,
  SeriesState,
  SettleState,
} from '../../../../sdk/src/settle/state.ts'
import {
  ACCOUNT,
  BATCH,
  HELD,
  ISSUER,
  KEY,
  LANES,
  OPERATOR,
  PROFILE,
  packWord,
  SERIES_A,
  SERIES_B,
  SLOTS,
  slotOf,
  UNIT,
  wordHex,
} from '../words.ts'

const LANES_IN_ACCOUNT = 2
const LANES_IN_WORD = 4
const [ISSUER_SUSPENDED, ISSUER_ACTIVE] = [3, 2]
/** Settling neither reads nor changes it. */
const QUOTA = { quotaUsed: 10n ** 12n, quota: 10n ** 13n, onboardedAt: 1_700_000_000 }

/** Every word of a core in this state, by slot: to be written before a batch and compared after it. */
export function wordsOf(state: SettleState): Map<string, bigint> {
  const words = new Map<string, bigint>()
  words.set(wordHex(SLOTS.batch), batchWord(state.batch))
  words.set(wordHex(SLOTS.operator), packWord(OPERATOR, { operator: state.operator, accrued: state.accruedFeesUsdc6 }))
  for (const [account, fields] of state.accounts) addAccount(words, account, fields)
  for (const [account, profile] of state.profiles) addProfile(words, account, profile)
  for (const [id, series] of state.series) addSeries(words, id, series)
  for (const [issuer, { isActive, hasBrakeHint }] of state.issuers) {
    const word = packWord(ISSUER, { ...QUOTA, status: isActive ? ISSUER_ACTIVE : ISSUER_SUSPENDED, hasBrakeHint })
    words.set(slotOf(SLOTS.issuers, issuer), word)
  }
  for (const [id, { isInMarket, soldAtSec, priceUsdc6, ...unit }] of state.units) {
    const word = packWord(UNIT, { ...unit, inMarket: isInMarket, soldAt: soldAtSec, price: priceUsdc6 })
    words.set(slotOf(SLOTS.units, id), word)
  }
  for (const [key, held] of state.held) {
    const fields = { gross: held.grossUsdc6, buyerFees: held.buyerFeesUsdc6, issuanceFees: held.issuanceFeesUsdc6 }
    words.set(slotOf(SLOTS.held, ...key.split(':')), packWord(HELD, { ...fields, units: held.units }))
  }
  return words
}

function batchWord({ heartbeatAtSec, silentSinceSec, normalFromSec, ...rest }: BatchState): bigint {
  const times = { heartbeatAt: heartbeatAtSec, silentSince: silentSinceSec, normalFrom: normalFromSec }
  return packWord(BATCH, { ...rest, ...times })
}

function addAccount(words: Map<string, bigint>, account: string, { cashUsdc6, units, lanes }: AccountState): void {
  const own: Record<string, number> = {}
  const further = new Map<number, Record<string, number>>()
  for (const [lane, { seq, filled }] of lanes) {
    const offset = lane - LANES_IN_ACCOUNT
    const index = Math.floor(offset / LANES_IN_WORD)
    const fields = lane < LANES_IN_ACCOUNT ? own : (further.get(index) ?? {})
    const place = lane < LANES_IN_ACCOUNT ? lane : offset % LANES_IN_WORD
    Object.assign(fields, { [`seq${place}`]: seq, [`filled${place}`]: filled })
    if (lane >= LANES_IN_ACCOUNT) further.set(index, fields)
  }
  words.set(slotOf(SLOTS.accounts, account), packWord(ACCOUNT, { cash: cashUsdc6, units, ...own }))
  for (const [index, fields] of further) words.set(slotOf(SLOTS.lanes, account, index), packWord(LANES, fields))
}

function addProfile(words: Map<string, bigint>, account: string, { standing, keys, ...profile }: ProfileState): void {
  const { isP256, expiryDay, ...first } = keys.get(0) ?? { isP256: false, expiryDay: 0 }
  const word = { ...profile, ...first, state: standing, keyKind: isP256, keyExpiryDay: expiryDay }
  words.set(slotOf(SLOTS.profiles, account), packWord(PROFILE, word))
  for (const [index, key] of keys) {
    if (index > 0) words.set(slotOf(SLOTS.keys, account, index), keyWord(key))
  }
}

const keyWord = ({ isP256, ...key }: KeyState) => packWord(KEY, { ...key, kind: isP256 })

function addSeries(words: Map<string, bigint>, id: number, series: SeriesState): void {
  const { isSecurity, isTransferable, isAtRisk, hasBrakeHint } = series
  const flags = (isSecurity ? 1 : 0) | (isTransferable ? 2 : 0) | (isAtRisk ? 4 : 0) | (hasBrakeHint ? 8 : 0)
  const a = { issuer: series.issuer, face: series.faceUsdc6, expiry: series.expirySec, flags }
  words.set(slotOf(SLOTS.seriesA, id), packWord(SERIES_A, a))
  words.set(slotOf(SLOTS.seriesB, id), packWord(SERIES_B, { ...series, reservePerUnit: series.reserveUsdc6 }))
}
