import { setTimeout as wait } from 'node:timers/promises'
import type { SequencerState } from '../../engine/sequencer-state.ts'
import type { EngineEvent, Hex, Sequenced } from '../../engine/types.ts'
import type { ReplayTarget } from '../apply-record.ts'
import { JournalFencedError } from '../errors.ts'
import { Journal, type JournalOptions } from '../journal.ts'
import { START_UP_CHECK_BYTES } from '../limits.ts'
import { type LoadOptions, loadState } from '../recover.ts'
import type { SnapshotJournal } from '../snapshots.ts'
import { LEASE_MS, WATCH_MS } from './limits.ts'
import { applyMessage, type StoredMessage, type StreamEnd } from './message.ts'
import type { JournalStream } from './open-stream.ts'
import { replayStream } from './replay-stream.ts'
import { StreamLog } from './stream-log.ts'
import { StreamReader } from './stream-reader.ts'

export interface StandbyOptions extends LoadOptions, JournalOptions {
  stream: JournalStream
  /** Told of every command behind the snapshot, at the start and ever after. */
  onReplayed: (sequenced: Sequenced, events: EngineEvent[], state: SequencerState) => void
}

/** Follows a stream with a warm state, and leads when nobody else does. */
export class Standby {
  readonly state: SequencerState
  readonly snapshotPosition: number
  readonly #options: StandbyOptions
  readonly #target: ReplayTarget
  readonly #reader: StreamReader
  #end: StreamEnd

  private constructor(options: StandbyOptions, target: ReplayTarget, end: StreamEnd) {
    const { log, stream } = options
    this.state = target.state
    this.snapshotPosition = target.anchor?.position ?? 0
    this.#options = options
    this.#target = target
    this.#end = end
    this.#reader = new StreamReader({ stream, log, onMessage: (message) => this.#apply(message) })
    this.#reader.start(end.sequence)
  }

  /** Loads the newest snapshot of this disk and applies the stream up to where it ends now; follows it from then on. */
  static async open(options: StandbyOptions): Promise<Standby> {
    const { log, onReplayed, stream } = options
    const target = { ...(await loadState(options)), onReplayed }
    const end = await replayStream({ ...target, stream, log, checkBytes: START_UP_CHECK_BYTES })
    return new Standby(options, target, end)
  }

  /** The journal as far as it was followed, for snapshots. */
  get journal(): SnapshotJournal {
    const { hash, nextPosition } = this.#end
    const head: Hex = `0x${hash.toString('hex')}`
    return { position: nextPosition - 1, head, whenDurable: async () => {} }
  }

  /** Resolves when this process is the only one that may write; until then the state follows whoever does. */
  async lead(): Promise<Journal> {
    const { log, stream } = this.#options
    for (;;) {
      await Promise.race([this.#reader.failed, this.#vacancy()])
      await this.#reader.stop()
      try {
        const journalLog = await StreamLog.claim(stream, this.#end)
        return new Journal(this.#options, journalLog, { position: this.state.position, hash: this.#end.hash })
      } catch (error) {
        if (!(error instanceof JournalFencedError)) throw error
        log({ reason: error.details }, 'another sequencer was first')
        this.#reader.start(this.#end.sequence)
      }
    }
  }

  #apply(message: StoredMessage): void {
    this.#end = applyMessage(this.#target, this.#options.stream.name, { end: this.#end, message })
  }

  /**
   * Resolves when everything is applied and the last leader has resigned, or has not written for the length of a lease. Only this
   * process's own clock counts, and only time in which the stream could be asked: without it a leader cannot write either.
   */
  async #vacancy(): Promise<void> {
    let seen = -1
    let sinceMs = 0
    for (;;) {
      const last = await this.#options.stream.lastSequence().catch(() => -1)
      if (last === -1 || last !== seen) sinceMs = performance.now()
      seen = last
      const isCaughtUp = last === this.#end.sequence
      const isVacant = last === 0 || this.#end.kind === 'resign' || performance.now() - sinceMs >= LEASE_MS
      if (isCaughtUp && isVacant) return
      await wait(WATCH_MS)
    }
  }
}
