import type { Address } from 'viem'
import { tokenId } from '../../../../sdk/src/ids.ts'
import {
  type AccountState,
  brakeKey,
  type IssuerState,
  type LaneState,
  type ProfileState,
  type SeriesState,
  type SettleState,
  type UnitState,
} from '../../../../sdk/src/settle/state.ts'
import type { GenexDomain } from '../../../../sdk/src/typed-data/domain.ts'
import { DAY, FACE, PRICE, PRODUCT, RESERVE } from '../fixture.ts'
import { type Account, AILMENTS, MINTED, type Profile, SERIES_AILMENTS, SOON_SEC, VOID_FILL } from './ailments.ts'
import type { Choices } from './choices.ts'
import { PEOPLE, type Person } from './people.ts'

/** A domain of the brake that the harness sets for this world. */
export interface SetBrake {
  domain: number
  key: bigint
  name: string
}
export interface World {
  state: SettleState
  brakes: SetBrake[]
}

export const SERIES_IDS = [1, 2, 3] as const
export const LANES = [0, 1, 2, 3, 6, 127] as const
const UNITS_PER_OWNER = 7
const KYC_NEVER = 65_535
const BRAKE = { all: 0, product: 1, issuer: 2, series: 3, account: 4 } as const

/** People, series and units, most of them well. */
export function createWorld(choices: Choices, domain: GenexDomain, operator: Address, nowSec: number): World {
  const units = createUnits(choices, nowSec)
  const today = Math.floor(nowSec / DAY)
  const patient = choices.oneOf(PEOPLE)
  const accounts = new Map<Address, AccountState>()
  const profiles = new Map<Address, ProfileState>()
  for (const person of PEOPLE) {
    const owned = [...units.values()].filter(({ owner }) => owner === person.account).length
    const { account, profile } = createAccount(choices, person, owned)
    if (person === patient) choices.turn(AILMENTS)(account, profile, { choices, today })
    else if (choices.chance(0.04)) choices.oneOf(AILMENTS)(account, profile, { choices, today })
    accounts.set(person.account, account)
    profiles.set(person.account, profile)
  }
  const weakSeries = choices.oneOf([...SERIES_IDS, 0])
  const series = new Map(
    SERIES_IDS.map((id) => [
      id,
      { ...createSeries(choices, id), ...(id === weakSeries ? choices.turn(SERIES_AILMENTS)(nowSec) : {}) },
    ]),
  )
  const issuers = new Map(issuerAddresses().map((issuer) => [issuer, createIssuer(choices)]))
  const batch = createBatchState(choices, nowSec)
  const state = { domain, product: PRODUCT, operator, batch, accruedFeesUsdc6: 5n, accounts, profiles, series, issuers }
  const rest = { units, held: new Map(), brakedUntilSec: new Map() }
  return { state: { ...state, ...rest }, brakes: createBrakes(choices, { ...state, ...rest }) }
}

function createAccount(choices: Choices, person: Person, owned: number) {
  const { chance } = choices
  const keys = new Map(person.keys.map((key, index) => [index, key.state]))
  const lanes = new Map(LANES.filter(() => chance(0.5)).map((lane) => [lane, createLane(choices)]))
  const account: Account = { cashUsdc6: chance(0.15) ? 2n * PRICE : 100n * PRICE, units: owned, lanes }
  const hasBrakeHint = chance(0.08)
  const standing = { level: 2, standing: 0, isSanctioned: false, isAccredited: !chance(0.08), kycExpiryDay: KYC_NEVER }
  const profile: Profile = { ...standing, hasBrakeHint, keys }
  return { account, profile }
}

function createLane({ chance, integer }: Choices): LaneState {
  const seq = chance(0.08) ? VOID_FILL - integer(3) : 1 + integer(4)
  return { seq, filled: chance(0.05) ? VOID_FILL : integer(3) }
}

function issuerAddresses(): Address[] {
  return PEOPLE.slice(0, 2).map(({ account }) => account)
}

function createSeries({ integer, oneOf }: Choices, id: number): SeriesState {
  const [issuer, other] = issuerAddresses()
  if (!issuer || !other) throw new Error('two people issue')
  return {
    issuer: id === 3 ? other : issuer,
    faceUsdc6: FACE,
    expirySec: 4_000_000_000,
    isSecurity: id === 2,
    isTransferable: true,
    isAtRisk: false,
    hasBrakeHint: false,
    supply: MINTED + 4 + integer(40),
    minted: MINTED,
    resaleLimit: 3,
    issuanceFeeBps: oneOf([0, 80, 120]),
    reserveUsdc6: RESERVE,
  }
}

function createIssuer({ chance }: Choices): IssuerState {
  return { isActive: !chance(0.06), hasBrakeHint: chance(0.06) }
}

function createUnits({ chance, integer, oneOf }: Choices, nowSec: number): Map<bigint, UnitState> {
  const units = new Map<bigint, UnitState>()
  let serial = 1
  for (const { account } of PEOPLE) {
    for (let i = 0; i < UNITS_PER_OWNER; i++) {
      units.set(tokenId(oneOf(SERIES_IDS), serial++), {
        owner: account,
        status: chance(0.05) ? 1 + integer(3) : 0,
        changes: chance(0.8) ? integer(2) : integer(4),
        isInMarket: !chance(0.06),
        soldAtSec: nowSec - DAY,
        priceUsdc6: PRICE,
        buyerFeeBps: 50,
      })
    }
  }
  return units
}

function createBatchState({ chance, integer, oneOf }: Choices, nowSec: number) {
  const isSilent = chance(0.15)
  const rates = chance(0.8) ? [50, 10, 300] : [integer(101), integer(51), integer(301)]
  const [takerBps = 0, makerBps = 0, issuerCapBps = 0] = rates
  return {
    batchNo: BigInt(integer(1_000)),
    heartbeatAtSec: nowSec - 2 * DAY,
    silentSinceSec: isSilent ? nowSec - DAY : 0,
    normalFromSec: isSilent ? oneOf([0, 0, 0, nowSec - 10, nowSec + 1_000, nowSec + SOON_SEC]) : 0,
    takerBps,
    makerBps,
    issuerCapBps,
  }
}

/** A hint without its brake counts as free. What contains the others comes last: it makes them rest. */
function createBrakes({ chance }: Choices, state: SettleState): SetBrake[] {
  const brakes: SetBrake[] = []
  const add = (domain: keyof typeof BRAKE, key: Address | number | bigint) =>
    brakes.push({ domain: BRAKE[domain], key: BigInt(key), name: brakeKey(domain, key) })
  for (const [account, profile] of state.profiles) if (profile.hasBrakeHint && chance(0.5)) add('account', account)
  for (const [id, series] of state.series) if (series.hasBrakeHint && chance(0.7)) add('series', id)
  for (const [issuer, { hasBrakeHint }] of state.issuers) if (hasBrakeHint && chance(0.3)) add('issuer', issuer)
  if (chance(0.02)) add('product', PRODUCT)
  if (chance(0.02)) add('all', 0)
  return brakes
}
