import { hash } from 'node:crypto'
import { canonicalJson } from '../../../sdk/src/canonical-json.ts'
import type { Hex } from '../../sequencer/engine/types.ts'
import type { Market } from '../market/facts.ts'
import type { Finding } from './finding.ts'
import type { Place } from './window.ts'

/** A finding with the part of the journal that proves it. */
export interface Alert extends Finding, Market {
  /** sha256 of all other fields as canonical JSON: the same replay gives the same id. */
  id: Hex
  thresholdsVersion: number
  /** Journal time at which it was judged. */
  atMs: number
  evidence: {
    /** The journal, as in `1/2`; absent when there is only one. */
    partition?: string
    fromPosition: number
    toPosition: number
    /** Head of the hash chain before the first record and after the last. */
    headBefore: Hex
    head: Hex
  }
}

interface AlertBasis extends Market {
  thresholdsVersion: number
  atMs: number
  partition?: string | undefined
  range: { from: Place; to: Place }
}

export function alertOf(
  finding: Finding,
  { series, final, thresholdsVersion, atMs, partition, range }: AlertBasis,
): Alert {
  const { from, to } = range
  const evidence = {
    ...(partition === undefined ? {} : { partition }),
    fromPosition: from.position,
    toPosition: to.position,
    headBefore: from.headBefore,
    head: to.head,
  }
  const content = { ...finding, series, final, thresholdsVersion, atMs, evidence }
  return { id: alertId(content), ...content }
}

export function alertId(content: Omit<Alert, 'id'>): Hex {
  return `0x${hash('sha256', canonicalJson(content), 'hex')}`
}
