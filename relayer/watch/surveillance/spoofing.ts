import { type Side, sides } from '../../sequencer/engine/types.ts'
import { opposite } from '../market/facts.ts'
import { bps, type Finding } from './finding.ts'
import { isOneSided, placedUnits, pullEpisodes } from './pulls.ts'
import type { Thresholds } from './thresholds.ts'
import type { AccountWindow } from './window.ts'

/**
 * Spoofing: on one side most of at least 20 orders were taken back unfilled (TRD-7), and the account gained by them: it traded on the
 * other side in front of them and pulled them then. The cancel rate alone would name every market maker.
 */
export function findSpoofing(window: AccountWindow, thresholds: Thresholds, atMs: number): Finding | undefined {
  for (const side of sides) {
    const finding = spoofingOn(side, window, thresholds, atMs)
    if (finding) return finding
  }
  return undefined
}

function spoofingOn(side: Side, window: AccountWindow, thresholds: Thresholds, atMs: number): Finding | undefined {
  const { minOrders, cancelRateBps, minEpisodes } = thresholds.spoofing
  const { orders, cancelled } = cancelsOn(side, window)
  if (orders < minOrders || cancelled * 10_000 <= cancelRateBps * orders) return undefined
  if (!isOneSided(window, side, thresholds.spoofing)) return undefined
  const episodes = pullEpisodes(window, side, { thresholds: thresholds.spoofing, atMs })
  if (episodes.length < minEpisodes) return undefined
  return {
    kind: 'spoofing',
    accounts: [window.account],
    scoreBps: bps(cancelled, orders),
    numbers: {
      side,
      orders,
      cancelled,
      placedUnits: placedUnits(window, side),
      oppositePlacedUnits: placedUnits(window, opposite(side)),
      episodes: episodes.length,
      pulledUnits: episodes.reduce((sum, { pulledUnits }) => sum + pulledUnits, 0),
      tradedUnits: episodes.reduce((sum, { trade }) => sum + trade.quantity, 0),
    },
  }
}

/** Orders of a side placed in the window, and those among them that were taken back without a fill. */
function cancelsOn(side: Side, window: AccountWindow): { orders: number; cancelled: number } {
  const placed = new Set<number>()
  let cancelled = 0
  for (const { kind, order, side: orderSide, filled } of window.orders) {
    if (orderSide !== side) continue
    if (kind === 'placed') placed.add(order)
    else if (filled === 0 && placed.has(order)) cancelled++
  }
  return { orders: placed.size, cancelled }
}
