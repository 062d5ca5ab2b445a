import type pg from 'pg'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Outcome } from './send/outcome.ts'

/** Counts sends by channel and outcome, and tells of what waits and what was given up. */
export function registerMetrics(registry: Registry, pool: pg.Pool): (channel: string, outcome: Outcome) => void {
  const registers = [registry]
  const sends = new Counter({
    name: 'notifier_sends_total',
    help: 'Attempts to send, by channel and outcome.',
    labelNames: ['channel', 'outcome'],
    registers,
  })
  new Gauge({
    name: 'notifier_deliveries',
    help: 'Deliveries that wait or were given up, by channel.',
    labelNames: ['channel', 'state'],
    registers,
    async collect() {
      this.reset()
      const { rows } = await pool.query(
        `select channel, state, count(*)::int as count from notify.delivery where state in ('waiting', 'dead') group by 1, 2`,
      )
      for (const { channel, state, count } of rows) this.set({ channel, state }, count)
    },
  })
  new Gauge({
    name: 'notifier_outbox',
    help: 'Notices of services that are not notifications yet.',
    registers,
    async collect() {
      const { rows } = await pool.query('select count(*)::int as count from notify.outbox')
      this.set(rows[0].count)
    },
  })
  return (channel, { kind }) => sends.inc({ channel, outcome: kind })
}
