import type { Batched, Sequenced } from '../engine/types.ts'

/** A batch exactly as it is sent, however often. */
export type StoredBatch = Omit<Batched, 'kind'>

/**
 * Batches that were or may have been sent and are not final, as the journal tells of them: whoever leads next sends the same
 * bytes under the same number.
 */
export class BatchStore {
  #batches = new Map<number, StoredBatch>()

  get(batchNo: number): StoredBatch | undefined {
    return this.#batches.get(batchNo)
  }

  /** Ascending. */
  all(): StoredBatch[] {
    return [...this.#batches.values()].toSorted((a, b) => a.batchNo - b.batchNo)
  }

  apply({ command }: Sequenced): void {
    if (command.kind === 'BATCHED') {
      const { kind: _, ...batch } = command
      this.#batches.set(batch.batchNo, batch)
    } else if (command.kind === 'BATCH_DROPPED') this.#batches.delete(command.batchNo)
  }

  restore(batches: readonly StoredBatch[]): void {
    this.#batches = new Map(batches.map((batch) => [batch.batchNo, batch]))
  }
}
