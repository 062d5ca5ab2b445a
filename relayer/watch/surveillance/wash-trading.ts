import type { Side } from '../../sequencer/engine/types.ts'
import { bps, type Finding } from './finding.ts'
import type { Thresholds } from './thresholds.ts'
import type { AccountWindow, TradeEntry } from './window.ts'

/** Round trips: two accounts sell to and fro until nothing has changed, and hardly trade with anybody else. */
export function findRoundTrips(
  [first, second]: readonly [AccountWindow, AccountWindow],
  { washTrading }: Thresholds,
): Finding | undefined {
  const between = first.trades.filter(({ counterparty }) => counterparty === second.account)
  const bought = sumOf(between, 'buy')
  const sold = sumOf(between, 'sell')
  const units = bought.units + sold.units
  const { minTrades, minTradesEachWay, netBps, priceGapBps } = washTrading
  if (between.length < minTrades || Math.min(bought.trades, sold.trades) < minTradesEachWay) return undefined
  if (Math.abs(bought.units - sold.units) * 10_000 > netBps * units) return undefined
  if (!arePricesClose(bought, sold, priceGapBps)) return undefined
  const share = Math.min(bps(units, unitsOf(first)), bps(units, unitsOf(second)))
  if (share < neededShare(between, washTrading)) return undefined
  return {
    kind: 'wash-trading',
    accounts: [first.account, second.account].toSorted(),
    scoreBps: share,
    numbers: {
      basis: 'round-trip',
      trades: between.length,
      units,
      netUnits: Math.abs(bought.units - sold.units),
      valueUsdc6: `${bought.value + sold.value}`,
    },
  }
}

/** Why two accounts count as one: compliance knows their owner, or they have signed to be one group. */
export const relations = ['same-owner', 'same-group'] as const
export type Relation = (typeof relations)[number]

/** Trades between accounts that belong together: nothing changed hands. */
export function findRelated(
  windows: readonly AccountWindow[],
  basis: Relation,
  { washTrading }: Thresholds,
): Finding | undefined {
  const accounts = windows.map(({ account }) => account)
  const between = windows.flatMap(({ trades }) =>
    trades.filter(({ side, counterparty }) => side === 'buy' && accounts.includes(counterparty)),
  )
  if (between.length < washTrading.minSameOwnerTrades) return undefined
  const { units, value } = sumOf(between, 'buy')
  return {
    kind: 'wash-trading',
    accounts: accounts.toSorted(),
    scoreBps: 10_000,
    numbers: { basis, trades: between.length, units, valueUsdc6: `${value}` },
  }
}

function neededShare(
  between: readonly TradeEntry[],
  { shareBps, oneSidedShareBps }: Thresholds['washTrading'],
): number {
  const taken = between.filter(({ isTaker }) => isTaker).length
  return taken === 0 || taken === between.length ? oneSidedShareBps : shareBps
}

interface Sum {
  trades: number
  units: number
  value: bigint
}

function sumOf(trades: readonly TradeEntry[], side: Side): Sum {
  const sum: Sum = { trades: 0, units: 0, value: 0n }
  for (const trade of trades) {
    if (trade.side !== side) continue
    sum.trades += 1
    sum.units += trade.quantity
    sum.value += trade.price * BigInt(trade.quantity)
  }
  return sum
}

const unitsOf = ({ trades }: AccountWindow): number => trades.reduce((sum, { quantity }) => sum + quantity, 0)

/** |a/m − b/n| against the gap, on one denominator. */
function arePricesClose(a: Sum, b: Sum, gapBps: number): boolean {
  const left = a.value * BigInt(b.units)
  const right = b.value * BigInt(a.units)
  const [low, high] = left < right ? [left, right] : [right, left]
  return (high - low) * 10_000n <= BigInt(gapBps) * low
}
