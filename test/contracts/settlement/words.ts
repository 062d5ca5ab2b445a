import { AbiCoder, keccak256, toBeHex, zeroPadValue } from 'ethers'

/**
 * The core's storage from outside: words as contracts/settlement/libraries lays them out, slots as SettlementStorage orders them.
 * Tests use it for states that no sequence of calls reaches, and the bench to fill hundreds of accounts at once.
 */
export const SLOTS = {
  accounts: 3n,
  lanes: 4n,
  profiles: 5n,
  keys: 6n,
  units: 7n,
  seriesA: 8n,
  seriesB: 9n,
  issuers: 10n,
  held: 11n,
  batch: 12n,
  operator: 13n,
  flow: 14n,
} as const

/** A field's width in bits, from the low bits up. */
type Layout = Readonly<Record<string, number>>
type Fields<L extends Layout> = { [name in keyof L]?: bigint | number | string | boolean }

export const ACCOUNT = { cash: 64, units: 32, filled0: 32, seq0: 32, filled1: 32, seq1: 32 } as const
export const LANES = {
  filled0: 32,
  seq0: 32,
  filled1: 32,
  seq1: 32,
  filled2: 32,
  seq2: 32,
  filled3: 32,
  seq3: 32,
} as const
export const PROFILE = {
  key: 160,
  keyExpiryDay: 16,
  level: 2,
  state: 2,
  hasBrakeHint: 1,
  isSanctioned: 1,
  kycExpiryDay: 16,
  jurisdiction: 10,
  isAccredited: 1,
  isMarketMaker: 1,
  keyKind: 1,
  epoch: 24,
  scope: 16,
} as const
export const KEY = { key: 160, expiryDay: 16, spare: 34, kind: 1, epoch: 24, scope: 16 } as const
export const UNIT = {
  owner: 160,
  status: 4,
  changes: 8,
  inMarket: 1,
  soldAt: 32,
  price: 44,
  buyerFeeBps: 7,
} as const
export const SERIES_A = { issuer: 160, face: 48, expiry: 32, flags: 16 } as const
export const SERIES_B = {
  supply: 32,
  minted: 32,
  ended: 32,
  refundWindow: 24,
  resaleLimit: 8,
  issuanceFeeBps: 16,
  reservePerUnit: 48,
  approvedAt: 40,
} as const
export const ISSUER = {
  status: 4,
  tier: 2,
  rating: 3,
  hasBrakeHint: 1,
  onboardedAt: 40,
  quotaUsed: 64,
  quota: 64,
} as const

export const BATCH = {
  batchNo: 64,
  heartbeatAt: 48,
  silentSince: 48,
  normalFrom: 48,
  takerBps: 16,
  makerBps: 16,
  issuerCapBps: 16,
} as const
export const OPERATOR = { operator: 160, accrued: 64, isAllClear: 1, isProductClear: 1 } as const
export const HELD = { gross: 64, buyerFees: 64, issuanceFees: 64, units: 32, isReleased: 1 } as const

/** @throws RangeError when a value does not fit its field. */
export function packWord<L extends Layout>(layout: L, fields: Fields<L>): bigint {
  let word = 0n
  let shift = 0n
  for (const [name, bits] of Object.entries(layout)) {
    const value = BigInt(fields[name] ?? 0)
    if (value < 0n || value >= 1n << BigInt(bits)) throw new RangeError(`${name} = ${value} does not fit ${bits} bits`)
    word |= value << shift
    shift += BigInt(bits)
  }
  return word
}

export function unpackWord<L extends Layout>(layout: L, word: bigint): Record<keyof L, bigint> {
  const fields: Partial<Record<keyof L, bigint>> = {}
  let shift = 0n
  for (const [name, bits] of Object.entries(layout) as [keyof L, number][]) {
    fields[name] = (word >> shift) & ((1n << BigInt(bits)) - 1n)
    shift += BigInt(bits)
  }
  return fields as Record<keyof L, bigint>
}

/** Slot of a mapping's entry; several keys walk nested mappings. */
export function slotOf(slot: bigint, ...keys: readonly (bigint | number | string)[]): string {
  return keys.reduce<string>(
    (at, key) => keccak256(AbiCoder.defaultAbiCoder().encode(['uint256', 'uint256'], [BigInt(key), at])),
    wordHex(slot),
  )
}

export function wordHex(word: bigint): string {
  return zeroPadValue(toBeHex(word), 32)
}
