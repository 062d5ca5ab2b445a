import { and, count, eq, isNotNull, notInArray } from 'drizzle-orm'
import { Gauge } from 'prom-client'
import { formatEther } from 'viem'
import type { Health } from '../kit/health.ts'
import { LOW_BALANCE_WEI } from './limits.ts'
import { addressOf } from './outbox/lane.ts'
import type { Outbox } from './outbox/outbox.ts'
import { intents, transactions } from './store/schema.ts'

/** What an operator watches: open slots and money per lane, waiting intents, the last block seen. */
export function addMetrics(health: Health, outbox: Outbox): void {
  const { store, chain, log } = outbox.context
  const registers = [health.registry]
  const { settlement, intents: intentLanes, treasury } = outbox.lanes
  const lanes = [settlement, ...intentLanes, ...(treasury ? [treasury.lane] : [])]
  new Gauge({
    name: 'relayer_head_block',
    help: 'Newest block looked at',
    registers,
    collect() {
      this.set(Number(outbox.look.head.number))
    },
  })
  new Gauge({
    name: 'relayer_queued_intents',
    help: 'Intents without a transaction',
    registers,
    async collect() {
      this.set(await store.$count(intents, eq(intents.state, 'queued')))
    },
  })
  new Gauge({
    name: 'relayer_open_slots',
    help: 'Signed transactions that are not in a block',
    labelNames: ['lane'],
    registers,
    async collect() {
      for (const lane of lanes) {
        const isOpen = and(
          isNotNull(transactions.nonce),
          notInArray(transactions.state, ['mined', 'safe', 'final', 'failed']),
        )
        const ofLane = and(eq(transactions.lane, addressOf(lane)), isOpen)
        const [row] = await store.select({ count: count() }).from(transactions).where(ofLane)
        this.set({ lane: lane.name }, row?.count ?? 0)
      }
    },
  })
  new Gauge({
    name: 'relayer_balance_ether',
    help: 'What a lane can still pay for gas',
    labelNames: ['lane'],
    registers,
    async collect() {
      for (const lane of lanes) {
        const balanceWei = await chain.balanceOf(addressOf(lane))
        if (balanceWei < LOW_BALANCE_WEI) log.warn({ lane: lane.name, balanceWei }, 'lane runs out of gas money')
        this.set({ lane: lane.name }, Number(formatEther(balanceWei)))
      }
    },
  })
}
