import { decide } from '../../api/domain/risk/engine.ts'
import { digestOfFacts, NO_RISK, RISK_ACTIONS, type RiskFacts } from '../../api/domain/risk/facts.ts'
import { riskSettings } from '../../api/domain/risk/settings.ts'
import { quantile } from './quantile.ts'
import { randomFrom } from './random.ts'

const DECISIONS = 200_000
const DAY = 86_400

/** Microseconds that one decision takes, and one with the digest of its facts as the log has it. */
export function measureRisk() {
  const settings = riskSettings.parse(undefined)
  const random = randomFrom(5)
  const all = Array.from({ length: DECISIONS }, () => factsOf(random))
  const [decideMicros, digestMicros]: [number[], number[]] = [[], []]
  const counts: Record<string, number> = {}
  for (const facts of all) {
    const startedAt = performance.now()
    const { decision } = decide(facts, settings)
    const decidedAt = performance.now()
    digestOfFacts(facts)
    decideMicros.push((decidedAt - startedAt) * 1000)
    digestMicros.push((performance.now() - startedAt) * 1000)
    counts[decision] = (counts[decision] ?? 0) + 1
  }
  const told = (micros: readonly number[]) => ({ p50: quantile(micros, 0.5), p99: quantile(micros, 0.99) })
  return {
    bench: 'risk',
    decisions: DECISIONS,
    counts,
    decideMicros: told(decideMicros),
    withDigestMicros: told(digestMicros),
  }
}

function factsOf(random: () => number): RiskFacts {
  const isSo = () => random() < 0.1
  return {
    ...NO_RISK,
    action: RISK_ACTIONS[Math.floor(random() * RISK_ACTIONS.length)] ?? 'withdrawal',
    amountUsdc6: BigInt(Math.floor(random() * 2e11)),
    largestUsdc6: BigInt(Math.floor(random() * 2e11)),
    withdrawalsLastHour: Math.floor(random() * 12),
    isNewDevice: isSo(),
    isNewNetwork: isSo(),
    wrongCodes: Math.floor(random() * 6),
    isNewDestination: isSo(),
    accountAgeSec: Math.floor(random() * 300 * DAY),
    signInChangedAgoSec: isSo() ? Math.floor(random() * 30 * DAY) : null,
  }
}
