import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import {
  CANDLE_INTERVALS,
  CANDLE_SECONDS,
  type Candle,
  candlesOf,
  coarsen,
  type TradePoint,
} from '../../../sdk/src/market-data/candles.ts'
import { bookChecksum, CHECKSUM_LEVELS, checksumText, type Level } from '../../../sdk/src/market-data/checksum.ts'
import { dayStart, daySummaryOf } from '../../../sdk/src/market-data/day-summary.ts'
import { MarketBook } from '../../../sdk/src/market-data/market-book.ts'

const level = fc.record({
  priceUsdc6: fc.bigInt({ min: 1n, max: 40n }),
  quantity: fc.integer({ min: 0, max: 3 }),
  orders: fc.integer({ min: 1, max: 3 }),
})
const changes = fc.record({ bids: fc.array(level, { maxLength: 6 }), asks: fc.array(level, { maxLength: 6 }) })

describe('the checksum of a book', () => {
  it('is the CRC-32 of its best ten levels of each side as text', () => {
    fc.assert(
      fc.property(fc.array(level), fc.array(level), (bids, asks) => {
        assert.equal(bookChecksum(bids, asks), crc32(checksumText(bids, asks)))
      }),
    )
  })

  it('does not look below the tenth level', () => {
    const levels = Array.from({ length: CHECKSUM_LEVELS + 1 }, (_, i) => ({
      priceUsdc6: BigInt(99 - i),
      quantity: 1,
      orders: 1,
    }))
    assert.equal(bookChecksum(levels, []), bookChecksum(levels.slice(0, CHECKSUM_LEVELS), []))
    assert.notEqual(bookChecksum(levels, []), bookChecksum(levels.slice(0, CHECKSUM_LEVELS - 1), []))
  })
})

describe('a reader’s book', () => {
  it('is the sum of its deltas, whatever is told together and whatever is told twice', () => {
    fc.assert(
      fc.property(
        fc.array(changes, { minLength: 1, maxLength: 20 }),
        fc.nat(19),
        fc.nat(3),
        (steps, start, repeated) => {
          const states = statesOf(steps)
          const at = Math.min(start, steps.length - 1)
          const book = new MarketBook({ sequence: at, ...sidesAt(states, at) })
          for (let from = Math.max(0, at - repeated); from < steps.length; from += 2) {
            const to = Math.min(from + 2, steps.length)
            const told = steps.slice(from, to)
            const levels = { bids: told.flatMap(({ bids }) => bids), asks: told.flatMap(({ asks }) => asks) }
            const end = sidesAt(states, to)
            const delta = {
              previousSequence: from,
              sequence: to,
              checksum: bookChecksum(end.bids, end.asks),
              ...levels,
            }
            assert.equal(book.apply(delta), to <= at ? 'stale' : 'applied')
          }
          const { bids, asks } = sidesAt(states, steps.length)
          assert.deepEqual([book.bids(), book.asks(), book.sequence], [bids, asks, steps.length])
        },
      ),
    )
  })

  it('sees a gap and changes nothing', () => {
    const book = new MarketBook({ sequence: 7, bids: [], asks: [] })
    const delta = {
      previousSequence: 8,
      sequence: 9,
      checksum: 0,
      bids: [{ priceUsdc6: 1n, quantity: 1, orders: 1 }],
      asks: [],
    }
    assert.equal(book.apply(delta), 'gap')
    assert.deepEqual([book.sequence, book.bids()], [7, []])
  })

  it('sees that it is not the server’s book', () => {
    const book = new MarketBook({ sequence: 7, bids: [], asks: [] })
    const delta = { previousSequence: 7, sequence: 8, checksum: 1, bids: [], asks: [] }
    assert.equal(book.apply(delta), 'mismatch')
  })
})

const trades = fc
  .array(
    fc.record({
      waitSec: fc.integer({ min: 0, max: 20_000 }),
      priceUsdc6: fc.bigInt({ min: 1n, max: 2n ** 48n }),
      units: fc.integer({ min: 1, max: 100 }),
    }),
    { maxLength: 40 },
  )
  .map((plans) => {
    let timeSec = 1_800_000_000
    return plans.map(({ waitSec, ...trade }) => {
      timeSec += waitSec
      return { ...trade, timeSec }
    })
  })

describe('candles', () => {
  it('of any interval are what their trades say', () => {
    fc.assert(
      fc.property(trades, fc.constantFrom(...CANDLE_INTERVALS), (points, interval) => {
        assert.deepEqual(candlesOf(points, interval), plainCandles(points, CANDLE_SECONDS[interval]))
      }),
    )
  })

  it('of a longer interval are those of any shorter one joined', () => {
    fc.assert(
      fc.property(trades, (points) => {
        for (const [i, longer] of CANDLE_INTERVALS.entries())
          for (const shorter of CANDLE_INTERVALS.slice(0, i))
            assert.deepEqual(coarsen(candlesOf(points, shorter), longer), candlesOf(points, longer))
      }),
    )
  })

  it('sum up to the last 24 hours: the running minute and the 1,439 before it', () => {
    const nowSec = 1_800_000_030
    const from = dayStart(nowSec)
    assert.equal(from, 1_800_000_000 - 1_439 * 60)
    const points = [
      { timeSec: from - 1, priceUsdc6: 999n, units: 1 },
      { timeSec: from, priceUsdc6: 30n, units: 1 },
      { timeSec: nowSec, priceUsdc6: 20n, units: 2 },
    ]
    const sums = { units: 3, turnoverUsdc6: 70n, trades: 2, changeUsdc6: -10n, changeBps: -3333 }
    const prices = { openUsdc6: 30n, highUsdc6: 30n, lowUsdc6: 20n, lastUsdc6: 20n }
    assert.deepEqual(daySummaryOf(candlesOf(points, '1m'), nowSec), { ...prices, ...sums })
    assert.equal(daySummaryOf([], nowSec), undefined)
  })
})

type Sides = { bids: Map<bigint, Level>; asks: Map<bigint, Level> }

/** The book before every step and after the last, by plain maps. */
function statesOf(steps: readonly { bids: Level[]; asks: Level[] }[]): Sides[] {
  const states: Sides[] = [{ bids: new Map(), asks: new Map() }]
  for (const step of steps) {
    const state = { bids: new Map(states.at(-1)?.bids), asks: new Map(states.at(-1)?.asks) }
    for (const side of ['bids', 'asks'] as const)
      for (const changed of step[side])
        if (changed.quantity === 0) state[side].delete(changed.priceUsdc6)
        else state[side].set(changed.priceUsdc6, changed)
    states.push(state)
  }
  return states
}

function sidesAt(states: readonly Sides[], at: number) {
  const sorted = (side: keyof Sides) =>
    [...(states[at]?.[side].values() ?? [])].sort((a, b) => Number(a.priceUsdc6 - b.priceUsdc6))
  return { bids: sorted('bids').reverse(), asks: sorted('asks') }
}

/** Each candle looked up on its own, by nothing but its definition. */
function plainCandles(points: readonly TradePoint[], seconds: number): Candle[] {
  const starts = [...new Set(points.map(({ timeSec }) => Math.floor(timeSec / seconds) * seconds))]
  return starts.map((openedAt) => {
    const own = points.filter(({ timeSec }) => timeSec >= openedAt && timeSec < openedAt + seconds)
    const prices = own.map(({ priceUsdc6 }) => priceUsdc6)
    const sorted = prices.toSorted((a, b) => (a < b ? -1 : 1))
    return {
      openedAt,
      openUsdc6: prices[0] ?? 0n,
      highUsdc6: sorted.at(-1) ?? 0n,
      lowUsdc6: sorted[0] ?? 0n,
      closeUsdc6: prices.at(-1) ?? 0n,
      units: own.reduce((sum, { units }) => sum + units, 0),
      turnoverUsdc6: own.reduce((sum, { priceUsdc6, units }) => sum + priceUsdc6 * BigInt(units), 0n),
      trades: own.length,
    }
  })
}
