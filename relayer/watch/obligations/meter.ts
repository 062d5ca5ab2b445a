import { type DayMeasure, dayName, emptyMeasure, nextDayMs } from './day-measure.ts'
import { NO_QUOTE, type Quote } from './quote.ts'
import type { ObligationTerms } from './terms.ts'

export interface MeasuredDay {
  day: string
  measure: DayMeasure
}

/** What a checkpoint keeps of a meter. */
export interface MeterState {
  terms: ObligationTerms
  openedMs: number | undefined
  untilMs: number
  atMs: number
  quote: Quote
  lostMs: number | undefined
  brakedUntilMs: number
  measure: DayMeasure
}

/**
 * Measures one obligation. A quote holds from the command that made it to the next one that changes it; time is that of the journal.
 *
 * Response: the clock starts with the command that ends a qualifying quote, whatever it was (fill, cancel, expiry, eviction), and stops
 * with the command after which the account qualifies again. A loss and a return in the same millisecond is a response of 0. What is
 * still unanswered when the day or the terms end, or a brake begins, is late if it has lasted too long by then, and is not carried over.
 */
export class ObligationMeter {
  readonly terms: ObligationTerms
  /** Market not open yet: nothing counts. */
  #openedMs: number | undefined
  #untilMs: number
  #atMs: number
  #quote: Quote = NO_QUOTE
  #lostMs: number | undefined
  /** Before it nothing can be traded, so nothing counts. */
  #brakedUntilMs = 0
  #measure = emptyMeasure()

  constructor(terms: ObligationTerms, atMs: number) {
    this.terms = terms
    this.#untilMs = terms.untilMs ?? Number.POSITIVE_INFINITY
    this.#atMs = atMs
  }

  static restore({
    terms,
    openedMs,
    untilMs,
    atMs,
    quote,
    lostMs,
    brakedUntilMs,
    measure,
  }: MeterState): ObligationMeter {
    const meter = new ObligationMeter(terms, atMs)
    meter.#openedMs = openedMs
    meter.#untilMs = untilMs
    meter.#quote = quote
    meter.#lostMs = lostMs
    meter.#brakedUntilMs = brakedUntilMs
    meter.#measure = measure
    return meter
  }

  state(): MeterState {
    const [openedMs, untilMs, atMs] = [this.#openedMs, this.#untilMs, this.#atMs]
    return {
      terms: this.terms,
      openedMs,
      untilMs,
      atMs,
      quote: this.#quote,
      lostMs: this.#lostMs,
      brakedUntilMs: this.#brakedUntilMs,
      measure: this.#measure,
    }
  }

  get day(): string {
    return dayName(this.#atMs)
  }

  /** The day so far. */
  get measure(): DayMeasure {
    return { ...this.#measure }
  }

  openMarket(timeMs: number): void {
    this.#openedMs ??= timeMs
  }

  /** Ends the terms early: a newer version begins. */
  endAt(timeMs: number): void {
    this.#untilMs = Math.min(this.#untilMs, timeMs)
  }

  /** From now on trading is stopped until `untilMs`, or, if that has passed, not. A running response is cut off, as by a day's end. */
  brakeUntil(untilMs: number): void {
    if (untilMs > this.#atMs) this.#leaveUnanswered(this.#atMs)
    this.#brakedUntilMs = untilMs
  }

  /** Counts the time up to `toMs` with the quote as it is; gives the days that ended. Never runs back. */
  advance(toMs: number): MeasuredDay[] {
    const ended: MeasuredDay[] = []
    while (this.#atMs < toMs) {
      const day = this.day
      const dayEndMs = nextDayMs(this.#atMs)
      const untilMs = Math.min(toMs, dayEndMs)
      this.#count(untilMs)
      this.#atMs = untilMs
      if (untilMs >= Math.min(this.#untilMs, dayEndMs)) this.#leaveUnanswered(Math.min(this.#untilMs, dayEndMs))
      if (untilMs < dayEndMs) continue
      if (this.#measure.openMs > 0) ended.push({ day, measure: this.#measure })
      this.#measure = emptyMeasure()
    }
    return ended
  }

  /** The quote after a command at the time that `advance` was last told. */
  change(quote: Quote): void {
    const isCounting = this.#startMs <= this.#atMs && this.#atMs < this.#untilMs && this.#brakedUntilMs <= this.#atMs
    if (isCounting && this.#quote.isQualified && !quote.isQualified) this.#lostMs = this.#atMs
    if (quote.isQualified && this.#lostMs !== undefined) this.#respond(this.#atMs - this.#lostMs)
    this.#quote = quote
  }

  get #startMs(): number {
    return Math.max(this.terms.fromMs, this.#openedMs ?? Number.POSITIVE_INFINITY)
  }

  #count(toMs: number): void {
    const ms = Math.min(toMs, this.#untilMs) - Math.max(this.#atMs, this.#startMs, this.#brakedUntilMs)
    if (!(ms > 0)) return
    this.#measure.openMs += ms
    if (!this.#quote.isTwoSided) return
    this.#measure.twoSidedMs += ms
    this.#measure.spreadBpsMs += this.#quote.spreadBps * ms
    if (this.#quote.isQualified) this.#measure.qualifiedMs += ms
  }

  #respond(ms: number): void {
    this.#lostMs = undefined
    this.#measure.responses += 1
    this.#measure.worstResponseMs = Math.max(this.#measure.worstResponseMs, ms)
    if (ms > this.terms.maxResponseMs) this.#measure.lateResponses += 1
  }

  #leaveUnanswered(endMs: number): void {
    if (this.#lostMs === undefined) return
    const ms = endMs - this.#lostMs
    this.#lostMs = undefined
    this.#measure.unansweredMs = Math.max(this.#measure.unansweredMs, ms)
    if (ms > this.terms.maxResponseMs) this.#measure.lateResponses += 1
  }
}
