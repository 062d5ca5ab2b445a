import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { OpenOrder } from '../../../../relayer/watch/market/open-orders.ts'
import { NO_QUOTE, quoteOf } from '../../../../relayer/watch/obligations/quote.ts'

const TERMS = { maxSpreadBps: 200, minDepthUnits: 10 }
let order = 0
const bid = (price: bigint, open: number): OpenOrder => ({ order: ++order, side: 'buy', price, open })
const ask = (price: bigint, open: number): OpenOrder => ({ order: ++order, side: 'sell', price, open })

/**
 * quoteOf
 * ├── when a side lacks the depth
 * │   └── it is no quote
 * ├── when the depth is made of several levels
 * │   └── it takes the price at which the depth is reached, not the best
 * ├── when the spread is exactly as wide as promised
 * │   └── it qualifies
 * └── when the spread is one unit of money wider
 *     └── it is two-sided and does not qualify
 */
describe('a quote', () => {
  it('is none without orders', () => assert.deepEqual(quoteOf([], TERMS), NO_QUOTE))

  it('is none when one side lacks the depth', () => {
    assert.deepEqual(quoteOf([bid(99_000_000n, 10), ask(101_000_000n, 9)], TERMS), NO_QUOTE)
  })

  it('is as wide as the prices at which the depth is reached', () => {
    const orders = [bid(99_900_000n, 1), bid(99_000_000n, 9), ask(100_100_000n, 4), ask(101_000_000n, 6)]
    assert.deepEqual(quoteOf(orders, TERMS), { isTwoSided: true, spreadBps: 200, isQualified: true })
  })

  it('counts several orders of one price together', () => {
    const orders = [bid(99_500_000n, 5), bid(99_500_000n, 5), ask(100_500_000n, 10)]
    assert.deepEqual(quoteOf(orders, TERMS), { isTwoSided: true, spreadBps: 100, isQualified: true })
  })

  it('does not qualify one unit of money too wide, however small the difference', () => {
    const orders = [bid(99_000_000n, 10), ask(101_000_001n, 10)]
    assert.deepEqual(quoteOf(orders, TERMS), { isTwoSided: true, spreadBps: 201, isQualified: false })
  })
})
