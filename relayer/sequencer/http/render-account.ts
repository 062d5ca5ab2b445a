import type { Address } from 'viem'
import { splitTokenId, tokenId } from '../../../sdk/src/ids.ts'
import { cashBalance } from '../balances/cash.ts'
import { type CommitmentSources, commitmentsOf } from '../balances/commitments.ts'
import { heldUnits, unitDemands } from '../balances/units.ts'
import { accountKey, KEY_COUNT, type MirrorState } from '../chain/mirror-state.ts'
import { checksummed } from './render.ts'

/** Cash, units and keys of an account as the market sees them: on chain, reserved, available. */
export function renderAccount(context: { mirror: MirrorState; sources: CommitmentSources }, account: Address) {
  const { mirror, sources } = context
  const commitments = commitmentsOf(sources, mirror, account)
  const { cashUsdc6, reservedUsdc6, availableUsdc6 } = cashBalance(mirror, account, commitments)
  const demands = unitDemands(commitments)
  const named = new Set(demands.map(({ unitId }) => unitId))
  const held = heldUnits(commitments)
  const units = [...mirror.series.keys()].flatMap((series) =>
    (mirror.marketUnits.get(accountKey(account, series)) ?? []).map(({ serial, changes }) => {
      const id = tokenId(series, serial)
      return { tokenId: id, changes, reserved: named.has(id) || held.has(id) }
    }),
  )
  return {
    account: checksummed(account),
    cash: cashUsdc6,
    reservedCash: reservedUsdc6,
    availableCash: availableUsdc6,
    units: markReserved(units, demands),
    keys: renderKeys(mirror, account),
  }
}

/** The keys that may sign, each with the epoch that its next order must name. */
function renderKeys(mirror: MirrorState, account: Address) {
  return [...Array(KEY_COUNT).keys()].flatMap((index) => {
    const key = mirror.keys.get(accountKey(account, index))
    return key && BigInt(key.key) !== 0n ? [{ index, ...key, key: checksummed(key.key) }] : []
  })
}

interface RenderedUnit {
  tokenId: bigint
  changes: number
  reserved: boolean
}

/** RESOLD and ANY sells name no unit: the oldest that fit are shown as reserved, as the batch would pick them. */
function markReserved(units: readonly RenderedUnit[], demands: ReturnType<typeof unitDemands>): RenderedUnit[] {
  const marked = units.map((unit) => ({ ...unit }))
  for (const { series, flags, quantity } of demands) {
    if (flags.primary || flags.unitChoice === 'NAMED') continue
    const fits = (unit: RenderedUnit) =>
      !unit.reserved && splitTokenId(unit.tokenId).series === series && (flags.unitChoice === 'ANY' || unit.changes > 0)
    for (const unit of marked.filter(fits).slice(0, quantity)) unit.reserved = true
  }
  return marked
}
