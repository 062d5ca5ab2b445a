import type { EngineLimits } from '../sequencer/engine/limits.ts'
import type { JournalRecord } from './journal/records.ts'
import { MarketState } from './market/market-state.ts'
import { Tape } from './market/tape.ts'
import { Obligations } from './obligations/obligations.ts'
import type { ObligationReport } from './obligations/report.ts'
import type { ObligationTerms } from './obligations/terms.ts'
import type { Alert } from './surveillance/alert.ts'
import { Owners, type Ownership } from './surveillance/owners.ts'
import { Surveillance } from './surveillance/surveillance.ts'

/** What became known up to a point of the journal. */
export interface Seen {
  /** Of days that ended. */
  reports: ObligationReport[]
  alerts: Alert[]
}

/** The whole watch without I/O: records in, alerts and reports out. The same records, terms and owners give the same. */
export class Watch {
  position = 0
  /** Journal time up to which everything is counted. */
  timeMs = 0
  readonly #tape: Tape
  readonly #market = new MarketState()
  readonly #owners = new Owners()
  readonly #obligations = new Obligations(this.#market)
  readonly #surveillance = new Surveillance({ market: this.#market, owners: this.#owners })

  constructor(limits?: EngineLimits) {
    this.#tape = new Tape(limits)
  }

  addTerms(terms: ObligationTerms): void {
    this.#obligations.add(terms)
  }

  addOwnership(ownership: Ownership): void {
    this.#owners.add(ownership)
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
    return seen
  }

  /** Reports of the running day. */
  currentReports(): ObligationReport[] {
    return this.#obligations.current()
  }
}
