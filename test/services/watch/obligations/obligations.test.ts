import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DAY_MS } from '../../../../relayer/watch/obligations/day-measure.ts'
import { ObligationMeter } from '../../../../relayer/watch/obligations/meter.ts'
import { type ObligationReport, reportHash } from '../../../../relayer/watch/obligations/report.ts'
import type { ObligationTerms } from '../../../../relayer/watch/obligations/terms.ts'
import { Watch } from '../../../../relayer/watch/watch.ts'
import { accountOf, SERIES, Session, START_MS, sessionLimits } from '../support/session.ts'

const MAKER = accountOf(1)
const TAKER = accountOf(2)
const DAY_START = Math.floor(START_MS / DAY_MS) * DAY_MS
const TERMS: ObligationTerms = {
  series: SERIES,
  account: MAKER,
  version: 1,
  fromMs: START_MS,
  maxSpreadBps: 100,
  minDepthUnits: 5,
  minUptimeBps: 9_500,
  maxResponseMs: 2_000,
}

/** 45.00 ± 0.20 is a spread of 88.9 bps. */
function quote(session: Session, bidUnits = 5, askUnits = 5): void {
  session.place(MAKER, { side: 'buy', price: 4_480, quantity: bidUnits, lane: 0 })
  session.place(MAKER, { side: 'sell', price: 4_520, quantity: askUnits, lane: 1 })
}

/** Reports of all days up to `untilMs`, and of the running one. */
function reportsOf(session: Session, terms: readonly ObligationTerms[], untilMs: number): ObligationReport[] {
  const watch = new Watch(sessionLimits)
  for (const one of terms) watch.addTerms(one)
  const ended = session.records.flatMap((record) => watch.apply(record).reports)
  return [...ended, ...watch.advance(untilMs).reports, ...watch.currentReports()]
}

describe('obligations along a journal', () => {
  it('are met by a maker that quotes through the day', () => {
    const session = new Session()
    quote(session)
    const [report] = reportsOf(session, [TERMS], DAY_START + DAY_MS)
    assert.deepEqual(report, {
      day: '2027-01-04',
      series: SERIES,
      account: MAKER,
      termsVersion: 1,
      isFinal: true,
      openMs: DAY_START + DAY_MS - START_MS,
      twoSidedMs: DAY_START + DAY_MS - START_MS,
      qualifiedMs: DAY_START + DAY_MS - START_MS,
      uptimeBps: 10_000,
      averageSpreadBps: 89,
      responses: 0,
      lateResponses: 0,
      worstResponseMs: 0,
      unansweredMs: 0,
      isUptimeMet: true,
      isResponseMet: true,
      isMet: true,
      position: 3,
      head: session.records[2]?.head,
    })
  })

  it('are not met by 94.99 % of the time', () => {
    const session = new Session()
    session.wait(501)
    quote(session)
    const [report] = reportsOf(session, [{ ...TERMS, untilMs: START_MS + 10_000 }], START_MS + DAY_MS)
    assert.deepEqual([report?.uptimeBps, report?.isUptimeMet, report?.isResponseMet], [9_499, false, true])
  })

  it('see a fill that takes the depth away, and the time until the quote is back', () => {
    const session = new Session()
    quote(session)
    session.wait(60_000)
    session.place(TAKER, { side: 'buy', price: 4_520, quantity: 2, isImmediate: true })
    session.wait(1_500)
    quote(session)
    const [report] = reportsOf(session, [TERMS], session.timeMs + 1_000)
    assert.deepEqual(
      [report?.responses, report?.worstResponseMs, report?.lateResponses, report?.isFinal],
      [1, 1_500, 0, false],
    )
  })

  it('see a quote that its maker took back for too long', () => {
    const session = new Session()
    quote(session)
    session.wait(1_000)
    session.cancel(MAKER, 0)
    session.wait(2_001)
    quote(session)
    const [report] = reportsOf(session, [TERMS], session.timeMs)
    assert.deepEqual([report?.lateResponses, report?.worstResponseMs, report?.isResponseMet], [1, 2_001, false])
  })

  it('go on by a new version from its time on', () => {
    const session = new Session()
    quote(session)
    const stricter = { ...TERMS, version: 2, fromMs: START_MS + 4_000, maxSpreadBps: 50 }
    const [first, second] = reportsOf(session, [TERMS, stricter], START_MS + 10_000)
    assert.deepEqual([first?.openMs, first?.qualifiedMs], [4_000, 4_000])
    assert.deepEqual([second?.openMs, second?.qualifiedMs, second?.twoSidedMs], [6_000, 0, 6_000])
  })

  it('are the same whether terms were known from the first record on or told before they begin', () => {
    const session = new Session()
    quote(session)
    session.wait(5_000)
    session.cancel(MAKER, 1)
    session.wait(5_000)
    quote(session)
    const later = { ...TERMS, fromMs: START_MS + 2_000 }
    const watch = new Watch(sessionLimits)
    for (const record of session.records.slice(0, 3)) watch.apply(record)
    watch.addTerms(later)
    for (const record of session.records.slice(3)) watch.apply(record)
    watch.advance(START_MS + 20_000)
    assert.deepEqual(watch.currentReports(), reportsOf(session, [later], START_MS + 20_000))
  })

  it('do not count the time in which trading was stopped, however it ends', () => {
    const session = new Session()
    quote(session)
    session.wait(10_000)
    // Released after 4 s: of the 60 s that it was set for only these count as braked.
    session.do({ kind: 'BRAKED', series: SERIES, untilMs: session.timeMs + 60_000 })
    session.cancel(MAKER, 0)
    session.wait(4_000)
    session.do({ kind: 'BRAKED', series: SERIES, untilMs: 0 })
    quote(session)
    session.wait(6_000)
    // And this one runs out by itself after 5 s.
    session.do({ kind: 'BRAKED', series: SERIES, untilMs: session.timeMs + 5_000 })
    session.do({ kind: 'BRAKED', series: SERIES + 1, untilMs: session.timeMs + 90_000 })
    const [report] = reportsOf(session, [TERMS], session.timeMs + 12_000)
    assert.deepEqual([report?.openMs, report?.qualifiedMs, report?.isMet], [23_000, 23_000, true])
    assert.deepEqual([report?.responses, report?.lateResponses, report?.unansweredMs], [0, 0, 0])
  })

  it('cut a response off where trading is stopped: late only if it had been too long by then', () => {
    for (const [waitedMs, late] of [
      [1_999, 0],
      [2_001, 1],
    ] as const) {
      const session = new Session()
      quote(session)
      session.cancel(MAKER, 0)
      session.wait(waitedMs)
      session.do({ kind: 'BRAKED', series: SERIES, untilMs: session.timeMs + 60_000 })
      session.wait(70_000)
      quote(session)
      const [report] = reportsOf(session, [TERMS], session.timeMs)
      assert.deepEqual([report?.responses, report?.lateResponses, report?.unansweredMs], [0, late, waitedMs])
    }
  })

  it('are told of a brake that is older than the terms', () => {
    const session = new Session()
    quote(session)
    session.do({ kind: 'BRAKED', series: SERIES, untilMs: START_MS + 30_000 })
    const watch = new Watch(sessionLimits)
    for (const record of session.records) watch.apply(record)
    watch.addTerms({ ...TERMS, fromMs: START_MS + 10_000 })
    watch.advance(START_MS + 40_000)
    assert.deepEqual(
      watch.currentReports().map(({ openMs }) => openMs),
      [10_000],
    )
  })

  it('have a hash that every number is part of', () => {
    const session = new Session()
    quote(session)
    const [report] = reportsOf(session, [TERMS], DAY_START + DAY_MS)
    assert.ok(report)
    assert.match(reportHash(report), /^0x[0-9a-f]{64}$/)
    assert.notEqual(reportHash(report), reportHash({ ...report, worstResponseMs: 1 }))
  })
})

describe('a meter from a checkpoint', () => {
  it('still knows that trading is stopped', () => {
    const meter = new ObligationMeter(TERMS, START_MS)
    meter.openMarket(START_MS)
    meter.brakeUntil(START_MS + 5_000)
    const restored = ObligationMeter.restore(meter.state())
    restored.advance(START_MS + 8_000)
    assert.equal(restored.measure.openMs, 3_000)
  })
})
