import type { Braked, Hex } from '../../sequencer/engine/types.ts'
import type { JournalRecord } from '../journal/records.ts'
import type { MarketFact } from '../market/facts.ts'
import type { MarketState } from '../market/market-state.ts'
import { type MeterState, ObligationMeter } from './meter.ts'
import { quoteOf } from './quote.ts'
import { type ObligationReport, reportOf } from './report.ts'
import { type ObligationTerms, termsKey } from './terms.ts'

/** What a checkpoint keeps. */
export interface ObligationsState {
  meters: MeterState[]
  openedMs: Map<number, number>
  brakedUntilMs: Map<number, number>
  atMs: number
  position: number
  head: Hex
}

/** Every obligation measured side by side along the journal. Obligations are about the book of resalable units (`final` false). */
export class Obligations {
  readonly #market: MarketState
  readonly #partition: string | undefined
  readonly #meters = new Map<string, ObligationMeter>()
  #openedMs = new Map<number, number>()
  /** By series. */
  #brakedUntilMs = new Map<number, number>()
  #atMs = 0
  #position = 0
  #head: Hex = `0x${'00'.repeat(32)}`

  constructor(market: MarketState, partition?: string) {
    this.#market = market
    this.#partition = partition
  }

  state(): ObligationsState {
    const meters = [...this.#meters.values()].map((meter) => meter.state())
    const series = { openedMs: this.#openedMs, brakedUntilMs: this.#brakedUntilMs }
    return { meters, ...series, atMs: this.#atMs, position: this.#position, head: this.#head }
  }

  restore({ meters, openedMs, brakedUntilMs, atMs, position, head }: ObligationsState): void {
    for (const state of meters) this.#meters.set(termsKey(state.terms), ObligationMeter.restore(state))
    this.#openedMs = openedMs
    this.#brakedUntilMs = brakedUntilMs
    this.#atMs = atMs
    this.#position = position
    this.#head = head
  }

  has(terms: ObligationTerms): boolean {
    return this.#meters.has(termsKey(terms))
  }

  /** Measures new terms from their `fromMs`, which must not have passed yet: a replay then finds the same. */
  add(terms: ObligationTerms): void {
    if (this.has(terms)) return
    const meter = new ObligationMeter(terms, this.#atMs)
    const openedMs = this.#openedMs.get(terms.series)
    if (openedMs !== undefined) meter.openMarket(openedMs)
    meter.brakeUntil(this.#brakedUntilMs.get(terms.series) ?? 0)
    meter.change(this.#quote(meter))
    this.#meters.set(termsKey(terms), meter)
    this.#endOlder(terms)
  }

  /** Counts the time before a command; to be called before its facts change the market. Gives the reports of ended days. */
  advance(timeMs: number): ObligationReport[] {
    this.#atMs = Math.max(this.#atMs, timeMs)
    return [...this.#meters.values()].flatMap((meter) =>
      meter.advance(this.#atMs).map((measured) => reportOf(measured, { ...this.#basis(meter), isFinal: true })),
    )
  }

  /** Looks at the quotes again after a command whose facts the market has taken in. */
  observe({ position, head, timeMs, command }: JournalRecord, facts: readonly MarketFact[]): void {
    this.#position = position
    this.#head = head
    for (const fact of facts) if (fact.kind === 'market-opened') this.#openMarket(fact.series, timeMs)
    if (command.kind === 'BRAKED') this.#brake(command)
    const touched = touchedBy(facts)
    if (touched.size === 0) return
    for (const meter of this.#meters.values()) {
      if (touched.has(`${meter.terms.series}/${meter.terms.account}`)) meter.change(this.#quote(meter))
    }
  }

  /** The running day of every obligation that counts already. */
  current(): ObligationReport[] {
    return [...this.#meters.values()].flatMap((meter) => {
      const { day, measure } = meter
      return measure.openMs === 0 ? [] : [reportOf({ day, measure }, { ...this.#basis(meter), isFinal: false })]
    })
  }

  #basis({ terms }: ObligationMeter) {
    return { terms, partition: this.#partition, position: this.#position, head: this.#head }
  }

  #quote({ terms }: ObligationMeter) {
    return quoteOf(this.#market.standingOf(terms.account, { series: terms.series, final: false }).values(), terms)
  }

  #brake({ series, untilMs }: Braked): void {
    this.#brakedUntilMs.set(series, untilMs)
    for (const meter of this.#meters.values()) if (meter.terms.series === series) meter.brakeUntil(untilMs)
  }

  #openMarket(series: number, timeMs: number): void {
    this.#openedMs.set(series, timeMs)
    for (const meter of this.#meters.values()) if (meter.terms.series === series) meter.openMarket(timeMs)
  }

  /** Of two versions the later begins where the earlier ends, in whatever order they are told. */
  #endOlder(added: ObligationTerms): void {
    for (const { terms, endAt } of this.#versionsOf(added)) {
      if (terms.version < added.version) endAt(added.fromMs)
      if (terms.version > added.version) this.#meters.get(termsKey(added))?.endAt(terms.fromMs)
    }
  }

  #versionsOf({ series, account }: ObligationTerms) {
    return [...this.#meters.values()]
      .filter(({ terms }) => terms.series === series && terms.account === account)
      .map((meter) => ({ terms: meter.terms, endAt: (timeMs: number) => meter.endAt(timeMs) }))
  }
}

/** Accounts whose open orders may have changed, as `series/account`. */
function touchedBy(facts: readonly MarketFact[]): Set<string> {
  const touched = new Set<string>()
  for (const fact of facts) {
    if (fact.kind === 'market-opened' || fact.kind === 'grouped' || fact.kind === 'placed' || fact.final) continue
    const accounts = fact.kind === 'trade' ? [fact.buyer, fact.seller] : [fact.account]
    for (const account of accounts) touched.add(`${fact.series}/${account}`)
  }
  return touched
}
