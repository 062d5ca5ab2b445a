import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { VerifierPool } from './admission/verifier-pool.ts'
import type { ChainMirror } from './chain/chain-mirror.ts'
import type { Sequencer } from './sequencing/sequencer.ts'

/** Counts what is sequenced and shows where journal, chain and trades in flight stand. */
export function registerMetrics(
  registry: Registry,
  { sequencer, mirror, verifier }: { sequencer: Sequencer; mirror: ChainMirror; verifier: VerifierPool },
): void {
  const registers = [registry]
  const commands = new Counter({
    name: 'sequencer_commands_total',
    help: 'Commands sequenced',
    labelNames: ['kind'],
    registers,
  })
  const events = new Counter({
    name: 'sequencer_events_total',
    help: 'Events of the engine',
    labelNames: ['kind'],
    registers,
  })
  const durable = new Histogram({
    name: 'sequencer_durable_seconds',
    help: 'From a command to its place on disk',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
    registers,
  })
  const [countCommand, countEvent] = [counterByKind(commands), counterByKind(events)]
  let isTiming = false
  sequencer.onApplied((applied) => {
    countCommand(applied.sequenced.command.kind)
    for (const event of applied.events) countEvent(event.kind)
    if (isTiming) return
    // One at a time is enough for a distribution and costs nothing at load.
    isTiming = true
    const end = durable.startTimer()
    void sequencer.durable().finally(() => {
      isTiming = false
      end()
    })
  })
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('sequencer_position', 'Last place in the journal', () => sequencer.state.position)
  gauge('sequencer_block', 'Newest block in the mirror', () => Number(mirror.head?.number ?? 0n))
  gauge('sequencer_orders_verified', 'Signatures checked', () => verifier.usage.orders)
  gauge('sequencer_verifier_cpu_seconds', 'Processor time of the checking threads', () => verifier.usage.cpuSeconds)
  gauge('sequencer_trades_in_flight', 'Trades neither final nor skipped', () => [...sequencer.registry.trades()].length)
}

/** Finding the child of a label costs more than counting with it. */
function counterByKind(counter: Counter<'kind'>): (kind: string) => void {
  const children = new Map<string, Counter.Internal>()
  return (kind) => {
    const child = children.get(kind) ?? counter.labels(kind)
    children.set(kind, child)
    child.inc()
  }
}
