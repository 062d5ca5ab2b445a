import type pg from 'pg'
import type { Checkpoint } from '../checkpoint/encode.ts'
import { CHECKPOINTS_KEPT } from '../limits.ts'

/** Keeps a checkpoint of the journal of `partition` (`1/1` of the whole) and lets go of all but the newest. */
export async function saveCheckpoint(pool: pg.Pool, partition: string, checkpoint: Checkpoint): Promise<void> {
  const { checksum, content, position } = checkpoint
  const text = 'insert into watch.checkpoint (partition, position, checksum, content) values ($1, $2, $3, $4)'
  await pool.query(text, [partition, position, checksum, content])
  // By age, not by position: after a journal was cut off, what was refused must not outlive what replaced it.
  await pool.query(
    `delete from watch.checkpoint where partition = $1 and id not in
       (select id from watch.checkpoint where partition = $1 order by id desc limit $2)`,
    [partition, CHECKPOINTS_KEPT],
  )
}

/** Newest first. */
export async function readCheckpoints(pool: pg.Pool, partition: string): Promise<Checkpoint[]> {
  const { rows } = await pool.query<{ position: string; checksum: string; content: Buffer }>(
    'select position, checksum, content from watch.checkpoint where partition = $1 order by id desc',
    [partition],
  )
  return rows.map(({ position, checksum, content }) => ({ position: Number(position), checksum, content }))
}
