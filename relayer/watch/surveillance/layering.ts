import { type Side, sides } from '../../sequencer/engine/types.ts'
import { bps, type Finding } from './finding.ts'
import { isOneSided, pullEpisodes } from './pulls.ts'
import type { Thresholds } from './thresholds.ts'
import type { AccountWindow } from './window.ts'

/** Layering: several price levels stood on one side and went after a trade on the other, again and again. */
export function findLayering(window: AccountWindow, thresholds: Thresholds, atMs: number): Finding | undefined {
  for (const side of sides) {
    const finding = layeringOn(side, window, thresholds, atMs)
    if (finding) return finding
  }
  return undefined
}

function layeringOn(side: Side, window: AccountWindow, thresholds: Thresholds, atMs: number): Finding | undefined {
  const { minLevels, minEpisodes } = thresholds.layering
  if (!isOneSided(window, side, thresholds.layering)) return undefined
  const episodes = pullEpisodes(window, side, { thresholds: thresholds.layering, atMs }).filter(
    ({ levels }) => levels >= minLevels,
  )
  if (episodes.length < minEpisodes) return undefined
  const pulledUnits = episodes.reduce((sum, episode) => sum + episode.pulledUnits, 0)
  const standingUnits = episodes.reduce((sum, episode) => sum + episode.standingUnits, 0)
  return {
    kind: 'layering',
    accounts: [window.account],
    scoreBps: bps(pulledUnits, standingUnits),
    numbers: {
      side,
      episodes: episodes.length,
      levels: Math.max(...episodes.map(({ levels }) => levels)),
      standingUnits,
      pulledUnits,
      tradedUnits: episodes.reduce((sum, { trade }) => sum + trade.quantity, 0),
    },
  }
}
