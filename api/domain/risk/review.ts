import type pg from 'pg'
import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { notFoundError } from '../../http/not-found.ts'
import type { RiskDecision } from './decision.ts'
import type { RiskReason } from './engine.ts'
import type { LoggedFacts } from './facts.ts'

export interface LoggedDecision {
  seq: string
  at: Date
  account: string
  subject: string | null
  decision: RiskDecision
  reasons: RiskReason[]
  facts: LoggedFacts
  facts_digest: string
  rules_version: number
  settings: Record<string, string>
  officer: string | null
  released_at: Date | null
}

interface Filter {
  limit: number
  before: string | undefined
  account: Address | undefined
  decision: RiskDecision | undefined
}

const COLUMNS = `d.seq::text, d.at, d.account, d.subject, d.decision, d.reasons, d.facts, d.facts_digest, d.rules_version, d.settings,
  r.officer, r.at as released_at from app.risk_decision d left join app.risk_release r on r.decision_seq = d.seq`

/** Newest first. */
export async function listDecisions(
  pool: pg.Pool,
  { limit, before, account, decision }: Filter,
): Promise<LoggedDecision[]> {
  const text = `select ${COLUMNS} where ($1::bigint is null or d.seq < $1) and ($2::text is null or d.account = $2)
    and ($3::text is null or d.decision = $3) order by d.seq desc limit $4`
  return (await pool.query(text, [before ?? null, account ?? null, decision ?? null, limit])).rows
}

/**
 * Lets a held withdrawal go: its owner sends it again within a day. Releasing twice is releasing once.
 * @throws BaseError RISK_DECISION_UNKNOWN (404), RISK_NOT_HELD (409), RISK_OWN_DECISION (403): nobody reviews herself.
 */
export async function release(
  pool: pg.Pool,
  { seq, officer, at }: { seq: string; officer: Address; at: Date },
): Promise<LoggedDecision> {
  const [row] = await readDecision(pool, seq)
  if (!row) throw notFoundError('RISK_DECISION_UNKNOWN', `There is no decision ${seq}.`)
  if (row.decision !== 'hold' || row.subject === null)
    throw refusal('RISK_NOT_HELD', 409, `It was ${row.decision}: only a held withdrawal can be let go.`)
  if (row.account === officer) throw refusal('RISK_OWN_DECISION', 403, 'Somebody else must review it.')
  const text = 'insert into app.risk_release (decision_seq, officer, at) values ($1, $2, $3) on conflict do nothing'
  await pool.query(text, [seq, officer, at])
  const [released = row] = await readDecision(pool, seq)
  return released
}

async function readDecision(pool: pg.Pool, seq: string): Promise<LoggedDecision[]> {
  return (await pool.query(`select ${COLUMNS} where d.seq = $1`, [seq])).rows
}

function refusal(code: string, status: number, details: string): BaseError {
  return new BaseError('The decision cannot be released.', { code, details, status })
}
