import { deserialize, serialize } from 'node:v8'
import type { Hold } from '../balances/commitments.ts'
import { BatchStore, type StoredBatch } from '../batches/batch-store.ts'
import { HoldStore } from '../cosign/hold-store.ts'
import type { EngineEvent, Sequenced } from '../engine/types.ts'
import { OrderRegistry } from './order-registry.ts'

/** Raised with every change of what is kept here: an older snapshot is then passed over and the journal replayed. */
const FORMAT = 2

interface Stored {
  format: number
  registry: Uint8Array
  batches: StoredBatch[]
  holds: Hold[]
}

/** What the journal tells besides the book: orders by number, batches' bytes, co-signatures in force. Lost with nothing but the journal. */
export class ShellState {
  readonly registry = new OrderRegistry()
  readonly batches = new BatchStore()
  readonly holds = new HoldStore()

  apply(sequenced: Sequenced, events: readonly EngineEvent[]): void {
    this.registry.apply(sequenced, events)
    this.batches.apply(sequenced)
    this.holds.apply(sequenced)
  }

  serialize(): Uint8Array {
    const registry = this.registry.serialize()
    const stored: Stored = { format: FORMAT, registry, batches: this.batches.all(), holds: this.holds.all() }
    return serialize(stored)
  }

  /** @throws RangeError when the bytes are of another format. */
  restore(bytes: Uint8Array): void {
    const { format, registry, batches, holds } = deserialize(bytes) as Partial<Stored>
    if (format !== FORMAT || !registry || !batches || !holds) throw new RangeError('the snapshot is of another format')
    this.registry.restore(registry)
    this.batches.restore(batches)
    this.holds.restore(holds)
  }
}
