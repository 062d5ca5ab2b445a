import assert from 'node:assert/strict'
import { until } from '../../../../../local/until.ts'
import { readSegment } from '../../../../../relayer/sequencer/journal/read-segment.ts'
import { HASH_BYTES } from '../../../../../relayer/sequencer/journal/record.ts'
import { positionOf } from '../../../../../relayer/sequencer/journal/stream/message.ts'
import type { JournalStream } from '../../../../../relayer/sequencer/journal/stream/open-stream.ts'
import type { Child } from '../../../relayer/support/child.ts'
import { acknowledged, replayAll } from './writers.ts'

/** Head by position of everything a stream holds, read message by message. */
export async function readHeads({ manager, name, lastSequence }: JournalStream): Promise<Map<number, string>> {
  const heads = new Map<number, string>()
  const last = await answerOf('the last sequence', lastSequence)
  for (let seq = 1; seq <= last; seq++) {
    const found = await answerOf(`message ${seq}`, () => manager.streams.getMessage(name, { seq }))
    if (found === null) throw new Error(`message ${seq} is missing`)
    const segment = { name, firstPosition: positionOf({ seq, data: found.data, headers: found.header }) }
    const onRecord = ({ hash, position }: { hash: Buffer; position: number }): void => {
      if (heads.has(position)) throw new Error(`position ${position} is kept twice`)
      heads.set(position, `0x${hash.toString('hex')}`)
    }
    readSegment(segment, Buffer.from(found.data), onRecord, HASH_BYTES)
  }
  return heads
}

/** A stream between two leaders answers that it is unavailable: asked again. */
async function answerOf<T>(what: string, ask: () => Promise<T>): Promise<T> {
  const answers: T[] = []
  await until(what, async () => answers.push(await ask()) > 0)
  const [answer] = answers
  if (answers.length === 0) throw new Error('unreachable: until resolved without an answer')
  return answer as T
}

/** Ends the writers: every acknowledged record is in the stream under its hash, and a replay applies each position once. */
export async function assertKept(stream: JournalStream, writers: readonly Child[]): Promise<void> {
  for (const writer of writers) await writer.kill('SIGKILL')
  const heads = await readHeads(stream)
  for (const writer of writers) {
    for (const [position, head] of acknowledged(writer)) assert.equal(heads.get(position), head, `position ${position}`)
  }
  const { positions, state } = await replayAll(stream)
  assert.deepEqual(
    positions,
    [...positions.keys()].map((index) => index + 1),
  )
  assert.ok(state.position >= heads.size - 1)
}
