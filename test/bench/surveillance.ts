import { generateSession } from '../services/watch/support/generated-session.ts'
import { type SurveillanceScore, scoreSurveillance } from '../services/watch/support/score.ts'
import { alertsOf } from '../services/watch/support/watching.ts'

const SESSIONS = 60
/** Sessions in which groups do what is looked for. */
const GROUPED_SESSIONS = 30
/** Sessions that are watched for the speed; their generation is not counted. */
const TIMED_SESSIONS = 5

/**
 * Precision and recall of the detectors over 60 generated sessions of 25 minutes (fixed seeds, so the same numbers everywhere), and how
 * many records the whole watch takes in per second of CPU.
 */
export function measureSurveillance(): SurveillanceScore & {
  grouped: Pick<SurveillanceScore['detectors'], 'layering' | 'wash-trading'> & { honestAccountsNamed: number }
  recordsPerCpuSecond: number
} {
  const score = scoreSurveillance(Array.from({ length: SESSIONS }, (_, index) => 1_001 + index))
  const seeds = Array.from({ length: GROUPED_SESSIONS }, (_, index) => 2_001 + index)
  const { detectors, honestAccountsNamed } = scoreSurveillance(seeds, true)
  const { layering, 'wash-trading': washTrading } = detectors
  const grouped = { layering, 'wash-trading': washTrading, honestAccountsNamed }
  return { ...score, grouped, recordsPerCpuSecond: measureSpeed() }
}

function measureSpeed(): number {
  const sessions = Array.from({ length: TIMED_SESSIONS }, (_, index) => generateSession(1_001 + index).session)
  const records = sessions.reduce((sum, session) => sum + session.records.length, 0)
  const before = process.cpuUsage()
  for (const session of sessions) alertsOf(session)
  const { user, system } = process.cpuUsage(before)
  return Math.round((records * 1_000_000) / (user + system))
}
