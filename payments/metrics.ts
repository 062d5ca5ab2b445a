import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'
import type { ProviderBoard } from './providers/provider-board.ts'

/** How many purchases stand where, and which providers are well. */
export function registerMetrics(registry: Registry, { pool, board }: { pool: pg.Pool; board: ProviderBoard }): void {
  new Gauge({
    name: 'payments_purchases',
    help: 'Purchases that have not ended, by state; `held` waits for a human.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset()
      const text = `select state, count(*)::int as count from payments.purchase where ended_at is null group by 1`
      const { rows } = await pool.query<{ state: string; count: number }>(text)
      for (const { state, count } of rows) this.set({ state }, count)
    },
  })
  new Gauge({
    name: 'payments_provider_well',
    help: '1 while new purchases may go to the provider.',
    labelNames: ['provider'],
    registers: [registry],
    collect() {
      for (const { name, isWell } of board.standings()) this.set({ provider: name }, isWell ? 1 : 0)
    },
  })
}
