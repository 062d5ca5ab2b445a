import type { Logger } from '../../../kit/log.ts'
import { CHECKPOINT_MS, CHECKPOINT_RECORDS } from '../limits.ts'
import type { Watch } from '../watch.ts'
import { type Checkpoint, encodeCheckpoint } from './encode.ts'

interface Dependencies {
  watch: Watch
  save: (checkpoint: Checkpoint) => Promise<void>
  log: Pick<Logger, 'warn'>
  clock: () => number
  everyRecords?: number
  everyMs?: number
}

/** Bounds the replay at a start, in records and in time. */
export class CheckpointTaker {
  readonly #dependencies: Dependencies
  #position: number
  #takenAtMs: number

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
    this.#position = dependencies.watch.position
    this.#takenAtMs = dependencies.clock()
  }

  /** To be called when everything up to the watch's position is stored. One that cannot be kept costs time at the next start only. */
  async takeIfDue(): Promise<void> {
    const { clock, everyMs = CHECKPOINT_MS, everyRecords = CHECKPOINT_RECORDS, watch } = this.#dependencies
    const records = watch.position - this.#position
    if (records === 0 || (records < everyRecords && clock() < this.#takenAtMs + everyMs)) return
    this.#position = watch.position
    this.#takenAtMs = clock()
    await this.#take().catch((error: unknown) => this.#warn({ err: error }))
  }

  async #take(): Promise<void> {
    const checkpoint = await encodeCheckpoint(this.#dependencies.watch)
    if (checkpoint) await this.#dependencies.save(checkpoint)
    else this.#warn({ reason: 'it is above the limit' })
  }

  #warn(entry: Record<string, unknown>): void {
    this.#dependencies.log.warn({ ...entry, position: this.#position }, 'checkpoint not kept')
  }
}
