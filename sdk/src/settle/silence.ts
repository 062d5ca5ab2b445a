import type { BatchState } from './state.ts'

/** Whether anyone may settle: silence was declared, and no notice has come into effect since. */
export function isSilent(batch: BatchState, atSec: number): boolean {
  return batch.silentSinceSec !== 0 && (batch.normalFromSec === 0 || atSec < batch.normalFromSec)
}
