import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { followSegments } from '../../../../relayer/watch/journal/follow-segments.ts'
import type { JournalRecord } from '../../../../relayer/watch/journal/records.ts'
import { type Alert, alertId } from '../../../../relayer/watch/surveillance/alert.ts'
import { alertKinds } from '../../../../relayer/watch/surveillance/finding.ts'
import { verifyAlert } from '../../../../relayer/watch/surveillance/verify-alert.ts'
import { Watch } from '../../../../relayer/watch/watch.ts'
import { generateSession } from '../support/generated-session.ts'
import { makeDirectory, writeJournal } from '../support/journal-writer.ts'
import { sessionLimits } from '../support/session.ts'
import { alertsOf, sourceOf } from '../support/watching.ts'

const VERIFY = fileURLToPath(new URL('../../../../relayer/watch/verify.ts', import.meta.url))

/** The same alert with one thing changed and an id that fits again. */
function changed(alert: Alert, change: Partial<Alert>): Alert {
  const { id: _id, ...content } = { ...alert, ...change }
  return { id: alertId(content), ...content }
}

describe('the proof of an alert', () => {
  const { session } = generateSession(3)
  let alerts: Alert[] = []
  before(() => {
    alerts = alertsOf(session)
  })
  const first = (): Alert => {
    const [alert] = alerts
    assert.ok(alert)
    return alert
  }
  const verify = (alert: Alert, records: readonly JournalRecord[] = session.records) =>
    verifyAlert(alert, sourceOf(records), sessionLimits)

  it('holds for every alert of a session, of every kind', async () => {
    assert.deepEqual(new Set(alerts.map(({ kind }) => kind)), new Set(alertKinds))
    for (const alert of alerts) assert.deepEqual(await verify(alert), { isProven: true, reasons: [] })
  })

  it('holds for what accounts of one owner did', async () => {
    const watch = new Watch(sessionLimits)
    const pair = alerts.find(({ kind }) => kind === 'wash-trading')?.accounts ?? []
    for (const account of pair) watch.addOwnership({ account, owner: 'case-1', fromMs: 0 })
    const alert = alertsOf(session, watch).find(({ numbers }) => numbers.basis === 'same-owner')
    assert.ok(alert)
    assert.deepEqual(await verify(alert), { isProven: true, reasons: [] })
  })

  it('fails when a number was changed, with the old id and with a new one', async () => {
    const alert = first()
    const numbers = { ...alert.numbers, episodes: 9 }
    assert.deepEqual((await verify({ ...alert, numbers })).reasons, [
      'the alert was changed: its id is not the hash of its content',
      'the evidence does not give this finding',
    ])
    assert.deepEqual((await verify(changed(alert, { numbers }))).reasons, ['the evidence does not give this finding'])
  })

  it('fails for other accounts than those that did it', async () => {
    const accounts = first().accounts.map((): `0x${string}` => `0x${'77'.repeat(20)}`)
    assert.equal((await verify(changed(first(), { accounts }))).isProven, false)
  })

  it('fails for evidence that begins too late', async () => {
    const { evidence } = first()
    const fromPosition = evidence.toPosition - 1
    assert.equal((await verify(changed(first(), { evidence: { ...evidence, fromPosition } }))).isProven, false)
  })

  it('fails against a journal with other heads', async () => {
    const { fromPosition } = first().evidence
    const records = session.records.map((record) =>
      record.position === fromPosition ? { ...record, headBefore: `0x${'99'.repeat(32)}` as const } : record,
    )
    assert.match((await verify(first(), records)).reasons[0] ?? '', /^the journal has head 0x99.* before/)
    const { toPosition } = first().evidence
    const others = session.records.map((record) =>
      record.position === toPosition ? { ...record, head: `0x${'88'.repeat(32)}` as const } : record,
    )
    assert.match((await verify(first(), others)).reasons[0] ?? '', /^the journal has head 0x88.* after/)
  })

  it('fails against a journal that ends too early', async () => {
    const { reasons } = await verify(first(), session.records.slice(0, first().evidence.toPosition - 1))
    assert.match(reasons[0] ?? '', /^the journal ends at/)
  })

  it('is given by the command from the journal’s files alone', async (test) => {
    const directory = await makeDirectory(test)
    await writeJournal(directory, session.records)
    const watch = new Watch()
    const found: Alert[] = []
    for await (const records of followSegments({ directory }))
      for (const record of records) found.push(...watch.apply(record).alerts)
    const [alert] = found
    assert.ok(alert)
    const file = join(directory, 'alert.json')
    await writeFile(file, JSON.stringify(alert))
    const { stdout } = await promisify(execFile)(process.execPath, [VERIFY, file, directory])
    assert.deepEqual(JSON.parse(stdout), { id: alert.id, isProven: true, reasons: [] })
    await writeFile(file, JSON.stringify(changed(alert, { scoreBps: 1 })))
    await assert.rejects(promisify(execFile)(process.execPath, [VERIFY, file, directory]), { code: 1 })
  })
})
