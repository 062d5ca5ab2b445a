import { join } from 'node:path'
import type { ChainMirror } from './chain/chain-mirror.ts'
import { writeMirrorSnapshot } from './chain/mirror-snapshot.ts'
import { writeSnapshot } from './journal/snapshots.ts'
import { SNAPSHOT_MS } from './limits.ts'
import type { Follower } from './open-sequencer.ts'

interface Dependencies {
  follower: Follower
  mirror: ChainMirror
  directory: string
  /** Commands after which one is due before its time. */
  everyCommands: number
}

export function mirrorFile(directory: string): string {
  return join(directory, 'mirror.bin')
}

/** Bounds the replay at a start, in commands and in time; a standby takes snapshots of its own, on its own disk. */
export class SnapshotTaker {
  readonly #dependencies: Dependencies
  #position: number
  #takenAtMs: number
  #running: Promise<void> | undefined

  constructor(dependencies: Dependencies, nowMs: number) {
    this.#dependencies = dependencies
    this.#position = dependencies.follower.state.position
    this.#takenAtMs = nowMs
  }

  async takeIfDue(nowMs: number): Promise<void> {
    const { everyCommands, follower } = this.#dependencies
    const isDue = follower.state.position - this.#position >= everyCommands || nowMs - this.#takenAtMs >= SNAPSHOT_MS
    if (isDue && !this.#running) await this.take(nowMs)
  }

  take(nowMs: number): Promise<void> {
    this.#running ??= this.#take(nowMs).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** The book's snapshot and the mirror's, each with its own hash; the mirror's block is stored with the book's. */
  async #take(nowMs: number): Promise<void> {
    const { directory, follower, mirror } = this.#dependencies
    const mirrored = mirror.isConsistent ? mirror.checkpoint() : undefined
    if (!mirrored) return
    const { state, shell } = follower
    this.#position = state.position
    this.#takenAtMs = nowMs
    const { number: blockNumber, hash: blockHash } = mirrored.head
    const context = { blockNumber, blockHash, extra: shell.serialize() }
    await Promise.all([
      writeMirrorSnapshot(mirrorFile(directory), mirrored),
      writeSnapshot({ state, journal: follower.journal(), directory }, context),
    ])
  }
}
