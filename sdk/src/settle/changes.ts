import type { Address } from 'viem'
import type { Draft } from './draft.ts'
import {
  type AccountState,
  type BatchState,
  type HeldDay,
  heldKey,
  NOTHING_HELD,
  type SeriesState,
  type SettleState,
  type UnitState,
} from './state.ts'

/** What a batch leaves behind, keyed as in `SettleState`; what is not listed stays as it was. */
export interface SettleChanges {
  batch: BatchState
  accruedFeesUsdc6: bigint
  accounts: Map<Address, AccountState>
  series: Map<number, SeriesState>
  units: Map<bigint, UnitState>
  held: Map<string, HeldDay>
}

export function changesOf(draft: Draft, batch: BatchState): SettleChanges {
  const changes: SettleChanges = {
    batch,
    accruedFeesUsdc6: draft.before.accruedFeesUsdc6 + draft.earnedUsdc6,
    accounts: new Map(),
    series: new Map(),
    units: draft.units,
    held: new Map(),
  }
  for (const { account, cashUsdc6, units, lanes } of draft.accounts.values()) {
    changes.accounts.set(account, { cashUsdc6, units, lanes })
  }
  for (const sold of draft.series.values()) {
    if (sold.soldUnits === 0) continue
    const key = heldKey(sold.terms.series, draft.today)
    const held = draft.before.held.get(key) ?? NOTHING_HELD
    changes.series.set(sold.terms.series, { ...sold.terms.state, minted: sold.minted })
    changes.held.set(key, {
      grossUsdc6: held.grossUsdc6 + sold.grossUsdc6,
      buyerFeesUsdc6: held.buyerFeesUsdc6 + sold.buyerFeesUsdc6,
      issuanceFeesUsdc6: held.issuanceFeesUsdc6 + sold.issuanceFeesUsdc6,
      units: held.units + sold.soldUnits,
    })
  }
  return changes
}

/** The state after a batch. It copies its maps; who follows a market batch by batch writes the changes where they keep it. */
export function applyChanges(before: SettleState, changes: SettleChanges): SettleState {
  return {
    ...before,
    batch: changes.batch,
    accruedFeesUsdc6: changes.accruedFeesUsdc6,
    accounts: new Map([...before.accounts, ...changes.accounts]),
    series: new Map([...before.series, ...changes.series]),
    units: new Map([...before.units, ...changes.units]),
    held: new Map([...before.held, ...changes.held]),
  }
}
