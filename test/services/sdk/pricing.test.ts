import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { convertAmount, crossRate, formatRate, ONE_DOLLAR_RATE } from '../../../sdk/src/pricing/convert.ts'
import { priceBand } from '../../../sdk/src/pricing/price-band.ts'
import { formatFactor, suggestPrice } from '../../../sdk/src/pricing/suggested-price.ts'

const START = 1_800_000_000
const DAY = 86_400
const terms = {
  faceUsdc6: 50_000_000n,
  isSecurity: false,
  rating: 5,
  approvedAtSec: START,
  expirySec: START + 100 * DAY,
}
const balanced = { sells: 3, buys: 3 }
const priceAt = (change: Partial<typeof terms>, book = balanced, nowSec = START) =>
  suggestPrice({ ...terms, ...change }, book, nowSec).priceUsdc6

describe('the suggested price', () => {
  it('is the face for a new AAA coupon in a balanced book', () => {
    assert.equal(priceAt({}), 50_000_000n)
  })

  for (const [rating, expected] of [
    40_000_000n,
    42_500_000n,
    45_000_000n,
    47_000_000n,
    48_500_000n,
    50_000_000n,
  ].entries()) {
    it(`takes off what rating ${rating} costs`, () => {
      assert.equal(priceAt({ rating }), expected)
    })
  }

  it('takes off 0.15 over the life, in proportion', () => {
    assert.equal(priceAt({}, balanced, START + 50 * DAY), 46_250_000n)
    assert.equal(priceAt({}, balanced, START + 100 * DAY), 42_500_000n)
    assert.equal(priceAt({}, balanced, START + 200 * DAY), 42_500_000n)
    assert.equal(priceAt({}, balanced, START - DAY), 50_000_000n)
  })

  it('takes off up to 0.10 when everybody sells and adds at most 0.05 when everybody buys', () => {
    assert.equal(priceAt({}, { sells: 7, buys: 0 }), 45_000_000n)
    assert.equal(priceAt({ rating: 0 }, { sells: 0, buys: 7 }), 42_500_000n)
    assert.equal(priceAt({}, { sells: 3, buys: 1 }), 47_500_000n)
    assert.equal(priceAt({}, { sells: 0, buys: 0 }), 50_000_000n)
  })

  it('is capped at the face for utility coupons only', () => {
    const everybodyBuys = { sells: 0, buys: 9 }
    assert.equal(priceAt({}, everybodyBuys), 50_000_000n)
    assert.equal(priceAt({ isSecurity: true }, everybodyBuys), 52_500_000n)
  })

  it('shows its factors, which give the price', () => {
    const { timePpb, creditPpb, liquidityPpb } = suggestPrice(
      { ...terms, rating: 4 },
      { sells: 1, buys: 0 },
      START + 25 * DAY,
    )
    assert.deepEqual([timePpb, creditPpb, liquidityPpb].map(formatFactor), ['0.0375', '0.03', '0.1'])
  })

  it('lies between 0.55 and 1.05 of the face, whatever the numbers', () => {
    const nat = (max: number) => fc.integer({ min: 0, max })
    fc.assert(
      fc.property(
        fc.bigInt(1_000n, 2n ** 44n),
        nat(5),
        nat(10 ** 6),
        nat(10 ** 6),
        nat(10 ** 9),
        fc.boolean(),
        (face, rating, sells, buys, age, isSecurity) => {
          const price = priceAt({ faceUsdc6: face, rating, isSecurity }, { sells, buys }, START + age)
          assert.ok(price * 100n >= face * 55n - 100n && price * 100n <= face * 105n)
          if (!isSecurity) assert.ok(price <= face)
        },
      ),
    )
  })
})

describe('the price band', () => {
  it('spans the suggested and the last price and half of each beyond', () => {
    assert.deepEqual(priceBand(40_000_000n, 0n, 5_000), { lowUsdc6: 20_000_000n, highUsdc6: 60_000_000n })
    assert.deepEqual(priceBand(40_000_000n, 80_000_000n, 5_000), { lowUsdc6: 20_000_000n, highUsdc6: 120_000_000n })
    assert.deepEqual(priceBand(40_000_000n, 10_000_000n, 5_000), { lowUsdc6: 5_000_000n, highUsdc6: 60_000_000n })
  })

  it('rounds outwards', () => {
    assert.deepEqual(priceBand(3n, 0n, 5_000), { lowUsdc6: 1n, highUsdc6: 5n })
  })
})

describe('conversion', () => {
  it('rounds down, so that a round trip never gains', () => {
    const rate = fc.bigInt(97_000_000n, 103_000_000n)
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 15n), rate, rate, (amount, one, other) => {
        const there = convertAmount(amount, crossRate(one, other))
        assert.ok(there * other <= amount * one)
        assert.ok(convertAmount(there, crossRate(other, one)) <= amount)
      }),
    )
  })

  it('is the identity at one dollar', () => {
    assert.equal(convertAmount(123_456_789n, crossRate(ONE_DOLLAR_RATE, ONE_DOLLAR_RATE)), 123_456_789n)
    assert.equal(formatRate(crossRate(99_980_000n, ONE_DOLLAR_RATE)), '0.99980000')
  })
})
