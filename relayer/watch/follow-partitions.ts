import type pg from 'pg'
import type { Logger } from '../../kit/log.ts'
import { CheckpointTaker } from './checkpoint/checkpoint-taker.ts'
import { resumeWatch } from './checkpoint/resume.ts'
import { Follower } from './follower.ts'
import type { WatchedJournal } from './journal/records.ts'
import { readCheckpoints, saveCheckpoint } from './store/checkpoint-store.ts'
import { readOwnerships, readTerms } from './store/store.ts'
import type { Watch } from './watch.ts'

/** One journal and what leads along it. */
export interface FollowedPartition {
  /** `1/1` of the whole. */
  name: string
  watch: Watch
  follower: Follower
}

interface Dependencies {
  /** In the order of the partitions. */
  journals: readonly WatchedJournal[]
  pool: pg.Pool
  log: Logger
  clock: () => number
}

/**
 * A watch for each journal, at its newest checkpoint. A series is in one partition only, so nothing that is judged in a market needs
 * another's journal; what belongs together of a maker or an account meets in the tables.
 */
export async function openPartitions({ journals, ...rest }: Dependencies): Promise<FollowedPartition[]> {
  const opened: FollowedPartition[] = []
  for (const [index, journal] of journals.entries())
    opened.push(await openPartition({ ...rest, journal, name: `${index + 1}/${journals.length}` }))
  return opened
}

async function openPartition({
  journal,
  name,
  ...rest
}: Omit<Dependencies, 'journals'> & { journal: WatchedJournal; name: string }): Promise<FollowedPartition> {
  const { clock, log, pool } = rest
  const watch = await resumeWatch({
    journal,
    checkpoints: await readCheckpoints(pool, name),
    terms: await readTerms(pool),
    owners: await readOwnerships(pool),
    log,
    partition: name === '1/1' ? undefined : name,
  })
  log.info({ partition: name, position: watch.position }, 'journal followed')
  const behind = watch.position === 0 ? undefined : { position: watch.position, head: watch.head }
  const checkpoints = new CheckpointTaker({
    watch,
    save: (checkpoint) => saveCheckpoint(pool, name, checkpoint),
    log,
    clock,
  })
  return { name, watch, follower: new Follower({ ...rest, watch, source: journal.follow(behind), checkpoints }) }
}
