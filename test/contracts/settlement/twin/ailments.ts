import {
  type AccountState,
  type KeyState,
  NO_UNIT,
  type ProfileState,
  type SeriesState,
} from '../../../../sdk/src/settle/state.ts'
import { FACE, FULL_SCOPE, PRICE } from '../fixture.ts'
import type { Choices } from './choices.ts'

export type Account = { -readonly [K in keyof AccountState]: AccountState[K] }
export type Profile = { -readonly [K in keyof ProfileState]: ProfileState[K] }
type Ailment = (account: Account, profile: Profile, context: { choices: Choices; today: number }) => void

export const MINTED = 1_000
/** A filled lane that no order can fill further. */
export const VOID_FILL = 2 ** 32 - 1
/** What happens this long after a world begins happens between its batches or in the very second of one. */
export const SOON_SEC = 25

const TAKER_FEE = 225_000n

/** What can be wrong with an account; each leads to its own code, or is just good enough. */
export const AILMENTS: readonly Ailment[] = [
  (_, profile) => Object.assign(profile, { level: 0 }),
  (_, profile) => Object.assign(profile, { level: 1 }),
  (_, profile, { choices }) => Object.assign(profile, { standing: 1 + choices.integer(3) }),
  (_, profile) => Object.assign(profile, { isSanctioned: true }),
  (_, profile, { today }) => Object.assign(profile, { kycExpiryDay: today - 1 }),
  (_, profile, { today }) => Object.assign(profile, { kycExpiryDay: today }),
  (_, profile) => Object.assign(profile, { keys: new Map() }),
  (_, profile, { today }) => changeKeys(profile, { expiryDay: today - 1 }),
  (_, profile, { today }) => changeKeys(profile, { expiryDay: today }),
  (_, profile) => changeKeys(profile, { epoch: 7 }),
  (_, profile) => changeKeys(profile, { scope: FULL_SCOPE & ~(1 << 14) }),
  (_, profile) => changeKeys(profile, { scope: FULL_SCOPE & ~(1 << 15) }),
  (_, profile) => changeKeys(profile, { scope: FULL_SCOPE & ~(1 << 12) }),
  (_, profile) => changeKeys(profile, { scope: (FULL_SCOPE & ~(31 << 7)) | (6 << 7) }),
  (_, profile) => changeKeys(profile, { scope: FULL_SCOPE | 90 }),
  (account) => Object.assign(account, { cashUsdc6: PRICE + TAKER_FEE }),
  (account) => Object.assign(account, { cashUsdc6: 0n }),
  (account) => Object.assign(account, { cashUsdc6: 2n ** 64n - 1n }),
  (account) => Object.assign(account, { units: VOID_FILL - 1 }),
]

/** What can be wrong with a series, from a time. */
export const SERIES_AILMENTS: readonly ((nowSec: number) => Partial<SeriesState>)[] = [
  () => ({ isAtRisk: true }),
  () => ({ expirySec: 1 }),
  (nowSec) => ({ expirySec: nowSec + SOON_SEC }),
  () => ({ issuer: NO_UNIT.owner }),
  () => ({ hasBrakeHint: true }),
  () => ({ isTransferable: false }),
  () => ({ resaleLimit: 0 }),
  () => ({ resaleLimit: 1 }),
  () => ({ resaleLimit: 255 }),
  () => ({ issuanceFeeBps: 301 }),
  () => ({ reserveUsdc6: FACE }),
  () => ({ supply: MINTED }),
  () => ({ faceUsdc6: PRICE - 1n }),
]

function changeKeys(profile: Profile, changes: Partial<KeyState>): void {
  profile.keys = new Map([...profile.keys].map(([index, key]) => [index, { ...key, ...changes }]))
}
