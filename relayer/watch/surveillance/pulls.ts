import type { Side } from '../../sequencer/engine/types.ts'
import { opposite } from '../market/facts.ts'
import type { Thresholds } from './thresholds.ts'
import type { AccountWindow, TradeEntry } from './window.ts'

/** The account traded on one side and took the other side back. */
export interface PullEpisode {
  trade: TradeEntry
  /** Taken back and not placed again. */
  pulledUnits: number
  /** What stood on the far side before. */
  standingUnits: number
  levels: number
}

type PullThresholds = Thresholds['spoofing'] | Thresholds['layering']

/** Whether a trade happened in front of an own far side that outweighs everything the account did on the near one. */
export function isDominated({ side, quantity, standing }: TradeEntry, { dominanceBps }: PullThresholds): boolean {
  const far = standing[opposite(side)].open
  return far > 0 && far * 10_000 >= dominanceBps * Math.max(standing[side].open, quantity)
}

/**
 * Episodes in which far side `side` was pulled after a trade on the other one. A maker that quotes anew pulls as well, but places again:
 * what it placed in the same time is taken off. Only trades old enough to be judged count.
 */
export function pullEpisodes(
  window: AccountWindow,
  side: Side,
  { thresholds, atMs }: { thresholds: PullThresholds; atMs: number },
): PullEpisode[] {
  const { pullMs, pullBps } = thresholds
  const episodes: PullEpisode[] = []
  for (const trade of window.trades) {
    const { timeMs } = trade.at
    if (trade.side === side || timeMs + pullMs > atMs || !isDominated(trade, thresholds)) continue
    const last = episodes.at(-1)
    if (last && timeMs < last.trade.at.timeMs + pullMs) continue
    const { open, levels } = trade.standing[side]
    const pulledUnits = netPulled(window, side, trade, pullMs)
    if (pulledUnits * 10_000 >= pullBps * open) episodes.push({ trade, pulledUnits, standingUnits: open, levels })
  }
  return episodes
}

/** Whether the account's resting orders of the window lie on one side for the most part. */
export function isOneSided(window: AccountWindow, side: Side, { asymmetryBps }: PullThresholds): boolean {
  return placedUnits(window, side) * 10_000 >= asymmetryBps * placedUnits(window, opposite(side))
}

export function placedUnits({ orders }: AccountWindow, side: Side): number {
  return orders.reduce((sum, order) => (order.kind === 'placed' && order.side === side ? sum + order.quantity : sum), 0)
}

function netPulled({ orders }: AccountWindow, side: Side, { at }: TradeEntry, pullMs: number): number {
  let net = 0
  for (const order of orders) {
    if (order.side !== side || order.at.position <= at.position || order.at.timeMs > at.timeMs + pullMs) continue
    net += order.kind === 'pulled' ? order.quantity : -order.quantity
  }
  return net
}
