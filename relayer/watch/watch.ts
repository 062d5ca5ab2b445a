import type { EngineLimits } from '../sequencer/engine/limits.ts'
import type { Hex } from '../sequencer/engine/types.ts'
import type { JournalRecord } from './journal/records.ts'
import { MarketState, type MarketSums } from './market/market-state.ts'
import { Tape, type TapeState } from './market/tape.ts'
import { Obligations, type ObligationsState } from './obligations/obligations.ts'
import type { ObligationReport } from './obligations/report.ts'
import type { ObligationTerms } from './obligations/terms.ts'
import type { Alert } from './surveillance/alert.ts'
import { Owners, type Ownership } from './surveillance/owners.ts'
import { Surveillance, type SurveillanceState } from './surveillance/surveillance.ts'

/** What became known up to a point of the journal. */
export interface Seen {
  /** Of days that ended. */
  reports: ObligationReport[]
  alerts: Alert[]
}

/** Everything the watch knows at a point of the journal: plain values, to be copied before the next record is applied. */
export interface WatchState {
  position: number
  /** The chain's head at the position. */
  head: Hex
  timeMs: number
  tape: TapeState
  market: MarketSums
  owners: Map<Hex, Ownership[]>
  obligations: ObligationsState
  surveillance: SurveillanceState
}

interface WatchOptions {
  /** Names the journal in alerts and reports when there are several, as in `1/2`. */
  partition?: string | undefined
  /** Goes on from here; it then belongs to the watch. */
  state?: WatchState
}

/** The whole watch without I/O: records in, alerts and reports out. The same records, terms and owners give the same. */
export class Watch {
  position = 0
  head: Hex = `0x${'00'.repeat(32)}`
  /** Journal time up to which everything is counted. */
  timeMs = 0
  readonly #tape: Tape
  readonly #market = new MarketState()
  readonly #owners = new Owners()
  readonly #obligations: Obligations
  readonly #surveillance: Surveillance

  constructor(limits?: EngineLimits, { partition, state }: WatchOptions = {}) {
    const [market, owners] = [this.#market, this.#owners]
    this.#obligations = new Obligations(market, partition)
    this.#surveillance = new Surveillance({ market, owners, partition })
    this.#tape = new Tape(limits, state?.tape)
    if (!state) return
    this.position = state.position
    this.head = state.head
    this.timeMs = state.timeMs
    this.#market.restore(state.market)
    this.#owners.restore(state.owners)
    this.#obligations.restore(state.obligations)
    this.#surveillance.restore(state.surveillance)
  }

  state(): WatchState {
    return {
      position: this.position,
      head: this.head,
      timeMs: this.timeMs,
      tape: this.#tape.state(),
      market: this.#market.state(),
      owners: this.#owners.state(),
      obligations: this.#obligations.state(),
      surveillance: this.#surveillance.state(),
    }
  }

  addTerms(terms: ObligationTerms): void {
    this.#obligations.add(terms)
  }

  addOwnership(ownership: Ownership): void {
    this.#owners.add(ownership)
  }

  /** Whether these would have counted before the present, so that only a reading from the beginning can heed them. */
  isTooLateFor({ terms, owners }: { terms: readonly ObligationTerms[]; owners: readonly Ownership[] }): boolean {
    const isPast = ({ fromMs }: { fromMs: number }) => fromMs <= this.timeMs
    return (
      terms.some((added) => isPast(added) && !this.#obligations.has(added)) ||
      owners.some((added) => isPast(added) && !this.#owners.has(added))
    )
  }

  /** Lets time pass without a command. */
  advance(timeMs: number): Seen {
    this.timeMs = Math.max(this.timeMs, timeMs)
    return { reports: this.#obligations.advance(this.timeMs), alerts: this.#surveillance.advance(this.timeMs) }
  }

  apply(record: JournalRecord): Seen {
    const seen = this.advance(record.timeMs)
    const facts = this.#tape.apply(record)
    for (const fact of facts) {
      this.#surveillance.note(fact, record)
      this.#market.apply(fact)
    }
    this.#obligations.observe(record, facts)
    this.position = record.position
    this.head = record.head
    return seen
  }

  /** Reports of the running day. */
  currentReports(): ObligationReport[] {
    return this.#obligations.current()
  }
}
