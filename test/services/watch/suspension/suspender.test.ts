import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { createLogger } from '../../../../kit/log.ts'
import { until } from '../../../../local/until.ts'
import type { Hex } from '../../../../relayer/sequencer/engine/types.ts'
import { DAY_MS, dayName } from '../../../../relayer/watch/obligations/day-measure.ts'
import type { ObligationReport } from '../../../../relayer/watch/obligations/report.ts'
import { insertTerms, migrateWatch, saveReports } from '../../../../relayer/watch/store/store.ts'
import { readProposals } from '../../../../relayer/watch/store/suspensions.ts'
import { breachHash } from '../../../../relayer/watch/suspension/breach.ts'
import { Suspender } from '../../../../relayer/watch/suspension/suspender.ts'
import { openJournal } from '../support/journal-writer.ts'
import { createRegistryWorld, SUSPENDER_KEY } from '../support/registry-world.ts'
import { accountOf, SERIES, Session, START_MS } from '../support/session.ts'
import { createWatchWorld } from '../support/world.ts'

const [ACTIVE, SUSPENDED] = [1, 2]
/** The system's day, taken once: everything is placed around it, nothing hangs on when the test runs. */
const TODAY_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS
const BEGIN_MS = TODAY_MS - 6 * DAY_MS
const PROMISE = { series: SERIES, maxSpreadBps: 100, minDepthUnits: 5, minUptimeBps: 9_500, maxResponseMs: 5_000 }
const [IDLE, BRIEF, ...CROWD] = [101, 102, 103, 104, 105, 106].map(accountOf) as [Hex, Hex, ...Hex[]]

/**
 * The watch with the suspender's key
 * ├── suspends a maker that was below its obligations three days in a row, from its journal to the chain
 * ├── leaves alone whoever was for two
 * ├── names on chain the hash of the breach, whose reports it shows
 * ├── does not suspend again for the same days once the maker is reinstated
 * └── goes on the next day where the chain's daily cap stopped it, proposing each breach once
 */
describe('the watch suspends', () => {
  let chain: Awaited<ReturnType<typeof createRegistryWorld>>
  let world: Awaited<ReturnType<typeof createWatchWorld>>
  let journal: Awaited<ReturnType<typeof openJournal>>
  before(async () => {
    chain = await createRegistryWorld((BEGIN_MS - 4 * DAY_MS) / 1_000)
    for (const maker of [IDLE, BRIEF, ...CROWD]) await chain.admit(maker)
    await chain.automine()
    const { deployment } = chain
    world = await createWatchWorld(1, { SUSPENDER_KEY, GENEX_RPC_URL: chain.chain.url, DEPLOYMENT_GENEX: deployment })
    await mkdir(world.journalDir, { recursive: true })
    await migrateWatch(world.pool)
    await insertTerms(world.pool, { ...PROMISE, account: IDLE, fromMs: BEGIN_MS, untilMs: BEGIN_MS + 4 * DAY_MS })
    await insertTerms(world.pool, { ...PROMISE, account: BRIEF, fromMs: BEGIN_MS, untilMs: BEGIN_MS + 2 * DAY_MS })
    journal = await openJournal(world.journalDir)
    const records = new Session().records.map(({ command, timeMs }) => ({
      command,
      timeMs: timeMs - START_MS + BEGIN_MS,
    }))
    await journal.write(records)
    await world.process.start()
  })
  after(async () => {
    await journal.close()
    await world.end()
    await chain.end()
  })

  const suspender = () =>
    new Suspender({
      pool: world.pool,
      registry: chain.registry,
      log: createLogger('test', 'silent'),
      clock: Date.now,
      afterDays: 3,
      requireCaughtUp: () => undefined,
    })
  const states = (makers: readonly Hex[]) => Promise.all(makers.map(chain.stateOf))

  it('a maker that did not quote for three days, by its journal alone', async () => {
    await until('the suspension', async () => (await chain.stateOf(IDLE)) === SUSPENDED, { timeoutMs: 60_000 })
    assert.equal(await chain.stateOf(BRIEF), ACTIVE)
    const { proposals, afterDays } = (await world.get(`/suspensions?account=${IDLE}`)).body
    assert.equal(afterDays, 3)
    const [proposal, ...others] = proposals
    assert.ok(proposal)
    assert.deepEqual(others, [])
    const { id, account, days, reports } = proposal
    assert.deepEqual(
      days,
      [1, 2, 3].map((day) => dayName(BEGIN_MS + day * DAY_MS)),
    )
    assert.equal(id, breachHash({ account, days, reports }))
    const [event] = await chain.suspensions()
    assert.deepEqual([event?.account.toLowerCase(), event?.reportHash], [IDLE, id])
    const shown = await world.get(`/obligations?account=${IDLE}`)
    assert.deepEqual(
      shown.body.reports.filter(({ day }) => days.includes(day)).map(({ hash }) => hash),
      reports.toReversed(),
    )
  })

  it('nobody again for days before a reinstatement', async () => {
    await world.process.kill()
    await chain.timeIs((BEGIN_MS + 5 * DAY_MS) / 1_000)
    await chain.reinstate(IDLE, `0x${'01'.repeat(32)}`)
    await suspender().turn()
    assert.equal(await chain.stateOf(IDLE), ACTIVE)
    assert.equal((await readProposals(world.pool)).length, 1)
  })

  it('the rest on the next day when the chain allows no more, and proposes each once', async () => {
    await saveReports(
      world.pool,
      CROWD.flatMap((account) => [1, 2, 3].map((day) => unmetReport(account, dayName(BEGIN_MS + day * DAY_MS)))),
    )
    await suspender().turn()
    assert.deepEqual((await states(CROWD)).filter((state) => state === SUSPENDED).length, 3)
    await suspender().turn()
    assert.deepEqual((await states(CROWD)).filter((state) => state === SUSPENDED).length, 3)
    await chain.timeIs((BEGIN_MS + 6 * DAY_MS) / 1_000)
    await suspender().turn()
    assert.deepEqual(new Set(await states(CROWD)), new Set([SUSPENDED]))
    assert.equal((await readProposals(world.pool)).length, 1 + CROWD.length)
    await assert.rejects(world.pool.query('delete from watch.suspension_proposal'), /append-only/)
  })

  it('nobody while the journal is still being read', async () => {
    const [maker] = CROWD
    assert.ok(maker)
    await chain.reinstate(maker, `0x${'01'.repeat(32)}`)
    const behind = new Suspender({
      pool: world.pool,
      registry: { activeSinceDay: () => assert.fail('asked the chain'), suspend: () => assert.fail('suspended') },
      log: createLogger('test', 'silent'),
      clock: Date.now,
      afterDays: 3,
      requireCaughtUp: () => {
        throw new Error('behind')
      },
    })
    await behind.turn()
    assert.equal(await chain.stateOf(maker), ACTIVE)
  })
})

function unmetReport(account: Hex, day: string): ObligationReport {
  const times = { openMs: DAY_MS, twoSidedMs: 0, qualifiedMs: 0, uptimeBps: 0 }
  const responses = { responses: 0, lateResponses: 0, worstResponseMs: 0, unansweredMs: 0 }
  const judged = { isUptimeMet: false, isResponseMet: true, isMet: false }
  const basis = { position: 1, head: `0x${'00'.repeat(32)}` as const }
  return { day, series: SERIES, account, termsVersion: 1, isFinal: true, ...times, ...responses, ...judged, ...basis }
}
