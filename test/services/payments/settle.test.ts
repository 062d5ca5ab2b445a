import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PublicClient } from 'viem'
import { createMarket } from '../../../payments/market/book.ts'
import type { Sequencer } from '../../../payments/market/sequencer.ts'
import { newPurchase } from '../../../payments/routes/purchase-body.ts'
import type { OrderStanding, Ports } from '../../../payments/saga/ports.ts'
import type { Purchase } from '../../../payments/saga/purchase.ts'
import { settle } from '../../../payments/saga/steps/settle.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags } from '../../../sdk/src/order-flags.ts'
import { domainOf } from '../../../sdk/src/typed-data/domain.ts'

const NOW = new Date('2026-01-01T00:00:00Z')
const ACCOUNT = '0x00000000000000000000000000000000000000B1'
const SEQ = 7

const order = {
  account: ACCOUNT,
  series: 1,
  flags: encodeOrderFlags(DEFAULT_ORDER_FLAGS),
  price: 45_000_000n,
  quantity: 2,
  lane: 0,
  seq: SEQ,
  epoch: 0,
  expiry: NOW.getTime() / 1000 + 86_400,
  maxFeeBps: 100,
  minResalesLeft: 0,
  unitId: 0n,
} as const
const body = {
  id: '0b0c6c1e-0000-8000-8000-00000000000a',
  account: ACCOUNT,
  method: 'card',
  payUsdc6: 100_000_000n,
  rateE8: 100_000_000n,
  receiveUsdc6: 100_000_000n,
  lockedUntil: NOW,
  order: { order, signature: '0x' },
} as const
const purchaseOf = (changes: Partial<Purchase>): Purchase => ({
  ...newPurchase(body, NOW),
  state: 'settling',
  ...changes,
})

/** The book after the sequencer has forgotten the order; the chain answers with what it knows of the lane. */
function marketOf(lane: readonly [seq: number, filled: number]): Ports['market'] {
  const sequencer = { order: async () => undefined } as unknown as Sequencer
  const chain = { readContract: async () => lane } as unknown as PublicClient
  return createMarket({ sequencer, chain, domain: domainOf('settlement', 1, ACCOUNT) })
}

const endOf = async (lane: readonly [number, number], reason: string | null) => {
  const ports = { market: marketOf(lane) } as Ports
  const { patch } = await settle(ports, purchaseOf({ reason }), NOW)
  return [patch.state, patch.reason, patch.filledUnits]
}

describe('an order that the sequencer no longer knows', () => {
  it('was filled as its lane says', async () => {
    assert.deepEqual(await endOf([SEQ, 2], null), ['completed', null, 2])
  })

  it('was never filled when its lane has not come to it: the money comes back', async () => {
    assert.deepEqual(await endOf([SEQ - 1, 9], null), ['returning', 'PURCHASE_NOT_FILLED', undefined])
  })

  it('leaves the money where it is when a later order of the lane hides its end', async () => {
    assert.deepEqual(await endOf([SEQ + 1, 1], null), ['completed', 'PURCHASE_MONEY_KEPT', undefined])
  })

  it('that was refused gives the money back, whatever came later in its lane', async () => {
    assert.deepEqual(await endOf([SEQ + 1, 1], 'ORDER_SEQ_STALE'), ['returning', 'ORDER_SEQ_STALE', undefined])
  })

  it('is over for good: nothing of it is waited for', async () => {
    const standing: OrderStanding = await marketOf([SEQ, 0]).standing(purchaseOf({}))
    assert.deepEqual(standing, { isKnown: false, isOver: true, openUnits: 0, settledUnits: 0 })
  })
})
