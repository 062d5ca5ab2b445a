import type { Address } from 'viem'
import { splitTokenId, tokenId } from '../../../sdk/src/ids.ts'
import type { OrderFlags } from '../../../sdk/src/order-flags.ts'
import { sellableUnits } from '../balances/units.ts'
import type { MirrorState } from '../chain/mirror-state.ts'

/** A sell that needs units. */
export interface UnitRequest {
  account: Address
  series: number
  flags: Pick<OrderFlags, 'final' | 'unitChoice'>
  quantity: number
  /** The unit of a NAMED sell. */
  unitId: bigint
}

/** Units that other sells or co-signatures need. */
export interface Reserved {
  /** Never picked unless named. */
  tokenIds: ReadonlySet<bigint>
  /** Resold units that the account's other RESOLD sells in the same book still need. */
  resold: number
}

/**
 * Picks the units of a sell, oldest first: the one that is NAMED, resold ones, or any. ANY leaves as many resold units as
 * RESOLD sells need.
 * @returns serials, or undefined when there are not enough.
 */
export function pickUnits(mirror: MirrorState, request: UnitRequest, reserved: Reserved): number[] | undefined {
  const { account, series, flags, quantity, unitId } = request
  const units = sellableUnits(mirror, { account, series, final: flags.final })
  if (flags.unitChoice === 'NAMED') {
    const { serial } = splitTokenId(unitId)
    return units.some((unit) => unit.serial === serial) ? [serial] : undefined
  }
  const free = units.filter(({ serial }) => !reserved.tokenIds.has(tokenId(series, serial)))
  let spare = free.filter(({ changes }) => changes > 0).length - reserved.resold
  const picked: number[] = []
  for (const { serial, changes } of free) {
    if (picked.length === quantity) break
    if (changes === 0 && flags.unitChoice === 'RESOLD') continue
    if (changes > 0 && flags.unitChoice === 'ANY' && spare-- <= 0) continue
    picked.push(serial)
  }
  return picked.length === quantity ? picked : undefined
}
