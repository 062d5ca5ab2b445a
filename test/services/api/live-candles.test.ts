import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { LiveTrade } from '../../../api/stream/feed-messages.ts'
import { LiveCandles } from '../../../api/stream/live-candles.ts'
import { CANDLE_INTERVALS, candleStart, candlesOf, type TradePoint } from '../../../sdk/src/market-data/candles.ts'
import { daySummaryOf } from '../../../sdk/src/market-data/day-summary.ts'

const START_SEC = 1_800_000_000

interface Plan {
  waitSec: number
  price: bigint
  quantity: number
  isSkipped: boolean
}

const plans = fc.array(
  fc.record({
    waitSec: fc.integer({ min: 0, max: 3_000 }),
    price: fc.bigInt({ min: 1n, max: 100n }),
    quantity: fc.integer({ min: 1, max: 100 }),
    isSkipped: fc.boolean(),
  }),
  { minLength: 1, maxLength: 25 },
)

describe('live candles', () => {
  it('are those of every trade that was not skipped, however many are settled, in the past or on their way', () => {
    fc.assert(
      fc.property(plans, fc.nat(25), fc.nat(25), fc.nat(25), (planned, inPast, told, final) => {
        const trades = tradesOf(planned)
        const past = trades.slice(0, inPast).map((trade) => ({ ...trade, batchNo: 3 }))
        const known = [...past, ...trades.slice(inPast, inPast + told)]
        const minutes = candlesOf(pointsOf(past.filter((trade) => !isSkipped(planned, trade))), '1m')
        const live = new LiveCandles({ batchNo: 3, minutes }, known)
        for (const trade of trades.slice(known.length)) assert.equal(live.apply(trade), 'changed')
        for (const trade of trades.slice(inPast)) {
          if (isSkipped(planned, trade)) assert.equal(live.apply({ ...trade, state: 'SKIPPED' }), 'changed')
          else if (trade.tradeId <= final) assert.equal(live.apply({ ...trade, state: 'FINAL', batchNo: 4 }), 'same')
        }
        assertSame(live, pointsOf(trades.filter((trade) => !isSkipped(planned, trade))))
      }),
    )
  })

  it('are lost when a trade of the past is skipped or put back on its way', () => {
    for (const state of ['SKIPPED', 'MATCHED'] as const) {
      const [trade] = tradesOf([{ waitSec: 0, price: 1n, quantity: 1, isSkipped: false }])
      assert(trade)
      const live = new LiveCandles({ batchNo: 3, minutes: [] }, [{ ...trade, batchNo: 3 }])
      assert.equal(live.apply({ ...trade, state, batchNo: 0 }), 'unknown')
    }
  })

  it('forget what neither the day nor the 24 hours need', () => {
    const day = 86_400
    const minutes = candlesOf(
      [0, day, 2 * day].map((timeSec) => ({ timeSec, priceUsdc6: 1n, units: 1 })),
      '1m',
    )
    const live = new LiveCandles({ batchNo: 0, minutes }, [])
    live.forgetBefore(2 * day + 60)
    assert.equal(live.candle('1d', 0), undefined)
    assert.equal(live.day(2 * day + 60)?.trades, 1)
  })
})

function assertSame(live: LiveCandles, points: TradePoint[]): void {
  for (const interval of CANDLE_INTERVALS) {
    const expected = candlesOf(points, interval)
    assert.deepEqual(
      expected.map(({ openedAt }) => live.candle(interval, openedAt)),
      expected,
    )
    assert.deepEqual(live.latest(interval), expected.at(-1))
  }
  const nowSec = points.at(-1)?.timeSec ?? START_SEC
  assert.deepEqual(live.day(nowSec), daySummaryOf(candlesOf(points, '1m'), nowSec))
  assert.equal(live.candle('1m', candleStart(START_SEC, '1m') - 60), undefined)
}

function tradesOf(planned: readonly Plan[]): LiveTrade[] {
  let timeMs = START_SEC * 1000
  return planned.map(({ waitSec, price, quantity }, i) => {
    timeMs += waitSec * 1000
    return { tradeId: i + 1, price, quantity, takerSide: 'buy', state: 'MATCHED', batchNo: 0, timeMs }
  })
}

function isSkipped(planned: readonly Plan[], { tradeId }: LiveTrade): boolean {
  return planned[tradeId - 1]?.isSkipped === true
}

function pointsOf(trades: readonly LiveTrade[]): TradePoint[] {
  return trades.map(({ timeMs, price, quantity }) => ({
    timeSec: Math.floor(timeMs / 1000),
    priceUsdc6: price,
    units: quantity,
  }))
}
