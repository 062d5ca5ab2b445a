import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { homeOf } from '../../../kit/partition.ts'
import { noShares, shareFill, shareOther } from '../../../relayer/sequencer/chain/cash-shares.ts'
import { partitionName } from '../../../relayer/sequencer/journal/partition-name.ts'
import { isOwnLane, isOwnSeries, partitionField } from '../../../relayer/sequencer/partition.ts'

const account = fc
  .bigInt({ min: 1n, max: 2n ** 160n - 1n })
  .map((value) => `0x${value.toString(16).padStart(40, '0')}` as const)
const count = fc.integer({ min: 2, max: 8 })
const sum = (shares: readonly bigint[]) => shares.reduce((total, share) => total + share, 0n)
const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 })

describe('shares of cash', () => {
  it('add up to the cash, whatever comes, leaves and is filled', () => {
    const step = fc.tuple(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.option(fc.integer({ min: 1, max: 99 })))
    fc.assert(
      fc.property(account, count, fc.array(step), (owner, parts, steps) => {
        let shares = noShares(parts)
        for (const [amount, series] of steps)
          shares = series === null ? shareOther(shares, amount, owner) : shareFill(shares, amount, series)
        assert.equal(
          sum(shares),
          steps.reduce((total, [amount]) => total + amount, 0n),
        )
      }),
    )
  })

  it('are moved by the fills of their own partition only', () => {
    fc.assert(
      fc.property(count, fc.integer({ min: 1, max: 999 }), fc.bigInt(), (parts, series, amount) => {
        const after = shareFill(noShares(parts), amount, series)
        assert.deepEqual(after.with(series % parts, 0n), noShares(parts))
      }),
    )
  })

  it('never fall below zero by what leaves while the cash is there, and the home pays first', () => {
    fc.assert(
      fc.property(account, count, amounts, fc.nat({ max: 100 }), (owner, parts, deposits, percent) => {
        const before = deposits.reduce<readonly bigint[]>(
          (shares, amount) => shareOther(shares, amount, owner),
          noShares(parts),
        )
        const leaving = (sum(before) * BigInt(percent)) / 100n
        const after = shareOther(before, -leaving, owner)
        const home = homeOf(owner, parts)
        assert.ok(after.every((share) => share >= 0n))
        if (leaving <= (before[home] ?? 0n)) assert.deepEqual(after.with(home, 0n), before.with(home, 0n))
      }),
    )
  })
})

describe('a partition', () => {
  it('is one of several that have each series and each lane once', () => {
    for (const number of Array.from({ length: 40 }, (_, index) => index)) {
      const parts = ['1/3', '2/3', '3/3'].map((text) => partitionField.parse(text))
      assert.equal(parts.filter((part) => isOwnSeries(part, number)).length, 1)
      assert.equal(parts.filter((part) => isOwnLane(part, number)).length, 1)
    }
  })

  it('has a name of its own unless it is the whole', () => {
    assert.equal(partitionName('sequencer', partitionField.parse('1/1')), 'sequencer')
    assert.equal(partitionName('sequencer', partitionField.parse('2/3')), 'sequencer-2of3')
  })

  for (const text of ['0/2', '3/2', '2', '1/9', '1/2/3']) {
    it(`is not ${text}`, () => assert.equal(partitionField.safeParse(text).success, false))
  }
})
