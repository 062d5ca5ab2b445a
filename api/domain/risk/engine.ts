import { type RiskDecision, type RiskRule, strictest } from './decision.ts'
import type { RiskFacts } from './facts.ts'
import { afterRecovery } from './rules/after-recovery.ts'
import { changedSignIn } from './rules/changed-sign-in.ts'
import { coolingMapping } from './rules/cooling-mapping.ts'
import { newDestination } from './rules/new-destination.ts'
import { orderSize } from './rules/order-size.ts'
import { unfamiliarPlace } from './rules/unfamiliar-place.ts'
import { unusualAmount } from './rules/unusual-amount.ts'
import { withdrawalVelocity } from './rules/withdrawal-velocity.ts'
import { wrongCodesRule } from './rules/wrong-codes.ts'
import { youngAccount } from './rules/young-account.ts'
import type { RiskSettings } from './settings.ts'

/** Raised with every change of what a rule says: logged decisions are made again by the rules of their version. */
export const RULES_VERSION = 1

export const RISK_RULES: readonly RiskRule[] = [
  unfamiliarPlace,
  wrongCodesRule,
  newDestination,
  unusualAmount,
  withdrawalVelocity,
  youngAccount,
  changedSignIn,
  coolingMapping,
  afterRecovery,
  orderSize,
]

export interface RiskReason {
  rule: string
  decision: RiskDecision
}

export interface RiskVerdict {
  decision: RiskDecision
  /** Every rule that asked for more than `allow`, also when a proof or a release answered it. */
  reasons: RiskReason[]
}

/** The strictest word of all rules; a proof for this request answers `step-up`, an officer’s release `hold` as well, nothing `block`. */
export function decide(facts: RiskFacts, settings: RiskSettings): RiskVerdict {
  const reasons = RISK_RULES.map(({ name, judge }) => ({ rule: name, decision: judge(facts, settings) })).filter(
    ({ decision }) => decision !== 'allow',
  )
  const open = reasons.filter(({ decision }) => !isAnswered(decision, facts))
  return { decision: strictest(open.map(({ decision }) => decision)), reasons }
}

function isAnswered(decision: RiskDecision, { isProven, isReleased }: RiskFacts): boolean {
  return (decision === 'step-up' && (isProven || isReleased)) || (decision === 'hold' && isReleased)
}
