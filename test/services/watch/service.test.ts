import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { createLogger } from '../../../kit/log.ts'
import { until } from '../../../local/until.ts'
import { Follower } from '../../../relayer/watch/follower.ts'
import { followSegments } from '../../../relayer/watch/journal/follow-segments.ts'
import { insertTerms, migrateWatch } from '../../../relayer/watch/store/store.ts'
import type { Alert } from '../../../relayer/watch/surveillance/alert.ts'
import { thresholdsOf } from '../../../relayer/watch/surveillance/thresholds.ts'
import { verifyAlert } from '../../../relayer/watch/surveillance/verify-alert.ts'
import { Watch } from '../../../relayer/watch/watch.ts'
import { generateSession } from './support/generated-session.ts'
import { openJournal } from './support/journal-writer.ts'
import { accountOf, SERIES, START_MS, sessionLimits } from './support/session.ts'
import { createWatchWorld } from './support/world.ts'

const MAKER = accountOf(100)
const MINUTE_MS = 60_000

describe('the watch as a process', () => {
  const { session } = generateSession(3)
  const half = Math.floor(session.records.length / 2)
  let world: Awaited<ReturnType<typeof createWatchWorld>>
  let journal: Awaited<ReturnType<typeof openJournal>>
  before(async () => {
    world = await createWatchWorld()
    await mkdir(world.journalDir, { recursive: true })
    await migrateWatch(world.pool)
    const promise = { maxSpreadBps: 200, minDepthUnits: 5, minUptimeBps: 9_500, maxResponseMs: 5_000 }
    const time = { fromMs: START_MS + MINUTE_MS, untilMs: START_MS + 20 * MINUTE_MS }
    await insertTerms(world.pool, { series: SERIES, account: MAKER, ...time, ...promise })
    journal = await openJournal(world.journalDir)
    await journal.write(session.records.slice(0, half))
    await world.process.start()
  })
  after(async () => {
    await journal.close()
    await world.end()
  })
  const alerts = async (): Promise<Alert[]> => (await world.get('/alerts')).body.alerts
  const seenAll = () =>
    until('the whole journal being read', async () => {
      const metrics = await (await fetch(`${world.url}/metrics`)).text()
      return metrics.includes(`watch_position{partition="1/1",service="watch"} ${session.records.length}`)
    })

  it('goes on while the sequencer writes, and finds what was planted', async () => {
    const before = (await alerts()).length
    await journal.write(session.records.slice(half))
    await seenAll()
    assert.ok((await alerts()).length > before)
    const { body } = await world.get(`/alerts?account=${accountOf(5)}&kind=momentum-ignition`)
    assert.deepEqual(body.alerts[0].accounts, [accountOf(5)])
  })

  it('stores alerts that the journal’s files prove', async () => {
    const [{ id }] = (await world.get('/alerts?limit=1')).body.alerts
    const alert = (await world.get(`/alerts/${id}`)).body
    const proof = await verifyAlert(alert, followSegments({ directory: world.journalDir }), sessionLimits)
    assert.deepEqual(proof, { isProven: true, reasons: [] })
  })

  it('pages through the alerts, newest first', async () => {
    const [first, second] = (await world.get('/alerts?limit=2')).body.alerts
    const next = (await world.get(`/alerts?limit=1&before=${first.seq}`)).body.alerts
    assert.deepEqual(next, [second])
  })

  it('knows each alert once, also after a kill and a second reading', async () => {
    const found = await alerts()
    await world.process.kill()
    await world.process.start()
    await seenAll()
    assert.deepEqual(await alerts(), found)
  })

  it('reports a market maker’s day in numbers', async () => {
    const { body } = await world.get(`/obligations?account=${MAKER}&day=2027-01-04`)
    const [report] = body.reports
    assert.deepEqual(
      { series: report.series, account: report.account, version: report.termsVersion, openMs: report.openMs },
      { series: SERIES, account: MAKER, version: 1, openMs: 19 * MINUTE_MS },
    )
    assert.ok(report.qualifiedMs <= report.twoSidedMs && report.twoSidedMs <= report.openMs)
    assert.equal(report.uptimeBps, Math.floor((report.qualifiedMs * 10_000) / report.openMs))
    assert.match(report.hash, /^0x[0-9a-f]{64}$/)
  })

  it('takes terms that begin late enough, as the next version', async () => {
    const terms = { series: SERIES, account: MAKER, maxSpreadBps: 100, minDepthUnits: 5, maxResponseMs: 1_000 }
    const soon = await world.post('/obligations/terms', { ...terms, fromMs: Date.now() })
    assert.deepEqual([soon.status, soon.body.code], [422, 'WATCH_NOTICE_TOO_SHORT'])
    const taken = await world.post('/obligations/terms', { ...terms, fromMs: Date.now() + 2 * MINUTE_MS })
    assert.deepEqual([taken.status, taken.body.version, taken.body.minUptimeBps], [201, 2, 9_500])
    assert.equal((await world.get('/obligations/terms')).body.terms.length, 2)
  })

  it('takes owners by a number, never by a name', async () => {
    const fromMs = Date.now() + 2 * MINUTE_MS
    const taken = await world.post('/owners', { account: accountOf(1), owner: 'case-42', fromMs })
    assert.equal(taken.status, 201)
    const twice = await world.post('/owners', { account: accountOf(1), owner: 'case-43', fromMs })
    assert.deepEqual([twice.status, twice.body.code], [409, 'WATCH_TOLD_ALREADY'])
    const refused = await world.post('/owners', { account: accountOf(1), owner: 'Ann Smith', fromMs })
    assert.deepEqual([refused.status, refused.body.errors[0].field], [400, 'owner'])
  })

  it('answers nobody without our token, and says what is not there', async () => {
    assert.equal((await world.get('/alerts', 'another-token')).status, 401)
    assert.equal((await world.get('/alerts/0x00')).body.code, 'ALERT_UNKNOWN')
    assert.equal((await world.get('/alerts?kind=rumours')).body.code, 'REQUEST_INVALID')
  })

  it('lets nobody change what it has stored', async () => {
    const appendOnly = /append-only/
    await assert.rejects(world.pool.query("update watch.alert set kind = 'layering'"), appendOnly)
    await assert.rejects(world.pool.query('delete from watch.alert'), appendOnly)
    await assert.rejects(world.pool.query('truncate watch.obligation_terms'), appendOnly)
    await assert.rejects(world.pool.query('delete from watch.account_owner'), appendOnly)
    await world.pool.query('update watch.obligation_report set is_final = true')
    await assert.rejects(world.pool.query('update watch.obligation_report set is_met = true'), /is final/)
  })

  it('ends rather than passes over a damaged journal', async () => {
    const [name = ''] = (await readdir(world.journalDir)).filter((file) => file.endsWith('.log')).toSorted()
    const file = join(world.journalDir, name)
    const content = await readFile(file)
    content[500] = (content[500] ?? 0) ^ 1
    await writeFile(file, content)
    await world.process.kill()
    await world.process.launch()
    assert.equal(await world.process.exitCode(), 1)
    assert.ok(world.process.messages().includes('the journal cannot be followed'))
  })
})

describe('a follower', () => {
  it('is behind until it has reached the end of the journal once, and when it has not for long', async () => {
    let nowMs = 0
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
    const log = createLogger('watch', 'silent')
    const source = (async function* () {
      yield []
    })()
    const follower = new Follower({ watch: new Watch(sessionLimits), source, pool, log, clock: () => nowMs })
    assert.throws(() => follower.requireCaughtUp(), { code: 'WATCH_BEHIND' })
    await follower.run()
    follower.requireCaughtUp()
    nowMs = 30_001
    assert.throws(() => follower.requireCaughtUp(), { code: 'WATCH_BEHIND' })
    await pool.end()
  })
})

describe('thresholds', () => {
  it('are unknown when they were never in force', () => {
    assert.throws(() => thresholdsOf(99), { code: 'THRESHOLDS_UNKNOWN' })
  })
})
