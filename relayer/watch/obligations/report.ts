import { hash } from 'node:crypto'
import { canonicalJson } from '../../../sdk/src/canonical-json.ts'
import type { Hex } from '../../sequencer/engine/types.ts'
import type { MeasuredDay } from './meter.ts'
import type { ObligationTerms } from './terms.ts'

/** How one market maker kept its promise for one series on one UTC day. */
export interface ObligationReport {
  day: string
  series: number
  account: Hex
  termsVersion: number
  /** The day is over: the numbers stay as they are. */
  isFinal: boolean
  openMs: number
  twoSidedMs: number
  qualifiedMs: number
  /** Rounded down; whether it is enough is decided without rounding. */
  uptimeBps: number
  /** Over the two-sided time, rounded up; absent when there was none. */
  averageSpreadBps?: number
  responses: number
  lateResponses: number
  worstResponseMs: number
  unansweredMs: number
  isUptimeMet: boolean
  isResponseMet: boolean
  isMet: boolean
  /** The journal, as in `1/2`; absent when there is only one. */
  partition?: string
  /** Last record of the journal that the numbers rest on, and the chain's head there. */
  position: number
  head: Hex
}

interface Basis {
  terms: ObligationTerms
  isFinal: boolean
  partition?: string | undefined
  position: number
  head: Hex
}

export function reportOf(
  { day, measure }: MeasuredDay,
  { terms, isFinal, partition, position, head }: Basis,
): ObligationReport {
  const { openMs, twoSidedMs, qualifiedMs, spreadBpsMs, ...responses } = measure
  const isUptimeMet = BigInt(qualifiedMs) * 10_000n >= BigInt(terms.minUptimeBps) * BigInt(openMs)
  const isResponseMet = responses.lateResponses === 0
  return {
    day,
    series: terms.series,
    account: terms.account,
    termsVersion: terms.version,
    isFinal,
    openMs,
    twoSidedMs,
    qualifiedMs,
    uptimeBps: openMs === 0 ? 0 : Number((BigInt(qualifiedMs) * 10_000n) / BigInt(openMs)),
    ...(twoSidedMs === 0 ? {} : { averageSpreadBps: Number(ceilDiv(BigInt(spreadBpsMs), BigInt(twoSidedMs))) }),
    ...responses,
    isUptimeMet,
    isResponseMet,
    isMet: isUptimeMet && isResponseMet,
    ...(partition === undefined ? {} : { partition }),
    position,
    head,
  }
}

/**
 * sha256 of the report as canonical JSON (RFC 8785: keys sorted, whole numbers, no spaces): what a suspension on chain names as its
 * `reportHash`.
 */
export const reportHash = (report: ObligationReport): Hex => `0x${hash('sha256', canonicalJson(report), 'hex')}`

const ceilDiv = (value: bigint, by: bigint): bigint => (value + by - 1n) / by
