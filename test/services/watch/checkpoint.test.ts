import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CheckpointTaker } from '../../../relayer/watch/checkpoint/checkpoint-taker.ts'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../../relayer/watch/checkpoint/encode.ts'
import { resumeWatch } from '../../../relayer/watch/checkpoint/resume.ts'
import { segmentJournal } from '../../../relayer/watch/journal/follow-segments.ts'
import type { JournalRecord, WatchedJournal } from '../../../relayer/watch/journal/records.ts'
import type { ObligationTerms } from '../../../relayer/watch/obligations/terms.ts'
import { type Seen, Watch } from '../../../relayer/watch/watch.ts'
import { generateSession } from './support/generated-session.ts'
import { makeDirectory, readAll, writeJournal } from './support/journal-writer.ts'
import { accountOf, SERIES, START_MS, sessionLimits } from './support/session.ts'
import { sourceOf } from './support/watching.ts'

const RUNS = process.env.LONG === '1' ? 40 : 6
const { session } = generateSession(3)
const { records } = session
const END_MS = session.timeMs + 86_400_000
const terms: ObligationTerms[] = [100, 101].map((account) => ({
  series: SERIES,
  account: accountOf(account),
  version: 1,
  fromMs: START_MS + 60_000,
  maxSpreadBps: 200,
  minDepthUnits: 5,
  minUptimeBps: 9_500,
  maxResponseMs: 5_000,
}))
const owners = [3, 4].map((account) => ({ account: accountOf(account), owner: 'case-1', fromMs: START_MS }))

/** A journal in memory. */
const journalOf = (all: readonly JournalRecord[]): WatchedJournal => ({
  holds: async ({ position, head }) => all[position - 1]?.head === head,
  follow: (behind) => sourceOf(all.slice(behind?.position ?? 0)),
})

/** Keeps what is warned of. */
function quietLog() {
  const warnings: unknown[] = []
  return {
    warnings,
    warn: (entry: object) => void warnings.push((entry as { err?: { details?: string } }).err?.details),
  }
}

const resume = (checkpoints: readonly Checkpoint[], options: Partial<Parameters<typeof resumeWatch>[0]> = {}) =>
  resumeWatch({
    journal: journalOf(records),
    checkpoints,
    terms,
    owners,
    log: quietLog(),
    limits: sessionLimits,
    ...options,
  })

async function read(watch: Watch, to = records.length): Promise<Seen> {
  const seen: Seen = { alerts: [], reports: [] }
  for (const record of records.slice(watch.position, to)) add(seen, watch.apply(record))
  return seen
}

function add(seen: Seen, { alerts, reports }: Seen): void {
  seen.alerts.push(...alerts)
  seen.reports.push(...reports)
}

/** What a reading finds that is killed at these positions and goes on each time from the checkpoint taken there. */
async function readWithKills(kills: readonly number[]): Promise<string> {
  let watch = await resume([])
  const seen: Seen = { alerts: [], reports: [] }
  for (const kill of kills) {
    add(seen, await read(watch, kill))
    watch = await resume([await checkpointOf(watch)])
    assert.equal(watch.position, kill)
  }
  add(seen, await read(watch))
  add(seen, { alerts: [], reports: watch.currentReports() })
  add(seen, watch.advance(END_MS))
  return JSON.stringify(seen)
}

async function checkpointOf(watch: Watch): Promise<Checkpoint> {
  return (await encodeCheckpoint(watch)) ?? assert.fail('the state is too large')
}

/** Of the session's first half. */
async function halfway(): Promise<Checkpoint> {
  const watch = await resume([])
  await read(watch, Math.floor(records.length / 2))
  return checkpointOf(watch)
}

describe('a checkpoint', () => {
  it('leads to the same alerts and reports, byte by byte, wherever the watch is killed', async () => {
    const whole = await readWithKills([])
    assert.ok(whole.includes('same-owner') && whole.includes('"isFinal":true'))
    const kills = fc.array(fc.integer({ min: 1, max: records.length }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(kills, async (positions) => {
        assert.equal(await readWithKills(positions.toSorted((a, b) => a - b)), whole)
      }),
      { numRuns: RUNS },
    )
  })

  it('is refused with a changed byte, named, and the next older one serves', async () => {
    const [older, newest] = [await halfway(), await halfway()]
    newest.content[newest.content.length >> 1] = (newest.content[newest.content.length >> 1] ?? 0) ^ 1
    const log = quietLog()
    assert.equal((await resume([newest, older], { log })).position, older.position)
    assert.deepEqual(log.warnings, ['it does not match its checksum'])
    await assert.rejects(decodeCheckpoint(newest, { limits: sessionLimits }), { code: 'CHECKPOINT_REFUSED' })
  })

  it('is refused by a journal with another record at its position, or without one, and all is read anew', async () => {
    const checkpoint = await halfway()
    for (const other of [records.slice(0, checkpoint.position - 1), changedAt(checkpoint.position)]) {
      const log = quietLog()
      const watch = await resume([checkpoint], { journal: journalOf(other), log })
      assert.equal(watch.position, 0)
      assert.match(String(log.warnings[0]), /^the journal has no record there with head 0x/)
    }
  })

  it('is refused when terms or owners were told that would have counted before it', async () => {
    const checkpoint = await halfway()
    const later = { account: accountOf(5), owner: 'case-2', fromMs: END_MS }
    assert.equal((await resume([checkpoint], { owners: [...owners, later] })).position, checkpoint.position)
    const earlier = { ...later, fromMs: START_MS }
    assert.equal((await resume([checkpoint], { owners: [...owners, earlier] })).position, 0)
    const newTerms = terms.map((each) => ({ ...each, version: 2 }))
    assert.equal((await resume([checkpoint], { terms: [...terms, ...newTerms] })).position, 0)
  })

  it('is taken after so many records, and after so long when there were any', async () => {
    let nowMs = 0
    const watch = new Watch(sessionLimits)
    const saved: number[] = []
    const save = async ({ position }: Checkpoint) => void saved.push(position)
    const due = { everyRecords: 100, everyMs: 1_000 }
    const taker = new CheckpointTaker({ watch, save, log: quietLog(), clock: () => nowMs, ...due })
    const readTo = async (position: number, atMs: number) => {
      nowMs = atMs
      await read(watch, position)
      await taker.takeIfDue()
    }
    await readTo(99, 999)
    await readTo(100, 999)
    await readTo(101, 1_998)
    await readTo(101, 1_999)
    await readTo(101, 9_000)
    assert.deepEqual(saved, [100, 101])
  })
})

describe('the journal’s files behind a checkpoint', () => {
  it('are read from the record after it, over segments, and refused when the record is another', async (test) => {
    const directory = await makeDirectory(test)
    await writeJournal(directory, records.slice(0, 1_200))
    const journal = segmentJournal(directory, AbortSignal.abort())
    const live = new AbortController()
    const all = await readSome(segmentJournal(directory, live.signal).follow(), 1_200)
    for (const position of [1, 2, 599, 1_199, 1_200]) {
      const head = all[position - 1]?.head ?? assert.fail('no record')
      assert.equal(await journal.holds({ position, head }), true)
      assert.equal(await journal.holds({ position: position + 1, head }), false)
      const rest = await readSome(segmentJournal(directory, live.signal).follow({ position, head }), 1_200 - position)
      assert.deepEqual(rest, all.slice(position))
    }
    const elsewhere = segmentJournal(directory, live.signal).follow({ position: 5, head: `0x${'00'.repeat(32)}` })
    await assert.rejects(readAll(elsewhere), { code: 'JOURNAL_CORRUPT' })
    assert.equal(await segmentJournal('/nowhere/genex', live.signal).holds({ position: 1, head: '0x' }), false)
  })
})

function changedAt(position: number): JournalRecord[] {
  return records.map((record) =>
    record.position === position ? { ...record, head: `0x${'99'.repeat(32)}` as const } : record,
  )
}

/** So many records of a source that goes on. */
async function readSome(source: AsyncIterable<readonly JournalRecord[]>, count: number): Promise<JournalRecord[]> {
  const all: JournalRecord[] = []
  if (count === 0) return all
  for await (const handful of source) {
    all.push(...handful)
    if (all.length >= count) break
  }
  return all
}
