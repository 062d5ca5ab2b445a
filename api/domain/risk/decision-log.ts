import type { Address } from 'viem'
import type { ApiDependencies } from '../../dependencies.ts'
import { RISK_RELEASE_SEC } from '../../limits.ts'
import type { Queries } from '../../store/data-keys.ts'
import type { RiskDecision } from './decision.ts'
import { decide, type RiskVerdict, RULES_VERSION } from './engine.ts'
import { digestOfFacts, type RiskFacts, toLog } from './facts.ts'

interface Judged {
  account: Address
  facts: RiskFacts
  /** Order number of a withdrawal. */
  subject?: string
  destinationHash?: string
}

type Dependencies = Pick<ApiDependencies, 'config' | 'now'>

/** Decides and writes down what was decided, by which rules and from what. The log only grows; nothing that names a person is in it. */
export async function decideAndLog(
  { config, now }: Dependencies,
  queries: Queries,
  { account, facts, subject, destinationHash }: Judged,
): Promise<RiskVerdict> {
  const settings = config.RISK_SETTINGS
  const verdict = decide(facts, settings)
  const text = `insert into app.risk_decision (at, action, account, subject, decision, reasons, facts, facts_digest, rules_version,
      settings, amount_usdc6, destination_hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
  await queries.query(text, [
    now(),
    facts.action,
    account,
    subject ?? null,
    verdict.decision,
    JSON.stringify(verdict.reasons),
    JSON.stringify(toLog(facts)),
    digestOfFacts(facts),
    RULES_VERSION,
    JSON.stringify(settings),
    facts.amountUsdc6.toString(),
    destinationHash ?? null,
  ])
  return verdict
}

/** What was decided last about a withdrawal, and whether an officer let it go since. */
export async function readLast(
  queries: Queries,
  { account, subject, now }: { account: Address; subject: string; now: Date },
): Promise<{ decision: RiskDecision; isReleased: boolean } | undefined> {
  const text = `select d.decision, r.at > $3 as is_released from app.risk_decision d
    left join app.risk_release r on r.decision_seq = d.seq where d.account = $1 and d.subject = $2 order by d.seq desc limit 1`
  const releasedAfter = new Date(now.getTime() - RISK_RELEASE_SEC * 1000)
  const [row] = (await queries.query(text, [account, subject, releasedAfter])).rows
  return row && { decision: row.decision as RiskDecision, isReleased: row.is_released === true }
}
