import type { Hex } from '../../sequencer/engine/types.ts'

/** What a market maker promised for one series. A later version takes the place of an earlier one from its `fromMs` on. */
export interface ObligationTerms {
  series: number
  /** Lower-case address. */
  account: Hex
  version: number
  /** Journal time from which it is measured; it is measured while the series' market is open. */
  fromMs: number
  /** Journal time at which it ends: the series' expiry, or none. */
  untilMs?: number
  /** Widest spread between the prices at which `minDepthUnits` stand on each side, in bps of the middle between them. */
  maxSpreadBps: number
  minDepthUnits: number
  /** Share of the market's open time in which the two promises above must hold. */
  minUptimeBps: number
  /** Longest time from the loss of a qualifying quote to the next one. */
  maxResponseMs: number
}

/** Same series, account and version: the same terms. */
export const termsKey = ({ series, account, version }: ObligationTerms): string => `${series}/${account}/${version}`
