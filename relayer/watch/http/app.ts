import type { Hono } from 'hono'
import type pg from 'pg'
import { BaseError } from '../../../kit/errors.ts'
import { parseInput } from '../../../kit/fields.ts'
import type { Health } from '../../../kit/health.ts'
import { createInternalApp, jsonResponse } from '../../../kit/internal-app.ts'
import { parseJson } from '../../../kit/json.ts'
import type { Logger } from '../../../kit/log.ts'
import type { Secret } from '../../../kit/secret.ts'
import type { FollowedPartition } from '../follow-partitions.ts'
import { NOTICE_MS } from '../limits.ts'
import { insertOwnership, insertTerms, readAlert, readAlerts, readReports, readTerms } from '../store/store.ts'
import { readProposals } from '../store/suspensions.ts'
import { alertQuery, ownerBody, reportQuery, suspensionQuery, termsBody } from './schemas.ts'

interface Dependencies {
  partitions: readonly FollowedPartition[]
  pool: pg.Pool
  health: Health
  log: Logger
  token: Secret
  clock: () => number
  /** Days in a row below its obligations after which a market maker is suspended. */
  afterDays: number
}

/** What was seen, and the promises and owners to go by. */
export function createApp(dependencies: Dependencies): Hono {
  const { afterDays, clock, partitions, pool } = dependencies
  const app = createInternalApp(dependencies)
  app.get('/internal/v1/obligations', async (context) =>
    jsonResponse({ reports: await readReports(pool, parseInput(reportQuery, context.req.query())) }),
  )
  app.get('/internal/v1/obligations/terms', async () => jsonResponse({ terms: await readTerms(pool) }))
  app.post('/internal/v1/obligations/terms', async (context) => {
    const wish = parseInput(termsBody, parseJson(await context.req.text()))
    requireNotice({ clock, partitions }, wish.fromMs)
    const { untilMs, ...rest } = wish
    const terms = await insertTerms(pool, untilMs === undefined ? rest : { ...rest, untilMs })
    for (const { watch } of partitions) watch.addTerms(terms)
    return jsonResponse(terms, 201)
  })
  app.post('/internal/v1/owners', async (context) => {
    const ownership = parseInput(ownerBody, parseJson(await context.req.text()))
    requireNotice({ clock, partitions }, ownership.fromMs)
    await insertOwnership(pool, ownership)
    for (const { watch } of partitions) watch.addOwnership(ownership)
    return jsonResponse(ownership, 201)
  })
  app.get('/internal/v1/suspensions', async (context) => {
    const { account } = parseInput(suspensionQuery, context.req.query())
    return jsonResponse({ afterDays, proposals: await readProposals(pool, account) })
  })
  app.get('/internal/v1/alerts', async (context) => {
    const alerts = await readAlerts(pool, parseInput(alertQuery, context.req.query()))
    return jsonResponse({ alerts })
  })
  app.get('/internal/v1/alerts/:id', async (context) => {
    const alert = await readAlert(pool, context.req.param('id'))
    if (!alert) throw new BaseError('No such alert.', { code: 'ALERT_UNKNOWN', status: 404 })
    return jsonResponse(alert)
  })
  return app
}

/** What is told now counts for the live watch and for every replay only if the journal has not reached its time yet. */
function requireNotice({ clock, partitions }: Pick<Dependencies, 'clock' | 'partitions'>, fromMs: number): void {
  for (const { follower } of partitions) follower.requireCaughtUp()
  const earliestMs = clock() + NOTICE_MS
  if (fromMs >= earliestMs) return
  const details = `fromMs must be at least ${earliestMs}.`
  throw new BaseError('It cannot begin so soon.', { code: 'WATCH_NOTICE_TOO_SHORT', details, status: 422 })
}
