import { Gauge } from 'prom-client'
import type { Health } from '../health.ts'
import type { Logger } from '../log.ts'
import type { Shutdown } from '../shutdown.ts'
import { ChainGateway, type GatewayParameters } from './gateway.ts'

/** A service's gateway to one chain: probed from now on, seen in the metrics, closed with the service. */
export async function createGateway(
  { log, health, shutdown }: { log: Logger; health: Health; shutdown: Shutdown },
  parameters: GatewayParameters,
): Promise<ChainGateway> {
  const gateway = new ChainGateway({ log }, parameters)
  const registers = [health.registry]
  new Gauge({
    name: 'chain_node_well',
    help: '1 for a node that is asked, 0 for one that is down, stale, contradicting or of another chain',
    labelNames: ['node'],
    registers,
    collect() {
      for (const { name } of gateway.endpoints) this.set({ node: name }, Number(!gateway.troubles.has(name)))
    },
  })
  new Gauge({
    name: 'chain_node_head_age_seconds',
    help: 'Age of the newest block that a node has shown',
    labelNames: ['node'],
    registers,
    collect() {
      for (const { name, head } of gateway.status) {
        if (head) this.set({ node: name }, Date.now() / 1_000 - Number(head.timestampSec))
      }
    },
  })
  new Gauge({
    name: 'chain_node_latency_seconds',
    help: 'Smoothed time of an answer of a node',
    labelNames: ['node'],
    registers,
    collect() {
      for (const { name, latencyMs } of gateway.status) {
        if (latencyMs !== undefined) this.set({ node: name }, latencyMs / 1_000)
      }
    },
  })
  shutdown.add('gateway', () => gateway.close())
  return gateway.start()
}
