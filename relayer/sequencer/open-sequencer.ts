import type { Logger } from '../../kit/log.ts'
import { recover } from './journal/recover.ts'
import { OrderRegistry } from './sequencing/order-registry.ts'
import { Sequencer } from './sequencing/sequencer.ts'

interface Options {
  directory: string
  clock: () => number
  log: Logger
  onFatal: (error: unknown) => void
}

/** Opens journal and book where they were left: the newest snapshot and the commands after it. */
export async function openSequencer({ directory, clock, log, onFatal }: Options): Promise<Sequencer> {
  const registry = new OrderRegistry()
  const { state, journal, snapshotPosition, replayed } = await recover({
    directory,
    log: (entry, message) => log.info(entry, message),
    onSnapshot: (_state, { extra }) => registry.restore(extra),
    onReplayed: (sequenced, events) => registry.apply(sequenced, events),
  })
  log.info({ position: state.position, snapshotPosition, replayed }, 'journal recovered')
  return new Sequencer({ state, journal, registry, clock, onFatal }, state.timeMs)
}
