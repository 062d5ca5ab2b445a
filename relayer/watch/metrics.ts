import { Gauge, type Registry } from 'prom-client'
import type { Follower } from './follower.ts'
import type { Watch } from './watch.ts'

/** Where the watch stands, what it has found, and whether promises are kept today. */
export function registerMetrics(registry: Registry, { watch, follower }: { watch: Watch; follower: Follower }): void {
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
  gauge('watch_position', 'Last record of the journal that was looked at', () => watch.position)
  gauge('watch_alerts', 'Alerts found since the process started reading', () => follower.alertCount)
  gauge('watch_obligations', 'Obligations measured today', () => watch.currentReports().length)
  gauge(
    'watch_obligations_unmet',
    'Of these, not met so far',
    () => watch.currentReports().filter(({ isMet }) => !isMet).length,
  )
}
