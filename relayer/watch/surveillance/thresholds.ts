import { BaseError } from '../../../kit/errors.ts'

/** Numbers that the detectors compare with. An alert names their version, so old alerts stay provable after a change. */
export interface Thresholds {
  version: number
  /** Everything is judged over this time. */
  windowMs: number
  /** After an alert, the same accounts are not reported again for the same thing and market. */
  quietMs: number
  /** A trade is judged with its neighbours this much later. */
  settleMs: number
  spoofing: PullThresholds & {
    /** Resting orders of one side placed in the window. */
    minOrders: number
    /** More of them than this were taken back without a fill. */
    cancelRateBps: number
  }
  layering: PullThresholds & {
    /** Price levels that stand on the pulled side when the trade happens. */
    minLevels: number
  }
  washTrading: {
    /** Trades between two accounts, and those of each direction among them. */
    minTrades: number
    minTradesEachWay: number
    /** Difference of the units that went to and fro, of their sum. */
    netBps: number
    /** Difference of the average prices of the two directions. */
    priceGapBps: number
    /** Share of the pair in all that each of the two traded, when each has taken the other's orders. */
    shareBps: number
    /** The same when one of the two was always the taker, as between a customer and the maker it meets most. */
    oneSidedShareBps: number
    /** Trades between accounts of one owner. */
    minSameOwnerTrades: number
  }
  momentumIgnition: {
    /** The run: trades as taker in one direction, within this time, moving the price this far. */
    runMs: number
    minRunTrades: number
    moveBps: number
    /** Share of the run in all that was taken in its direction meanwhile. */
    runShareBps: number
    /** The reversal: this share of the run given back within this time. */
    exitMs: number
    exitShareBps: number
  }
}

/** How an order book is talked up on one side to trade on the other. */
interface PullThresholds {
  /** Own quantity standing on the far side when the trade happens, of what stands or trades on the near side. */
  dominanceBps: number
  /** What was placed on the far side in the window, of what was placed on the near side. */
  asymmetryBps: number
  /** So soon after the trade */
  pullMs: number
  /** this much of the far side was taken back and not placed again. */
  pullBps: number
  /** This often in the window; trades closer than `pullMs` count once. */
  minEpisodes: number
}

/** Append, never edit. */
const VERSIONS: readonly Thresholds[] = [
  {
    version: 1,
    windowMs: 600_000,
    quietMs: 600_000,
    settleMs: 1_000,
    spoofing: {
      minOrders: 20,
      cancelRateBps: 8_000,
      dominanceBps: 30_000,
      asymmetryBps: 30_000,
      pullMs: 10_000,
      pullBps: 5_000,
      minEpisodes: 2,
    },
    layering: {
      minLevels: 3,
      dominanceBps: 30_000,
      asymmetryBps: 30_000,
      pullMs: 10_000,
      pullBps: 6_000,
      minEpisodes: 2,
    },
    washTrading: {
      minTrades: 4,
      minTradesEachWay: 2,
      netBps: 2_000,
      priceGapBps: 200,
      shareBps: 5_000,
      oneSidedShareBps: 9_000,
      minSameOwnerTrades: 3,
    },
    momentumIgnition: {
      runMs: 60_000,
      minRunTrades: 5,
      moveBps: 100,
      runShareBps: 5_000,
      exitMs: 300_000,
      exitShareBps: 5_000,
    },
  },
]

/** Throws `THRESHOLDS_UNKNOWN` for a version that was never in force. */
export function thresholdsOf(version: number): Thresholds {
  const thresholds = VERSIONS.find((candidate) => candidate.version === version)
  if (thresholds) return thresholds
  throw new BaseError('These thresholds were never in force.', { code: 'THRESHOLDS_UNKNOWN', details: `${version}` })
}

export const currentThresholds = thresholdsOf(VERSIONS.length)
