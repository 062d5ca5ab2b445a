import { deserialize, serialize } from 'node:v8'
import type { Hold } from '../balances/commitments.ts'
import { BatchStore, type StoredBatch } from '../batches/batch-store.ts'
import { HoldStore } from '../cosign/hold-store.ts'
import type { SequencerState } from '../engine/sequencer-state.ts'
import type { EngineEvent, Sequenced } from '../engine/types.ts'
import { BrakeLog } from './brake-log.ts'
import { OrderEvents } from './order-events.ts'
import { OrderRegistry } from './order-registry.ts'

/** Raised with every change of what is kept here: an older snapshot is then passed over and the journal replayed. */
const FORMAT = 5

interface Stored {
  format: number
  registry: Uint8Array
  batches: StoredBatch[]
  holds: Hold[]
  brakes: ReturnType<BrakeLog['all']>
  orderEvents: ReturnType<OrderEvents['all']>
}

/** What the journal tells besides the book: orders by number, batches' bytes, co-signatures in force, brakes, what accounts were told. Lost with nothing but the journal. */
export class ShellState {
  readonly registry = new OrderRegistry()
  readonly batches = new BatchStore()
  readonly holds = new HoldStore()
  readonly brakes = new BrakeLog()
  readonly orderEvents = new OrderEvents()

  /** @param state The book after the command. */
  apply(sequenced: Sequenced, events: readonly EngineEvent[], state: SequencerState): void {
    this.registry.apply(sequenced, events)
    this.batches.apply(sequenced)
    this.holds.apply(sequenced)
    this.brakes.apply(sequenced, events)
    this.orderEvents.apply(sequenced, events, { registry: this.registry, state })
  }

  serialize(): Uint8Array {
    const registry = this.registry.serialize()
    const [batches, holds, brakes] = [this.batches.all(), this.holds.all(), this.brakes.all()]
    const orderEvents = this.orderEvents.all()
    return serialize({ format: FORMAT, registry, batches, holds, brakes, orderEvents } satisfies Stored)
  }

  /** @throws RangeError when the bytes are of another format. */
  restore(bytes: Uint8Array): void {
    const { format, registry, batches, holds, brakes, orderEvents } = deserialize(bytes) as Partial<Stored>
    const isWhole = format === FORMAT && registry && batches && holds && brakes && orderEvents
    if (!isWhole) throw new RangeError('the snapshot is of another format')
    this.registry.restore(registry)
    this.batches.restore(batches)
    this.holds.restore(holds)
    this.brakes.restore(brakes)
    this.orderEvents.restore(orderEvents)
  }
}
