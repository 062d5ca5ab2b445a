/** Sums over one UTC day; every field is a whole number, so that cutting the time anywhere gives the same sums. */
export interface DayMeasure {
  /** The market was open and not braked, and the terms in force. */
  openMs: number
  twoSidedMs: number
  qualifiedMs: number
  /** Sum of spread × time while two-sided. */
  spreadBpsMs: number
  /** Losses of the qualifying quote that were answered by another one. */
  responses: number
  /** Of these, and of the one that were cut off, those that took longer than promised. */
  lateResponses: number
  worstResponseMs: number
  /** How long a loss had gone unanswered when the day or the terms ended, or a brake began; the longest. */
  unansweredMs: number
}

export const emptyMeasure = (): DayMeasure => ({
  openMs: 0,
  twoSidedMs: 0,
  qualifiedMs: 0,
  spreadBpsMs: 0,
  responses: 0,
  lateResponses: 0,
  worstResponseMs: 0,
  unansweredMs: 0,
})

export const DAY_MS = 86_400_000

/** Start of the UTC day after the one that `timeMs` lies in. */
export const nextDayMs = (timeMs: number): number => (Math.floor(timeMs / DAY_MS) + 1) * DAY_MS

/** 2026-11-25. */
export const dayName = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10)
