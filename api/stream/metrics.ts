import { Gauge, type Registry } from 'prom-client'
import type { StreamServer } from './stream-server.ts'

/** How many streams are open and how far they lag together. */
export function registerStreamMetrics(
  registry: Registry,
  stream: Pick<StreamServer, 'streams' | 'backlogBytes'>,
): void {
  new Gauge({
    name: 'genex_streams',
    help: 'Open streams.',
    registers: [registry],
    collect() {
      this.set(stream.streams)
    },
  })
  new Gauge({
    name: 'genex_stream_backlog_bytes',
    help: 'Bytes that streams have not read; a message counts for each of its readers.',
    registers: [registry],
    collect() {
      this.set(stream.backlogBytes)
    },
  })
}
