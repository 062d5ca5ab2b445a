import type { JournalRecord, RecordSource } from '../../../../relayer/watch/journal/records.ts'
import type { Alert } from '../../../../relayer/watch/surveillance/alert.ts'
import { Watch } from '../../../../relayer/watch/watch.ts'
import { type Session, sessionLimits } from './session.ts'

/** Alerts of a whole session; an hour of quiet at the end lets everything fall due. */
export function alertsOf(session: Session, watch = new Watch(sessionLimits)): Alert[] {
  const alerts = session.records.flatMap((record) => watch.apply(record).alerts)
  return [...alerts, ...watch.advance(session.timeMs + 3_600_000).alerts]
}

/** Records in memory as a source. */
export async function* sourceOf(records: readonly JournalRecord[]): RecordSource {
  yield records
}
