import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { UndoLog } from '../../../../relayer/sequencer/chain/undo-log.ts'

describe('the undo log', () => {
  it('gives back every earlier state, frame by frame', () => {
    const writes = fc.array(
      fc.record({ key: fc.integer({ min: 0, max: 5 }), value: fc.option(fc.integer(), { nil: undefined }) }),
    )
    fc.assert(
      fc.property(fc.array(writes, { maxLength: 10 }), (frames) => {
        const undo = new UndoLog(20)
        const map = new Map<number, number>()
        const states: [number, number][][] = []
        for (const frame of frames) {
          states.push(entriesOf(map))
          undo.begin()
          for (const { key, value } of frame) {
            if (value === undefined) undo.delete(map, key)
            else undo.set(map, key, value)
          }
        }
        for (const state of states.toReversed()) {
          assert.equal(undo.rollback(), true)
          assert.deepEqual(entriesOf(map), state)
        }
        assert.equal(undo.rollback(), false)
      }),
    )
  })

  it('forgets frames beyond its depth', () => {
    const undo = new UndoLog(2)
    for (let i = 0; i < 3; i++) undo.begin()
    assert.deepEqual([undo.rollback(), undo.rollback(), undo.rollback()], [true, true, false])
  })
})

function entriesOf(map: ReadonlyMap<number, number>): [number, number][] {
  return [...map].toSorted(([a], [b]) => a - b)
}
