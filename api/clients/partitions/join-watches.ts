import type { Watches } from '../sequencer-market-maker.ts'

/** One switch per series, as the partition that acts first has it; the latest clock leaves the least time. */
export function joinWatches(parts: readonly Watches[]): Watches {
  const deadlines = new Map<number, number>()
  for (const { series, deadlineMs } of parts.flatMap(({ watches }) => watches))
    deadlines.set(series, Math.min(deadlineMs, deadlines.get(series) ?? deadlineMs))
  return {
    nowMs: Math.max(...parts.map(({ nowMs }) => nowMs)),
    watches: [...deadlines].map(([series, deadlineMs]) => ({ series, deadlineMs })),
  }
}
