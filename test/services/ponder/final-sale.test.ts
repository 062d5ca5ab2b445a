import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isFinalSale, laterSales } from '../../../ponder/src/final-sale.ts'

const sale = { primary: false, resaleLimit: 3, changes: 3, salesAfter: 0 }

describe('a sale', () => {
  it('is final when it was the last that the series allows', () => {
    assert.equal(isFinalSale(sale), true)
    assert.equal(isFinalSale({ ...sale, changes: 2 }), false)
  })

  it('is judged before the later sales of its batch', () => {
    assert.equal(isFinalSale({ ...sale, salesAfter: 1 }), false)
  })

  it('of new units is final when they can never be resold', () => {
    assert.equal(isFinalSale({ ...sale, primary: true, resaleLimit: 0, changes: 0 }), true)
    assert.equal(isFinalSale({ ...sale, primary: true, changes: 3 }), false)
  })

  it('counts later sales of the same unit that were not skipped', () => {
    const sold = (series: number, serials: number[]) => ({ code: 'FILLED', series, serials }) as const
    const records = [sold(1, [7, 8]), sold(2, [7]), { ...sold(1, [7]), code: 'WRONG_MARKET' } as const, sold(1, [9, 7])]
    assert.deepEqual(laterSales(records), [1, 0, 1, 0])
  })
})
