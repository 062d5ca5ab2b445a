import type { RiskFacts } from './facts.ts'
import type { RiskSettings } from './settings.ts'

/** From the mildest to the strictest. */
export const RISK_DECISIONS = ['allow', 'step-up', 'hold', 'block'] as const
export type RiskDecision = (typeof RISK_DECISIONS)[number]

/** One reason to be careful. It takes facts and settings and nothing else: no clock, no table, no chance. */
export interface RiskRule {
  name: string
  judge: (facts: RiskFacts, settings: RiskSettings) => RiskDecision
}

export function strictest(decisions: readonly RiskDecision[]): RiskDecision {
  return RISK_DECISIONS[Math.max(0, ...decisions.map((decision) => RISK_DECISIONS.indexOf(decision)))] ?? 'block'
}
