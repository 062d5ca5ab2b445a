import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hex } from 'viem'
import { BaseError } from '../../../kit/errors.ts'

/** A batch exactly as it is sent, however often. */
export interface StoredBatch {
  batchNo: number
  tradeIds: readonly number[]
  journalHead: Hex
  /** Argument of `settle`. */
  data: Hex
  gas: number
}

/**
 * Batches that were or may have been sent and are not final, one file each, on disk before anything is sent: while a number may
 * still land, the bytes under it never change.
 */
export class BatchStore {
  readonly #directory: string
  readonly #batches = new Map<number, StoredBatch>()

  constructor(directory: string) {
    this.#directory = directory
    mkdirSync(directory, { recursive: true })
    const numbers = readdirSync(directory).flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    for (const number of numbers.map(Number).toSorted((a, b) => a - b)) this.#batches.set(number, this.#read(number))
  }

  get(batchNo: number): StoredBatch | undefined {
    return this.#batches.get(batchNo)
  }

  /** Ascending. */
  all(): StoredBatch[] {
    return [...this.#batches.values()]
  }

  async add(batch: StoredBatch): Promise<void> {
    const handle = await open(`${this.#file(batch.batchNo)}.new`, 'w')
    try {
      await handle.writeFile(JSON.stringify(batch))
      await handle.datasync()
    } finally {
      await handle.close()
    }
    await rename(`${this.#file(batch.batchNo)}.new`, this.#file(batch.batchNo))
    this.#batches.set(batch.batchNo, batch)
  }

  async remove(batchNo: number): Promise<void> {
    this.#batches.delete(batchNo)
    await rm(this.#file(batchNo), { force: true })
  }

  #file(batchNo: number): string {
    return join(this.#directory, `${batchNo}.json`)
  }

  #read(batchNo: number): StoredBatch {
    try {
      return JSON.parse(readFileSync(this.#file(batchNo), 'utf8')) as StoredBatch
    } catch (error) {
      const details = `${this.#file(batchNo)} cannot be read.`
      throw new BaseError('A stored batch is damaged.', { code: 'BATCH_DAMAGED', details, status: 500, cause: error })
    }
  }
}
