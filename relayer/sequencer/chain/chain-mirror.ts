import { messageOf } from '../../../kit/errors.ts'
import type { Logger } from '../../../kit/log.ts'
import { FINAL_DEPTH, LOG_RANGE_BLOCKS } from '../limits.ts'
import { type Partition, WHOLE } from '../partition.ts'
import { applyLog } from './apply-log.ts'
import type { ChainReader, Header } from './chain-reader.ts'
import { type CoreLog, compareLogs } from './core-log.ts'
import { type Depths, type Finality, finalityOf } from './finality.ts'
import { emptyMirrorState, type MirrorState } from './mirror-state.ts'
import { MirrorWriter, type Touched } from './mirror-writer.ts'
import { UndoLog } from './undo-log.ts'

/** What changed since the last update; `rolledBack` when a reorg took something back. */
export interface MirrorUpdate extends Touched {
  rolledBack: boolean
}

/** Where a restart may continue. */
export interface MirrorCheckpoint {
  head: Header
  state: MirrorState
}

interface Dependencies {
  reader: ChainReader
  log: Logger
}

/** Undo frames beyond finality are never needed. */
const UNDO_FRAMES = FINAL_DEPTH + 2

/** Follows the core and the brake block by block; a reorg is rolled back, a deeper one replays from the deployment block. */
export class ChainMirror {
  readonly #dependencies: Dependencies
  readonly #startBlock: bigint
  readonly #partition: Partition
  readonly #listeners: ((update: MirrorUpdate) => void)[] = []
  #writer: MirrorWriter
  #undo = new UndoLog(UNDO_FRAMES)
  #headers: Header[] = []
  #rolledBack = false
  #syncing: Promise<void> | undefined
  #syncedAtMs = 0
  #isConsistent = false
  #depths: Depths = { safe: -1n, final: -1n }

  constructor(dependencies: Dependencies, startBlock: bigint, partition = WHOLE) {
    this.#dependencies = dependencies
    this.#startBlock = startBlock
    this.#partition = partition
    this.#writer = new MirrorWriter(emptyMirrorState(partition), this.#undo)
  }

  get state(): MirrorState {
    return this.#writer.state
  }

  /** The newest block applied; undefined before the first. */
  get head(): Header | undefined {
    return this.#headers.at(-1)
  }

  /** When the mirror last agreed with the node about the head, by the caller's clock. */
  get syncedAtMs(): number {
    return this.#syncedAtMs
  }

  /** Whether the state is that of one block of the chain: not while blocks are being taken back or caught up. */
  get isConsistent(): boolean {
    return this.#isConsistent
  }

  /** How deep a block of ours lies. */
  finalityOf(block: bigint): Finality {
    return finalityOf(block, this.#depths)
  }

  onUpdate(listener: (update: MirrorUpdate) => void): void {
    this.#listeners.push(listener)
  }

  checkpoint(): MirrorCheckpoint | undefined {
    return this.head ? { head: this.head, state: this.state } : undefined
  }

  /** Continues from a checkpoint when its block is still on the chain; else the mirror starts at the deployment block. */
  async restore(checkpoint: MirrorCheckpoint): Promise<boolean> {
    const header = await this.#dependencies.reader.headerAt(checkpoint.head.number)
    if (header?.hash !== checkpoint.head.hash) return false
    this.#reset(checkpoint.state)
    this.#headers = [checkpoint.head]
    return true
  }

  /** Catches up with the node's head. Calls while one runs share it. */
  sync(nowMs: number): Promise<void> {
    this.#syncing ??= this.#sync(nowMs).finally(() => {
      this.#syncing = undefined
    })
    return this.#syncing
  }

  async #sync(nowMs: number): Promise<void> {
    const { reader } = this.#dependencies
    try {
      const latest = await reader.latest()
      await this.#leaveAbandonedBlocks(latest)
      while (this.#nextBlock() <= latest.number) {
        const behind = latest.number - this.#nextBlock()
        if (behind > BigInt(2 * FINAL_DEPTH)) await this.#applyRange(latest.number - BigInt(FINAL_DEPTH))
        else if (!(await this.#applyNextBlock())) await this.#leaveAbandonedBlocks(latest)
      }
      if (this.head) this.#depths = await reader.depths(this.head)
      this.#syncedAtMs = nowMs
      this.#isConsistent = true
    } finally {
      this.#publish()
    }
  }

  #nextBlock(): bigint {
    return this.head ? this.head.number + 1n : this.#startBlock
  }

  /** Old blocks in one stretch: they are final, so neither hashes nor undo frames are needed. */
  async #applyRange(last: bigint): Promise<void> {
    const { reader, log } = this.#dependencies
    const from = this.#nextBlock()
    const to = last - from >= BigInt(LOG_RANGE_BLOCKS) ? from + BigInt(LOG_RANGE_BLOCKS) - 1n : last
    const header = await reader.headerAt(to)
    if (!header) return
    this.#apply(await reader.logsBetween(from, to))
    this.#undo.clear()
    this.#headers = [header]
    log.debug({ from, to }, 'mirror caught up with a range')
  }

  /** False when the next block does not stand on ours. */
  async #applyNextBlock(): Promise<boolean> {
    const { reader } = this.#dependencies
    const header = await reader.headerAt(this.#nextBlock())
    if (!header) return false
    if (this.head && header.parentHash !== this.head.hash) return false
    const logs = await reader.logsOf(header)
    this.#undo.begin()
    this.#apply(logs)
    this.#headers.push(header)
    if (this.#headers.length > UNDO_FRAMES + 1) this.#headers.shift()
    return true
  }

  #apply(logs: CoreLog[]): void {
    for (const log of logs.toSorted(compareLogs)) applyLog(this.#writer, log)
  }

  /** Rolls back blocks that the node no longer has under our hash. */
  async #leaveAbandonedBlocks(latest: Header): Promise<void> {
    const { reader, log } = this.#dependencies
    while (this.head) {
      const head: Header = this.head
      const actual = head.number > latest.number ? undefined : await reader.headerAt(head.number)
      if (actual?.hash === head.hash) return
      this.#rolledBack = true
      this.#isConsistent = false
      log.warn({ block: head.number, hash: head.hash }, 'block abandoned by the chain')
      if (this.#headers.length > 1 && this.#undo.rollback()) this.#headers.pop()
      else this.#reset(emptyMirrorState(this.#partition))
    }
  }

  #reset(state: MirrorState): void {
    this.#undo = new UndoLog(UNDO_FRAMES)
    this.#writer = new MirrorWriter(state, this.#undo)
    this.#headers = []
  }

  #publish(): void {
    const touched = this.#writer.takeTouched()
    const rolledBack = this.#rolledBack
    this.#rolledBack = false
    for (const listener of this.#listeners) {
      try {
        listener({ ...touched, rolledBack })
      } catch (error) {
        this.#dependencies.log.error({ err: error }, `mirror listener failed: ${messageOf(error)}`)
      }
    }
  }
}
