import type { Logger } from '../../../kit/log.ts'
import type { EngineLimits } from '../../sequencer/engine/limits.ts'
import type { JournalPoint, WatchedJournal } from '../journal/records.ts'
import type { ObligationTerms } from '../obligations/terms.ts'
import type { Ownership } from '../surveillance/owners.ts'
import { Watch } from '../watch.ts'
import { type Checkpoint, decodeCheckpoint } from './encode.ts'
import { CheckpointRefusedError } from './errors.ts'

interface Dependencies {
  journal: WatchedJournal
  /** Newest first. */
  checkpoints: readonly Checkpoint[]
  terms: readonly ObligationTerms[]
  owners: readonly Ownership[]
  log: Pick<Logger, 'warn'>
  /** Names the journal when there are several. */
  partition?: string | undefined
  limits?: EngineLimits
}

/**
 * The watch at its newest checkpoint that is whole and fits the journal; without one, at the beginning. What is refused is named in the
 * log. Whichever it is, the same alerts and reports follow.
 */
export async function resumeWatch(dependencies: Dependencies): Promise<Watch> {
  const { checkpoints, limits, log, owners, partition, terms } = dependencies
  const watch = (await newestFitting(dependencies, checkpoints, log)) ?? new Watch(limits, { partition })
  for (const each of terms) watch.addTerms(each)
  for (const each of owners) watch.addOwnership(each)
  return watch
}

async function newestFitting(
  dependencies: Dependencies,
  checkpoints: readonly Checkpoint[],
  log: Pick<Logger, 'warn'>,
): Promise<Watch | undefined> {
  for (const checkpoint of checkpoints) {
    try {
      return await openCheckpoint(dependencies, checkpoint)
    } catch (error) {
      if (!(error instanceof CheckpointRefusedError)) throw error
      log.warn({ err: error, position: checkpoint.position }, 'checkpoint refused')
    }
  }
  return undefined
}

/** Throws CheckpointRefusedError. */
async function openCheckpoint(
  { journal, limits, owners, partition, terms }: Dependencies,
  checkpoint: Checkpoint,
): Promise<Watch> {
  const watch = await decodeCheckpoint(checkpoint, { limits, partition })
  const point: JournalPoint = { position: watch.position, head: watch.head }
  if (!(await journal.holds(point)))
    throw new CheckpointRefusedError(watch.position, `the journal has no record there with head ${watch.head}`)
  if (watch.isTooLateFor({ terms, owners }))
    throw new CheckpointRefusedError(watch.position, 'terms or owners of an earlier time have been told since')
  return watch
}
