import { Gauge, type Registry } from 'prom-client'
import type { FollowedPartition } from './follow-partitions.ts'

/** Where the watch stands, what it has found, and whether promises are kept today. */
export function registerMetrics(registry: Registry, partitions: readonly FollowedPartition[]): void {
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  new Gauge({
    name: 'watch_position',
    help: 'Last record of the journal that was looked at',
    labelNames: ['partition'],
    registers,
    collect() {
      for (const { name: partition, watch } of partitions) this.set({ partition }, watch.position)
    },
  })
  gauge('watch_alerts', 'Alerts found since the process started reading', () =>
    partitions.reduce((sum, { follower }) => sum + follower.alertCount, 0),
  )
  const reports = () => partitions.flatMap(({ watch }) => watch.currentReports())
  gauge('watch_obligations', 'Obligations measured today', () => reports().length)
  gauge('watch_obligations_unmet', 'Of these, not met so far', () => reports().filter(({ isMet }) => !isMet).length)
}
