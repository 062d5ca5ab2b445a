import { brakedUntilSec } from '../admission/check-account.ts'
import type { ChainMirror } from '../chain/chain-mirror.ts'
import { issuerOf } from '../chain/mirror-state.ts'
import type { Sequencer } from './sequencer.ts'

interface Dependencies {
  sequencer: Sequencer
  mirror: ChainMirror
}

/**
 * Journals until when trading in each market is stopped, whenever the chain says something new of it: whoever judges the market
 * by its journal must not blame anybody for a time in which nothing could be traded.
 */
export function noteBrakes({ sequencer, mirror: { state } }: Dependencies): void {
  const markets = sequencer.shell.brakes.all()
  if (state.brakes.size === 0 && markets.every(([, untilMs]) => untilMs === 0)) return
  for (const [series, knownMs] of markets) {
    const untilMs = brakedUntilSec(state, { series, issuer: issuerOf(state, series) }) * 1_000
    if (untilMs !== knownMs) sequencer.submit({ kind: 'BRAKED', series, untilMs })
  }
}
