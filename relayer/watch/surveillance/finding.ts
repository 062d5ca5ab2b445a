import type { Hex } from '../../sequencer/engine/types.ts'
import type { AccountWindow, Place } from './window.ts'

export const alertKinds = ['spoofing', 'layering', 'wash-trading', 'momentum-ignition'] as const
export type AlertKind = (typeof alertKinds)[number]

/** What a detector found in the windows of one or more accounts. */
export interface Finding {
  kind: AlertKind
  /** Lower-case addresses, sorted. */
  accounts: Hex[]
  /** How clear it is in bps, by the measure that the detector turns on. */
  scoreBps: number
  /** What was counted; amounts of money as decimal strings. */
  numbers: Record<string, number | string>
}

/** First and last place of what the windows hold, and of what else it rests on: the part of the journal that a finding rests on. */
export function rangeOf(
  windows: readonly AccountWindow[],
  besides: readonly Place[] = [],
): { from: Place; to: Place } | undefined {
  const places = windows
    .flatMap(({ orders, trades }) => [orders[0], orders.at(-1), trades[0], trades.at(-1)])
    .flatMap((entry) => (entry ? [entry.at] : []))
    .concat(besides)
    .toSorted((a, b) => a.position - b.position)
  const [from] = places
  const to = places.at(-1)
  return from && to && { from, to }
}

/** part / whole in bps, rounded down; everything of nothing is nothing. */
export const bps = (part: number, whole: number): number => (whole === 0 ? 0 : Math.floor((part * 10_000) / whole))
