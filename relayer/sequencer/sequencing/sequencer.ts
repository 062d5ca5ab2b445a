import type { SequencerState } from '../engine/sequencer-state.ts'
import type { Command, EngineEvent, Sequenced } from '../engine/types.ts'
import type { Journal } from '../journal/journal.ts'
import { MAX_EXPIRIES_PER_TURN, MIN_TIME_TO_SETTLE_SEC } from '../limits.ts'
import type { OrderRegistry } from './order-registry.ts'
import type { ShellState } from './shell-state.ts'

export interface Applied {
  sequenced: Sequenced
  events: readonly EngineEvent[]
}

interface Dependencies {
  state: SequencerState
  journal: Journal
  shell: ShellState
  /** Milliseconds since 1970. */
  clock: () => number
  /** Called when journal and state may differ: the process has to end, a replay heals it. */
  onFatal: (error: unknown) => void
}

/** The single queue: every change of the book gets its place in the journal here, in one turn of the event loop. */
export class Sequencer {
  readonly #dependencies: Dependencies
  readonly #listeners: ((applied: Applied) => void)[] = []
  #lastTimeMs: number

  /** @param lastTimeMs Time of the last replayed command: time never runs back, whatever the clock says. */
  constructor(dependencies: Dependencies, lastTimeMs = 0) {
    this.#dependencies = dependencies
    this.#lastTimeMs = lastTimeMs
  }

  get state(): SequencerState {
    return this.#dependencies.state
  }

  get registry(): OrderRegistry {
    return this.#dependencies.shell.registry
  }

  get shell(): ShellState {
    return this.#dependencies.shell
  }

  get journal(): Journal {
    return this.#dependencies.journal
  }

  /** Told of every command in order, before it is durable; wait with `durable` before telling anyone outside. */
  onApplied(listener: (applied: Applied) => void): void {
    this.#listeners.push(listener)
  }

  /** Journals and applies one command. */
  submit(command: Command): Applied {
    const { state, journal, shell, onFatal } = this.#dependencies
    const timeMs = this.now()
    try {
      const sequenced = { position: journal.append(command, timeMs), timeMs, command }
      const events = state.apply(sequenced)
      shell.apply(sequenced, events, state)
      const applied = { sequenced, events }
      for (const listener of this.#listeners) listener(applied)
      return applied
    } catch (error) {
      onFatal(error)
      throw error
    }
  }

  /**
   * Takes orders out of the book that could no longer settle in time, and those of accounts that were not heard from when they
   * said they would be; before anything newer is matched. Time without a sequencer counts as silence: nobody knows whether
   * the account is there, and an order that is gone harms nobody.
   */
  expireDue(): void {
    const { state } = this.#dependencies
    for (const command of state.dueSilences(this.now())) this.submit(command)
    const dueMs = this.now() + MIN_TIME_TO_SETTLE_SEC * 1_000
    for (;;) {
      const due = state.dueExpiries(dueMs, MAX_EXPIRIES_PER_TURN)
      for (const command of due) this.submit(command)
      if (due.length < MAX_EXPIRIES_PER_TURN) return
    }
  }

  /** Resolves when everything submitted so far is durable. */
  async durable(position = this.#dependencies.journal.position): Promise<void> {
    const { journal, onFatal } = this.#dependencies
    if (journal.durablePosition >= position) return
    try {
      await journal.whenDurable(position)
    } catch (error) {
      onFatal(error)
      throw error
    }
  }

  /** Resolves when nobody else led up to `maxAgeMs` ago; otherwise the process ends before it answers anybody. */
  async confirm(maxAgeMs: number): Promise<void> {
    const { journal, onFatal } = this.#dependencies
    try {
      await journal.confirm(maxAgeMs)
    } catch (error) {
      onFatal(error)
      throw error
    }
  }

  now(): number {
    this.#lastTimeMs = Math.max(this.#lastTimeMs, this.#dependencies.clock())
    return this.#lastTimeMs
  }
}
