import { type MirrorState, settingsOf } from '../chain/mirror-state.ts'
import type { TradeView } from '../engine/types.ts'

export interface BatchSource {
  batchOf(batchNo: number): { journalHead: string } | undefined
}

/** Whether the mirror's balances show a trade: its own batch has landed, not another partition's under the same number. */
export function isShown(batches: BatchSource, mirror: MirrorState, { batchNo }: Pick<TradeView, 'batchNo'>): boolean {
  if (batchNo === 0 || batchNo > Number(settingsOf(mirror).batchNo)) return false
  const settled = mirror.batches.get(BigInt(batchNo))
  const own = batches.batchOf(batchNo)
  return !settled || !own || settled.journalHead === own.journalHead
}
