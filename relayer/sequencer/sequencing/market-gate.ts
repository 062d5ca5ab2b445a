import { type Rejection, reject } from '../admission/rejection.ts'
import { isShown } from '../balances/shown-trade.ts'
import type { ChainMirror } from '../chain/chain-mirror.ts'
import { settingsOf } from '../chain/mirror-state.ts'
import { DEFAULT_EXIT_DELAY_SEC, MIRROR_STALE_MS } from '../limits.ts'
import type { Sequencer } from './sequencer.ts'

/**
 * Why nothing is matched now, if so. Matching stops when the chain is out of sight, and when the oldest trade that the chain
 * does not show is older than half the exit delay: beyond it, somebody could leave with what was traded.
 */
export function closedMarket(mirror: ChainMirror, sequencer: Sequencer, nowMs: number): Rejection | undefined {
  if (!mirror.isConsistent || nowMs - mirror.syncedAtMs > MIRROR_STALE_MS)
    return reject('CHAIN_UNAVAILABLE', 'order', 'the chain has not been seen for a while; try again')
  const settings = settingsOf(mirror.state)
  const patienceMs = ((settings.exitDelaySec || DEFAULT_EXIT_DELAY_SEC) * 1_000) / 2
  const batches = { batchOf: sequencer.shell.batches.get.bind(sequencer.shell.batches) }
  for (const trade of sequencer.registry.trades()) {
    if (isShown(batches, mirror.state, trade)) continue
    if (nowMs - trade.timeMs <= patienceMs) return undefined
    return reject('MATCHING_HALTED', 'order', 'older trades are not settled yet; cancels are still taken')
  }
  return undefined
}
