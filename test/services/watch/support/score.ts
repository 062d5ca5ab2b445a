import { type AlertKind, alertKinds } from '../../../../relayer/watch/surveillance/finding.ts'
import { generateSession } from './generated-session.ts'
import { alertsOf } from './watching.ts'

interface Counts {
  planted: number
  found: number
  /** Different accounts (pairs) that were named for the kind. */
  named: number
  namedRightly: number
}

export interface DetectorScore extends Counts {
  precision: number
  recall: number
}

export interface SurveillanceScore {
  sessions: number
  commands: number
  honestAccounts: number
  /** Of these, how many placed 20 orders or more and took more than 80 % back unfilled. */
  honestAccountsCancelling: number
  honestAccountsNamed: number
  detectors: Record<AlertKind, DetectorScore>
}

/** Precision and recall of every detector over generated sessions; who is named for what was not planted there counts against it. */
export function scoreSurveillance(seeds: readonly number[], isGrouped = false): SurveillanceScore {
  const counts = new Map(alertKinds.map((kind) => [kind, { planted: 0, found: 0, named: 0, namedRightly: 0 }]))
  const score = {
    sessions: seeds.length,
    commands: 0,
    honestAccounts: 0,
    honestAccountsCancelling: 0,
    honestAccountsNamed: 0,
  }
  for (const seed of seeds) {
    const { session, planted, honest } = generateSession(seed, { isGrouped })
    const named = new Set(alertsOf(session).map(({ kind, accounts }) => `${kind} ${accounts.join(' ')}`))
    const wanted = new Set(planted.map(({ kind, accounts }) => `${kind} ${accounts.join(' ')}`))
    for (const [kind, count] of counts) addTo(count, kind, { named, wanted })
    score.commands += session.records.length
    score.honestAccounts += honest.length
    score.honestAccountsCancelling += honest.filter((account) => cancelsMuch(session.cancelsOf(account))).length
    score.honestAccountsNamed += honest.filter((account) => [...named].some((name) => name.includes(account))).length
  }
  const detectors = Object.fromEntries([...counts].map(([kind, count]) => [kind, withShares(count)]))
  return { ...score, detectors: detectors as Record<AlertKind, DetectorScore> }
}

const cancelsMuch = ({ placed, cancelled }: { placed: number; cancelled: number }): boolean =>
  placed >= 20 && cancelled * 10 > placed * 8

function addTo(count: Counts, kind: AlertKind, { named, wanted }: { named: Set<string>; wanted: Set<string> }): void {
  const ofKind = (names: Set<string>) => [...names].filter((name) => name.startsWith(`${kind} `))
  count.planted += ofKind(wanted).length
  count.found += ofKind(wanted).filter((name) => named.has(name)).length
  count.named += ofKind(named).length
  count.namedRightly += ofKind(named).filter((name) => wanted.has(name)).length
}

function withShares(counts: Counts): DetectorScore {
  const share = (part: number, whole: number) => (whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 1_000)
  return {
    ...counts,
    precision: share(counts.namedRightly, counts.named),
    recall: share(counts.found, counts.planted),
  }
}
