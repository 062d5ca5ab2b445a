import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { DAY_MS, type DayMeasure, dayName, emptyMeasure } from '../../../../relayer/watch/obligations/day-measure.ts'
import { type MeasuredDay, ObligationMeter } from '../../../../relayer/watch/obligations/meter.ts'
import { NO_QUOTE, type Quote } from '../../../../relayer/watch/obligations/quote.ts'
import type { ObligationTerms } from '../../../../relayer/watch/obligations/terms.ts'

const MIDNIGHT = Date.UTC(2027, 0, 5)
const TERMS: ObligationTerms = {
  series: 1,
  account: `0x${'aa'.repeat(20)}`,
  version: 1,
  fromMs: MIDNIGHT - 100,
  maxSpreadBps: 100,
  minDepthUnits: 1,
  minUptimeBps: 9_500,
  maxResponseMs: 10,
}
const GOOD: Quote = { isTwoSided: true, spreadBps: 40, isQualified: true }
const WIDE: Quote = { isTwoSided: true, spreadBps: 130, isQualified: false }
const QUOTES = [NO_QUOTE, WIDE, GOOD]

interface Change {
  atMs: number
  quote: Quote
}

/** What happens around a midnight: changes of the quote, opening of the market, terms that may end. */
const scenario = fc.record({
  startMs: fc.integer({ min: MIDNIGHT - 140, max: MIDNIGHT - 80 }),
  openedMs: fc.integer({ min: MIDNIGHT - 140, max: MIDNIGHT + 20 }),
  untilMs: fc.option(fc.integer({ min: MIDNIGHT - 60, max: MIDNIGHT + 60 }), { nil: undefined }),
  changes: fc.array(fc.record({ gapMs: fc.nat({ max: 25 }), quote: fc.constantFrom(...QUOTES) }), { maxLength: 14 }),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never

const END_MS = MIDNIGHT + 400

function changesOf({ startMs, changes }: Scenario): Change[] {
  let atMs = startMs
  return changes.map(({ gapMs, quote }) => {
    atMs += gapMs
    return { atMs, quote }
  })
}

function termsOf({ untilMs }: Scenario): ObligationTerms {
  return untilMs === undefined ? TERMS : { ...TERMS, untilMs }
}

/** Runs the meter as the watch does; `cuts` lets time pass in between as well. */
function measured(given: Scenario, cuts: readonly number[] = []): { ended: MeasuredDay[]; rest: DayMeasure } {
  const meter = new ObligationMeter(termsOf(given), given.startMs)
  const steps: { atMs: number; act: () => void }[] = [
    { atMs: given.openedMs, act: () => meter.openMarket(given.openedMs) },
    ...cuts.map((atMs) => ({ atMs, act: () => {} })),
    ...changesOf(given).map(({ atMs, quote }) => ({ atMs, act: () => meter.change(quote) })),
  ]
  const ended: MeasuredDay[] = []
  for (const { atMs, act } of steps.toSorted((a, b) => a.atMs - b.atMs)) {
    ended.push(...meter.advance(atMs))
    act()
  }
  ended.push(...meter.advance(END_MS))
  return { ended, rest: meter.measure }
}

/** The same by looking at every single millisecond, from the words of the definition. */
function bruteForce(given: Scenario): [string, DayMeasure][] {
  const changes = changesOf(given)
  const untilMs = given.untilMs ?? Number.POSITIVE_INFINITY
  const days = new Map<string, DayMeasure>()
  let quote = NO_QUOTE
  let lostMs: number | undefined
  for (let ms = given.startMs; ms < END_MS; ms++) {
    if (lostMs !== undefined && (ms === MIDNIGHT || ms === untilMs)) {
      const dayBefore = measureOf(days, ms - 1)
      dayBefore.unansweredMs = ms - lostMs
      dayBefore.lateResponses += ms - lostMs > TERMS.maxResponseMs ? 1 : 0
      lostMs = undefined
    }
    const isCounting = ms >= TERMS.fromMs && ms >= given.openedMs && ms < untilMs
    const day = measureOf(days, ms)
    for (const change of changes.filter(({ atMs }) => atMs === ms)) {
      if (isCounting && quote.isQualified && !change.quote.isQualified) lostMs = ms
      if (change.quote.isQualified && lostMs !== undefined) {
        day.responses += 1
        day.worstResponseMs = Math.max(day.worstResponseMs, ms - lostMs)
        day.lateResponses += ms - lostMs > TERMS.maxResponseMs ? 1 : 0
        lostMs = undefined
      }
      quote = change.quote
    }
    if (!isCounting) continue
    day.openMs += 1
    day.twoSidedMs += quote.isTwoSided ? 1 : 0
    day.spreadBpsMs += quote.isTwoSided ? quote.spreadBps : 0
    day.qualifiedMs += quote.isQualified ? 1 : 0
  }
  return [...days].filter(([, { openMs }]) => openMs > 0)
}

function measureOf(days: Map<string, DayMeasure>, ms: number): DayMeasure {
  const day = days.get(dayName(ms)) ?? emptyMeasure()
  days.set(dayName(ms), day)
  return day
}

describe('the meter of an obligation', () => {
  it('counts what a look at every millisecond counts', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const { ended, rest } = measured(given)
        const days = [...ended, { day: dayName(END_MS), measure: rest }].filter(({ measure }) => measure.openMs > 0)
        assert.deepEqual(
          days.map(({ day, measure }): [string, DayMeasure] => [day, measure]),
          bruteForce(given),
        )
      }),
      { numRuns: process.env.LONG === '1' ? 20_000 : 2_000 },
    )
  })

  it('gives the same however the time is cut', () => {
    const cuts = fc.array(fc.integer({ min: MIDNIGHT - 140, max: END_MS }), { maxLength: 10 })
    fc.assert(
      fc.property(scenario, cuts, (given, at) => {
        assert.deepEqual(measured(given, at), measured(given))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the response time', () => {
  const start = (terms: Partial<ObligationTerms> = {}) => {
    const meter = new ObligationMeter({ ...TERMS, fromMs: MIDNIGHT, ...terms }, MIDNIGHT)
    meter.openMarket(MIDNIGHT)
    meter.change(GOOD)
    return meter
  }
  const at = (meter: ObligationMeter, ms: number, quote: Quote) => {
    meter.advance(MIDNIGHT + ms)
    meter.change(quote)
  }

  it('runs from the loss of the quote to the next qualifying one', () => {
    const meter = start()
    at(meter, 1_000, NO_QUOTE)
    at(meter, 1_004, WIDE)
    at(meter, 1_010, GOOD)
    const { responses, lateResponses, worstResponseMs } = meter.measure
    assert.deepEqual(
      { responses, lateResponses, worstResponseMs },
      { responses: 1, lateResponses: 0, worstResponseMs: 10 },
    )
  })

  it('is late one millisecond beyond the promise', () => {
    const meter = start()
    at(meter, 1_000, NO_QUOTE)
    at(meter, 1_011, GOOD)
    assert.equal(meter.measure.lateResponses, 1)
  })

  it('does not run before the first qualifying quote', () => {
    const meter = new ObligationMeter({ ...TERMS, fromMs: MIDNIGHT }, MIDNIGHT)
    meter.openMarket(MIDNIGHT)
    at(meter, 5_000, GOOD)
    assert.equal(meter.measure.responses, 0)
  })

  it('is cut off at midnight, late if it had lasted too long, and not carried over', () => {
    const meter = start()
    at(meter, DAY_MS - 11, NO_QUOTE)
    const [day] = meter.advance(MIDNIGHT + DAY_MS + 5)
    assert.deepEqual([day?.measure.unansweredMs, day?.measure.lateResponses], [11, 1])
    meter.change(GOOD)
    assert.equal(meter.measure.responses, 0)
  })

  it('is cut off where the terms end', () => {
    const meter = start({ untilMs: MIDNIGHT + 2_000 })
    at(meter, 1_995, NO_QUOTE)
    at(meter, 3_000, GOOD)
    assert.deepEqual([meter.measure.unansweredMs, meter.measure.lateResponses, meter.measure.responses], [5, 0, 0])
  })
})
