import type pg from 'pg'
import type { Hex } from '../../sequencer/engine/types.ts'
import { MAX_PAGE } from '../limits.ts'
import type { Breach, MakerDay } from '../suspension/breach.ts'

/** A breach for which the watch proposed, and tried, the suspension; whether it stands is said by the chain. */
export type Proposal = Breach & { id: Hex; proposedAtMs: number }

/** Days that are over, from `fromDay` on, by maker, newest first. */
export async function readMakerDays(pool: pg.Pool, fromDay: string): Promise<Map<Hex, MakerDay[]>> {
  const { rows } = await pool.query<{ account: Hex; day: string; is_met: boolean; reports: Hex[] }>(
    `select account, to_char(day, 'YYYY-MM-DD') as day, bool_and(is_met) as is_met,
       array_agg(hash order by series, terms_version) as reports
     from watch.obligation_report as report where is_final and day >= $1
     group by account, report.day order by account, report.day desc`,
    [fromDay],
  )
  const byAccount = new Map<Hex, MakerDay[]>()
  for (const { account, day, is_met: isMet, reports } of rows) {
    const days = byAccount.get(account) ?? []
    days.push({ day, isMet, reports })
    byAccount.set(account, days)
  }
  return byAccount
}

/** Whether it is new: the same breach is proposed once. */
export async function saveProposal(pool: pg.Pool, proposal: Proposal): Promise<boolean> {
  const { id, account } = proposal
  const { rowCount } = await pool.query(
    `insert into watch.suspension_proposal (id, account, proposal) values ($1, $2, $3) on conflict (id) do nothing`,
    [id, account, JSON.stringify(proposal)],
  )
  return rowCount === 1
}

/** Newest first. */
export async function readProposals(pool: pg.Pool, account?: Hex): Promise<Proposal[]> {
  const { rows } = await pool.query<{ proposal: Proposal }>(
    `select proposal from watch.suspension_proposal where ($1::text is null or account = $1) order by seq desc limit $2`,
    [account ?? null, MAX_PAGE],
  )
  return rows.map(({ proposal }) => proposal)
}
