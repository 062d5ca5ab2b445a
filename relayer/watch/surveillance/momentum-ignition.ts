import type { Side } from '../../sequencer/engine/types.ts'
import { opposite } from '../market/facts.ts'
import { bps, type Finding } from './finding.ts'
import type { Thresholds } from './thresholds.ts'
import type { AccountWindow, TradeEntry } from './window.ts'

interface Run {
  side: Side
  trades: readonly TradeEntry[]
  moveBps: number
  /** Of all units taken in its direction between its first and its last trade. */
  shareBps: number
}

/**
 * Momentum ignition: a run of takes, most of what was taken in its direction at the time, moves the price, and then the account trades
 * the other way. Whether it gained is told, not asked: an attempt that nobody followed is one as well. Who only follows a move did not
 * make it.
 */
export function findMomentumIgnition({ account, trades }: AccountWindow, thresholds: Thresholds): Finding | undefined {
  const { exitMs, exitShareBps } = thresholds.momentumIgnition
  for (let end = trades.length - 1; end >= 0; end--) {
    const run = runEndingAt(trades, end, thresholds)
    if (!run) continue
    const runEndMs = trades[end]?.at.timeMs ?? 0
    const exits = trades
      .slice(end + 1)
      .filter(({ at, side }) => side === opposite(run.side) && at.timeMs <= runEndMs + exitMs)
    const entered = sumOf(run.trades)
    const left = sumOf(exits)
    if (left.units * 10_000 < exitShareBps * entered.units) continue
    return {
      kind: 'momentum-ignition',
      accounts: [account],
      scoreBps: run.moveBps,
      numbers: {
        side: run.side,
        runTrades: run.trades.length,
        runUnits: entered.units,
        runMs: runEndMs - (run.trades[0]?.at.timeMs ?? runEndMs),
        runShareBps: run.shareBps,
        runValueUsdc6: `${entered.value}`,
        exitUnits: left.units,
        exitShareBps: bps(left.units, entered.units),
        exitValueUsdc6: `${left.value}`,
      },
    }
  }
  return undefined
}

/** The unbroken takes of one direction that end here, as far back as the run's time reaches. */
function runEndingAt(trades: readonly TradeEntry[], end: number, { momentumIgnition }: Thresholds): Run | undefined {
  const last = trades[end]
  if (!last?.isTaker) return undefined
  let start = end
  for (let index = end; index >= 0; index--) {
    const trade = trades[index]
    if (!trade?.isTaker || trade.side !== last.side) break
    if (trade.at.timeMs < last.at.timeMs - momentumIgnition.runMs) break
    start = index
  }
  const run = trades.slice(start, end + 1)
  const [first = last] = run
  const moveBps = moveOf(last.side, run, last.price)
  const shareBps = bps(sumOf(run).units, last.takenBefore + last.quantity - first.takenBefore)
  const { minRunTrades, runShareBps } = momentumIgnition
  const isRun = run.length >= minRunTrades && moveBps >= momentumIgnition.moveBps && shareBps >= runShareBps
  return isRun ? { side: last.side, trades: run, moveBps, shareBps } : undefined
}

/** How far the price has gone the run's way, from where the run had it at its lowest (at its highest, for sells). */
function moveOf(side: Side, run: readonly TradeEntry[], last: bigint): number {
  const from = run.reduce((end, { price }) => ((side === 'buy' ? price < end : price > end) ? price : end), last)
  const move = side === 'buy' ? last - from : from - last
  return Number((move * 10_000n) / from)
}

interface Sum {
  units: number
  value: bigint
}

function sumOf(trades: readonly TradeEntry[]): Sum {
  return trades.reduce(
    (sum, { price, quantity }) => ({ units: sum.units + quantity, value: sum.value + price * BigInt(quantity) }),
    { units: 0, value: 0n },
  )
}
