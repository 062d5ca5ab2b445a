import { hash } from 'node:crypto'
import { canonicalJson } from '../../../sdk/src/canonical-json.ts'
import type { Hex } from '../../sequencer/engine/types.ts'

/** A market maker's day that is over, all of its obligations together. */
export interface MakerDay {
  /** 2026-11-25. */
  day: string
  /** Every obligation was met. */
  isMet: boolean
  /** Hashes of the day's reports, by series and version. */
  reports: Hex[]
}

/** Days on which a market maker did not keep its obligations, and the reports that say so. */
export interface Breach {
  account: Hex
  /** Oldest first. */
  days: string[]
  reports: Hex[]
}

interface Rule {
  /** So many days in a row, of those that were measured. */
  afterDays: number
  /** First day that counts: the one after the maker became active. */
  fromDay: string
}

/** The breach that the newest days make, if they do. `days` newest first; a day without a report is neither kept nor broken. */
export function breachOf(account: Hex, days: readonly MakerDay[], rule: Rule): Breach | undefined {
  const newest = days.filter(({ day }) => day >= rule.fromDay).slice(0, rule.afterDays)
  if (newest.length < rule.afterDays || newest.some(({ isMet }) => isMet)) return undefined
  const ordered = newest.toReversed()
  return { account, days: ordered.map(({ day }) => day), reports: ordered.flatMap(({ reports }) => reports) }
}

/** sha256 of the breach as canonical JSON (RFC 8785): what the suspension on chain names as its `reportHash`. */
export const breachHash = (breach: Breach): Hex => `0x${hash('sha256', canonicalJson(breach), 'hex')}`
