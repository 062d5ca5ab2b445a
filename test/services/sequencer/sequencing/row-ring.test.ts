import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { RowRing } from '../../../../relayer/sequencer/sequencing/row-ring.ts'

const ringOf = (...rows: string[]) => {
  const ring = new RowRing({ capacity: 3, rowBytes: 4 })
  for (const row of rows) ring.add(Buffer.from(row.padEnd(4, '.')))
  return ring
}
const textsOf = (ring: RowRing) =>
  Array.from({ length: ring.end - ring.first }, (_, i) => ring.row(ring.first + i).toString())

/**
 * RowRing
 * ├── keeps the newest rows, under the numbers that they got
 * ├── finds the rows that begin with given bytes
 * ├── has the same rows behind a snapshot, of one that is full and of one that is not
 * └── refuses a row that is too long, one that is not kept, and bytes that are no rows
 */
describe('a ring of rows', () => {
  it('keeps the newest rows, under the numbers that they got', () => {
    const ring = ringOf('a', 'b', 'c', 'd', 'e')
    assert.deepEqual([ring.first, ring.end, textsOf(ring)], [2, 5, ['c...', 'd...', 'e...']])
  })

  it('finds the rows that begin with given bytes, oldest first', () => {
    assert.deepEqual(ringOf('xa', 'xb', 'yc', 'xd').startingWith(Buffer.from('x')), [1, 3])
  })

  for (const rows of [[], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e']])
    it(`has the same rows behind a snapshot of ${rows.length}`, () => {
      const ring = ringOf(...rows)
      const restored = ringOf('z')
      restored.restore(ring.bytes())
      assert.deepEqual(textsOf(restored), textsOf(ring))
      restored.add(Buffer.from('next'))
      assert.equal(textsOf(restored).at(-1), 'next')
    })

  it('refuses what does not fit or is not kept', () => {
    const ring = ringOf('a', 'b', 'c', 'd')
    assert.throws(() => ring.add(Buffer.alloc(5)), RangeError)
    assert.throws(() => ring.row(0), RangeError)
    assert.throws(() => ring.row(4), RangeError)
    assert.throws(() => ring.restore(Buffer.alloc(6)), RangeError)
    assert.throws(() => ring.restore(Buffer.alloc(16)), RangeError)
  })
})
