import type { Address } from 'viem'
import { tokenId } from '../../../sdk/src/ids.ts'
import type { OrderFlags } from '../../../sdk/src/order-flags.ts'
import { accountKey, type MarketUnit, type MirrorState, resaleLimitOf } from '../chain/mirror-state.ts'
import type { Commitments } from './commitments.ts'

/** A sell, open or traded, as far as its units go. */
export interface UnitDemand {
  series: number
  flags: Pick<OrderFlags, 'final' | 'unitChoice' | 'primary' | 'side'>
  quantity: number
  /** The unit of a NAMED sell. */
  unitId: bigint
}

/** What an account's sells and co-signatures ask of its units. */
export function unitDemands({ orders, sells }: Commitments): UnitDemand[] {
  const open = orders.map(({ fields, flags, open }) => ({ ...fields, flags, quantity: open }))
  const traded = sells.map(({ fields, flags, quantity }) => ({ ...fields, flags, quantity }))
  return [...open, ...traded].filter(({ flags }) => flags.side === 'sell')
}

/** Units of an account in the market that can be sold in the open or the final book of a series, oldest first. */
export function sellableUnits(
  mirror: MirrorState,
  { account, series, final }: { account: Address; series: number; final: boolean },
): readonly MarketUnit[] {
  const terms = mirror.series.get(series)
  if (!terms) return []
  const last = resaleLimitOf(terms) - 1
  const units = mirror.marketUnits.get(accountKey(account, series)) ?? []
  return units.filter(({ changes }) => (final ? changes === last : changes < last))
}

/**
 * Whether the account's units in the market cover all of its sells of one series at once: every NAMED unit is there and asked
 * for once, and what is left holds enough resold units for the RESOLD sells and enough units for RESOLD and ANY together.
 */
export function isCovered(
  mirror: MirrorState,
  account: Address,
  series: number,
  { demands, held }: { demands: readonly UnitDemand[]; held: ReadonlySet<bigint> },
): boolean {
  const ofSeries = demands.filter((demand) => demand.series === series && !demand.flags.primary)
  const named = ofSeries.filter(({ flags }) => flags.unitChoice === 'NAMED')
  const taken = new Set([...held, ...named.map(({ unitId }) => unitId)])
  if (new Set(named.map(({ unitId }) => unitId)).size !== named.length) return false
  if (named.some(({ unitId }) => held.has(unitId))) return false
  return [false, true].every((final) => {
    const units = sellableUnits(mirror, { account, series, final })
    const ids = new Set(units.map(({ serial }) => tokenId(series, serial) as bigint))
    if (named.some(({ flags, unitId }) => flags.final === final && !ids.has(unitId))) return false
    const free = units.filter(({ serial }) => !taken.has(tokenId(series, serial)))
    const asked = (choice: OrderFlags['unitChoice']) => quantityOf(ofSeries, final, choice)
    const resold = free.filter(({ changes }) => changes > 0).length
    return asked('RESOLD') <= resold && asked('RESOLD') + asked('ANY') <= free.length
  })
}

function quantityOf(demands: readonly UnitDemand[], final: boolean, choice: OrderFlags['unitChoice']): number {
  return demands
    .filter(({ flags }) => flags.final === final && flags.unitChoice === choice)
    .reduce((sum, { quantity }) => sum + quantity, 0)
}

/** Units of an issuer's series that are neither sold nor offered by its open primary sells. */
export function unsoldSupply(mirror: MirrorState, series: number, demands: readonly UnitDemand[]): number {
  const terms = mirror.series.get(series)
  if (!terms) return 0
  const offered = demands.filter((demand) => demand.series === series && demand.flags.primary)
  return terms.supply - terms.minted - offered.reduce((sum, { quantity }) => sum + quantity, 0)
}

/** Token ids that co-signatures take out of the market. */
export function heldUnits({ holds }: Commitments): Set<bigint> {
  return new Set(holds.flatMap(({ tokenIds }) => tokenIds))
}
