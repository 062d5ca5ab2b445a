import type pg from 'pg'
import { BaseError } from '../../../kit/errors.ts'
import { migrateSchema } from '../../../kit/migrate.ts'
import type { Hex } from '../../sequencer/engine/types.ts'
import { MAX_PAGE } from '../limits.ts'
import { type ObligationReport, reportHash } from '../obligations/report.ts'
import type { ObligationTerms } from '../obligations/terms.ts'
import type { Alert } from '../surveillance/alert.ts'
import type { Ownership } from '../surveillance/owners.ts'

/** A stored report and the hash that a decision on chain names. */
export type StoredReport = ObligationReport & { hash: Hex }
/** A stored alert and its place in the list. */
export type StoredAlert = Alert & { seq: number }

export interface ReportFilter {
  account?: Hex | undefined
  series?: number | undefined
  day?: string | undefined
}

export interface AlertFilter {
  kind?: string | undefined
  account?: Hex | undefined
  series?: number | undefined
  /** Older than this place. */
  before?: number | undefined
  limit?: number | undefined
}

/** Brings schema `watch` up to date. */
export async function migrateWatch(pool: pg.Pool): Promise<void> {
  await migrateSchema(pool, { schema: 'watch', folder: new URL('./drizzle', import.meta.url).pathname })
}

export async function readTerms(pool: pg.Pool): Promise<ObligationTerms[]> {
  const { rows } = await pool.query('select * from watch.obligation_terms order by series, account, version')
  return rows.map((row) => ({
    series: row.series,
    account: row.account,
    version: row.version,
    fromMs: Number(row.from_ms),
    ...(row.until_ms === null ? {} : { untilMs: Number(row.until_ms) }),
    maxSpreadBps: row.max_spread_bps,
    minDepthUnits: Number(row.min_depth_units),
    minUptimeBps: row.min_uptime_bps,
    maxResponseMs: Number(row.max_response_ms),
  }))
}

/** Adds terms as the next version of their series and account. */
export async function insertTerms(pool: pg.Pool, terms: Omit<ObligationTerms, 'version'>): Promise<ObligationTerms> {
  const { series, account, fromMs, untilMs, maxSpreadBps, minDepthUnits, minUptimeBps, maxResponseMs } = terms
  const query = pool.query(
    `insert into watch.obligation_terms (series, account, version, from_ms, until_ms, max_spread_bps, min_depth_units,
       min_uptime_bps, max_response_ms)
     select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8
       from watch.obligation_terms where series = $1 and account = $2
     returning version`,
    [series, account, fromMs, untilMs ?? null, maxSpreadBps, minDepthUnits, minUptimeBps, maxResponseMs],
  )
  const { rows } = await query.catch(refuseTwin)
  return { ...terms, version: rows[0].version }
}

export async function readOwnerships(pool: pg.Pool): Promise<Ownership[]> {
  const { rows } = await pool.query('select account, owner, from_ms from watch.account_owner order by id')
  return rows.map(({ account, owner, from_ms }) => ({ account, owner, fromMs: Number(from_ms) }))
}

export async function insertOwnership(pool: pg.Pool, { account, owner, fromMs }: Ownership): Promise<void> {
  const text = 'insert into watch.account_owner (account, owner, from_ms) values ($1, $2, $3)'
  await pool.query(text, [account, owner, fromMs]).catch(refuseTwin)
}

/** Stores or renews reports; the final one of a day stays as it was first stored. */
export async function saveReports(pool: pg.Pool, reports: readonly ObligationReport[]): Promise<void> {
  for (const report of reports) {
    const { account, day, isFinal, isMet, series, termsVersion } = report
    await pool.query(
      `insert into watch.obligation_report as stored (day, series, account, terms_version, is_final, is_met, report, hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (day, series, account, terms_version) do update
         set is_final = excluded.is_final, is_met = excluded.is_met, report = excluded.report, hash = excluded.hash
         where not stored.is_final`,
      [day, series, account, termsVersion, isFinal, isMet, JSON.stringify(report), reportHash(report)],
    )
  }
}

export async function readReports(pool: pg.Pool, { account, series, day }: ReportFilter): Promise<StoredReport[]> {
  const { rows } = await pool.query<{ report: ObligationReport; hash: Hex }>(
    `select report, hash from watch.obligation_report
     where ($1::text is null or account = $1) and ($2::integer is null or series = $2) and ($3::date is null or day = $3)
     order by day desc, series, account, terms_version desc limit $4`,
    [account ?? null, series ?? null, day ?? null, MAX_PAGE],
  )
  return rows.map(({ report, hash }) => ({ ...report, hash }))
}

/** Adds alerts that are not known yet; a replay finds the same ones again. Gives how many were new. */
export async function saveAlerts(pool: pg.Pool, alerts: readonly Alert[]): Promise<number> {
  let added = 0
  for (const alert of alerts) {
    const { rowCount } = await pool.query(
      `insert into watch.alert (id, kind, series, accounts, alert) values ($1, $2, $3, $4, $5)
       on conflict (id) do nothing`,
      [alert.id, alert.kind, alert.series, alert.accounts, JSON.stringify(alert)],
    )
    added += rowCount ?? 0
  }
  return added
}

/** Newest first. */
export async function readAlerts(pool: pg.Pool, filter: AlertFilter): Promise<StoredAlert[]> {
  const { kind, account, series, before, limit = MAX_PAGE } = filter
  const { rows } = await pool.query<{ seq: string; alert: Alert }>(
    `select seq, alert from watch.alert
     where ($1::text is null or kind = $1) and ($2::text is null or $2 = any (accounts))
       and ($3::bigint is null or series = $3) and ($4::bigint is null or seq < $4)
     order by seq desc limit $5`,
    [kind ?? null, account ?? null, series ?? null, before ?? null, Math.min(limit, MAX_PAGE)],
  )
  return rows.map(({ seq, alert }) => ({ ...alert, seq: Number(seq) }))
}

export async function readAlert(pool: pg.Pool, id: string): Promise<Alert | undefined> {
  const { rows } = await pool.query<{ alert: Alert }>('select alert from watch.alert where id = $1', [id])
  return rows[0]?.alert
}

const UNIQUE_VIOLATION = '23505'

/** Two told the same thing at once, or something else from the same time on. */
function refuseTwin(error: unknown): never {
  if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error
  throw new BaseError('This was told already.', { code: 'WATCH_TOLD_ALREADY', status: 409, cause: error })
}
