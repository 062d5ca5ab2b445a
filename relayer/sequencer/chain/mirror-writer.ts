import type { Address } from 'viem'
import { splitTokenId } from '../../../sdk/src/ids.ts'
import { noShares, shareFill, shareOther } from './cash-shares.ts'
import {
  accountKey,
  type MarketUnit,
  type MirrorState,
  type MirrorUnit,
  type Settings,
  settingsOf,
} from './mirror-state.ts'
import type { UndoLog } from './undo-log.ts'

/** Who and what a run of blocks changed: their open orders are looked at again. */
export interface Touched {
  accounts: Set<Address>
  series: Set<number>
}

/** The mirror's state together with its undo log and the list of what was touched. */
export class MirrorWriter {
  readonly state: MirrorState
  readonly undo: UndoLog
  #touched: Touched = { accounts: new Set(), series: new Set() }

  constructor(state: MirrorState, undo: UndoLog) {
    this.state = state
    this.undo = undo
  }

  touch(account: Address): Address {
    const key = lower(account)
    this.#touched.accounts.add(key)
    return key
  }

  touchSeries(series: number): void {
    this.#touched.series.add(series)
  }

  set(change: Partial<Settings>): void {
    this.undo.set(this.state.settings, 'settings', { ...settingsOf(this.state), ...change })
  }

  takeTouched(): Touched {
    const touched = this.#touched
    this.#touched = { accounts: new Set(), series: new Set() }
    return touched
  }
}

export function lower(address: Address): Address {
  return address.toLowerCase() as Address
}

/** @param series Of the fill that moved the cash; it decides whose share changes where there are several partitions. */
export function addCash(writer: MirrorWriter, account: Address, amountUsdc6: bigint, series?: number): void {
  if (amountUsdc6 === 0n) return
  writer.touch(account)
  const { state, undo } = writer
  const { count, index } = state.partition
  const before = count === 1 ? [state.cash.get(account) ?? 0n] : (state.cashShares.get(account) ?? noShares(count))
  const after = series === undefined ? shareOther(before, amountUsdc6, account) : shareFill(before, amountUsdc6, series)
  if (count > 1) undo.set(state.cashShares, account, after)
  undo.set(state.cash, account, after[index] ?? 0n)
}

/** A unit's first sale or, outside settlement, its making; `minted` of the series follows. */
export function mintUnit(writer: MirrorWriter, tokenId: bigint, owner: Address): void {
  const { series, serial } = splitTokenId(tokenId)
  const terms = writer.state.series.get(series)
  if (terms) writer.undo.set(writer.state.series, series, { ...terms, minted: Math.max(terms.minted, serial) })
  replaceUnit(writer, tokenId, { owner, changes: 0, inMarket: false })
}

/** A change of owner; the flag of a unit in the market is settled by the batch's record that follows. */
export function moveUnit(writer: MirrorWriter, tokenId: bigint, to: Address): void {
  const unit = writer.state.units.get(tokenId)
  replaceUnit(writer, tokenId, { owner: to, changes: (unit?.changes ?? 0) + 1, inMarket: false })
}

export function setInMarket(writer: MirrorWriter, tokenId: bigint, inMarket: boolean): void {
  const unit = writer.state.units.get(tokenId)
  if (unit && unit.inMarket !== inMarket) replaceUnit(writer, tokenId, { ...unit, inMarket })
}

export function endUnit(writer: MirrorWriter, tokenId: bigint): void {
  replaceUnit(writer, tokenId, undefined)
}

function replaceUnit(writer: MirrorWriter, tokenId: bigint, next: MirrorUnit | undefined): void {
  const previous = writer.state.units.get(tokenId)
  const { series, serial } = splitTokenId(tokenId)
  if (previous?.inMarket) changeMarketUnits(writer, previous.owner, series, (units) => without(units, serial))
  if (next?.inMarket) {
    const unit = { serial, changes: next.changes }
    changeMarketUnits(writer, next.owner, series, (units) => inserted(units, unit))
  }
  for (const owner of [previous?.owner, next?.owner]) if (owner) writer.touch(owner)
  if (next) writer.undo.set(writer.state.units, tokenId, next)
  else writer.undo.delete(writer.state.units, tokenId)
}

function changeMarketUnits(
  { state, undo }: MirrorWriter,
  owner: Address,
  series: number,
  change: (units: readonly MarketUnit[]) => readonly MarketUnit[],
): void {
  const key = accountKey(owner, series)
  undo.set(state.marketUnits, key, change(state.marketUnits.get(key) ?? []))
}

function without(units: readonly MarketUnit[], serial: number): readonly MarketUnit[] {
  return units.filter((unit) => unit.serial !== serial)
}

function inserted(units: readonly MarketUnit[], unit: MarketUnit): readonly MarketUnit[] {
  const at = units.findIndex(({ serial }) => serial > unit.serial)
  return at < 0 ? [...units, unit] : units.toSpliced(at, 0, unit)
}
