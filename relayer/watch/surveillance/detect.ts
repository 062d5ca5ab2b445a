import type { AlertKind, Finding } from './finding.ts'
import { findLayering } from './layering.ts'
import { findMomentumIgnition } from './momentum-ignition.ts'
import { findSpoofing } from './spoofing.ts'
import type { Thresholds } from './thresholds.ts'
import { findRelated, findRoundTrips, type Relation } from './wash-trading.ts'
import type { AccountWindow } from './window.ts'

export interface Judgement {
  kind: AlertKind
  /** One account, or two for wash trading. */
  windows: readonly AccountWindow[]
  /** Why the two accounts belong together; absent when they are strangers. */
  relation?: Relation | undefined
  thresholds: Thresholds
  atMs: number
}

/** Judges the windows for one kind of abuse: the same windows, thresholds and time give the same finding. */
export function detect({ kind, windows, relation, thresholds, atMs }: Judgement): Finding | undefined {
  const [first, second] = windows
  if (!first) return undefined
  switch (kind) {
    case 'spoofing':
      return findSpoofing(first, thresholds, atMs)
    case 'layering':
      return findLayering(first, thresholds, atMs)
    case 'momentum-ignition':
      return findMomentumIgnition(first, thresholds)
    case 'wash-trading':
      if (!second) return undefined
      return relation ? findRelated([first, second], relation, thresholds) : findRoundTrips([first, second], thresholds)
  }
}
