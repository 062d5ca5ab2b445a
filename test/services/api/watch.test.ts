import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { createApp } from '../../../api/app.ts'
import { createWatchClient } from '../../../api/clients/watch.ts'
import { domainOfStatements } from '../../../api/domain/statement-domain.ts'
import type { ApiApp } from '../../../api/http/environment.ts'
import { Health } from '../../../kit/health.ts'
import { closeHttp, serveHttp } from '../../../kit/serve.ts'
import { Follower } from '../../../relayer/watch/follower.ts'
import { createApp as createWatchApp } from '../../../relayer/watch/http/app.ts'
import type { ObligationReport } from '../../../relayer/watch/obligations/report.ts'
import { migrateWatch, saveAlerts, saveReports } from '../../../relayer/watch/store/store.ts'
import type { Alert } from '../../../relayer/watch/surveillance/alert.ts'
import { Watch } from '../../../relayer/watch/watch.ts'
import { freePort } from '../relayer/support/places.ts'
import { generateSession } from '../watch/support/generated-session.ts'
import { sessionLimits } from '../watch/support/session.ts'
import { alertsOf, sourceOf } from '../watch/support/watching.ts'
import { callSigned, register } from './support/api-keys.ts'
import { assertProblem, bearer, call, newAccount, signIn } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const CHAIN = 719_719
const COMPLIANCE = 5
const VIEWS = `create schema live;
  create table live.role_member (chain_id int, role_id numeric(78), account text, is_member boolean, member_since bigint)`
const REPORT: Omit<ObligationReport, 'account'> = {
  day: '2027-01-04',
  series: 1,
  termsVersion: 1,
  isFinal: true,
  openMs: 1_000,
  twoSidedMs: 980,
  qualifiedMs: 960,
  uptimeBps: 9_600,
  averageSpreadBps: 80,
  responses: 2,
  lateResponses: 0,
  worstResponseMs: 20,
  unansweredMs: 0,
  isUptimeMet: true,
  isResponseMet: true,
  isMet: true,
  position: 9,
  head: `0x${'ab'.repeat(32)}`,
}

const world = useApiWorld()

describe('obligations and alerts in the public interface', () => {
  const maker = newAccount()
  const officer = newAccount()
  let alerts: Alert[] = []
  let app: ApiApp
  let server: Server
  let url = ''
  /** What an API is made of, with its own client of the watch. */
  const parts = () => {
    const { dependencies } = world()
    return { ...dependencies, watch: createWatchClient({ url, token: dependencies.config.INTERNAL_TOKEN }) }
  }
  before(async () => {
    const { pool, config, log } = world().dependencies
    const token = config.INTERNAL_TOKEN
    await pool.query(VIEWS)
    await grant(officer.address, { isMember: true, since: 0 })
    await migrateWatch(pool)
    alerts = alertsOf(generateSession(3).session)
    await saveAlerts(pool, alerts)
    await saveReports(pool, [
      { ...REPORT, account: maker.address.toLowerCase() as `0x${string}` },
      { ...REPORT, account: `0x${'99'.repeat(20)}` },
    ])
    const watch = new Watch(sessionLimits)
    const clock = () => Date.now()
    const follower = new Follower({ watch, source: sourceOf([]), pool, log, clock })
    const served = {
      partitions: [{ name: '1/1', watch, follower }],
      pool,
      health: new Health('watch'),
      log,
      token,
      clock,
      afterDays: 3,
    }
    const port = await freePort()
    server = await serveHttp(createWatchApp(served).fetch, { host: '127.0.0.1', port })
    url = `http://127.0.0.1:${port}`
    app = createApp({ ...parts(), health: new Health('api') })
  })
  after(() => closeHttp(server))
  const grant = (account: string, { isMember, since }: { isMember: boolean; since: number }) =>
    world().dependencies.pool.query('insert into live.role_member values ($1, $2, $3, $4, $5)', [
      CHAIN,
      COMPLIANCE,
      account.toLowerCase(),
      isMember,
      since,
    ])
  const as = async (account: typeof maker, path: string) =>
    call(app, `/api/v1${path}`, { headers: bearer(await signIn(app, account)) })

  it('show a market maker its own reports and no other’s', async () => {
    const { body } = await as(maker, '/mm/obligations?day=2027-01-04')
    const [report, ...others] = body.reports as ObligationReport[]
    assert.deepEqual(others, [])
    assert.deepEqual([report?.account, report?.uptimeBps, report?.isMet], [maker.address.toLowerCase(), 9_600, true])
    assert.deepEqual((await as(maker, '/mm/obligations?day=2027-01-05')).body, { reports: [] })
  })

  it('show compliance the alerts, page by page', async () => {
    const ids: string[] = []
    let cursor = ''
    do {
      const { status, body } = await as(officer, `/compliance/alerts?limit=3${cursor}`)
      assert.equal(status, 200, JSON.stringify(body))
      ids.push(...(body.items as Alert[]).map(({ id }) => id))
      cursor = body.nextCursor === undefined ? '' : `&cursor=${body.nextCursor}`
    } while (cursor !== '')
    assert.deepEqual(ids, alerts.map(({ id }) => id).toReversed())
  })

  it('are the same at another API, which goes on at the page that the first one told of', async () => {
    const [first, second] = [app, createApp({ ...parts(), health: new Health('api') })]
    const read = async (from: ApiApp, query: string) => {
      const headers = bearer(await signIn(from, officer))
      const { body } = await call(from, `/api/v1/compliance/alerts?limit=3${query}`, { headers })
      return body as { items: Alert[]; nextCursor?: string }
    }
    const page = await read(first, '')
    assert.deepEqual(await read(second, ''), page)
    const next = `&cursor=${page.nextCursor}`
    assert.deepEqual(await read(second, next), await read(first, next))
    const both = [...page.items, ...(await read(second, next)).items]
    assert.deepEqual(
      both.map(({ id }) => id),
      alerts
        .map(({ id }) => id)
        .toReversed()
        .slice(0, 6),
    )
  })

  it('show one alert whole, so that it can be verified', async () => {
    const [alert] = alerts
    const { body } = await as(officer, `/compliance/alerts/${alert?.id}`)
    assert.deepEqual(body, alert)
    assertProblem(await as(officer, `/compliance/alerts/0x${'00'.repeat(32)}`), 404, 'ALERT_UNKNOWN')
  })

  it('show an API key its account’s reports, and no alerts though the account holds the role', async () => {
    const { config, now } = world().dependencies
    const domain = domainOfStatements(world().dependencies)
    const nowSec = Math.floor(now().getTime() / 1000)
    const { signer } = await register(app, await signIn(app, officer), { account: officer, domain, nowSec })
    const get = (path: string) => callSigned(app, signer, { origin: config.PUBLIC_URL, path: `/api/v1${path}` })
    assert.deepEqual((await get('/mm/obligations')).body, { reports: [] })
    assertProblem(await get('/compliance/alerts'), 403, 'API_KEY_SCOPE')
  })

  it('hide alerts from everybody without the role, with a revoked one and with one that begins later', async () => {
    const [revoked, future] = [newAccount(), newAccount()]
    await grant(revoked.address, { isMember: false, since: 0 })
    await grant(future.address, { isMember: true, since: 4_000_000_000 })
    for (const account of [maker, revoked, future])
      assertProblem(await as(account, '/compliance/alerts'), 403, 'ROLE_REQUIRED')
    assertProblem(await call(app, '/api/v1/compliance/alerts'), 401, 'AUTH_REQUIRED')
  })
})
