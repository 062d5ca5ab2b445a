import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { NONE } from '../../../../relayer/sequencer/engine/codes.ts'
import { KeyIndex } from '../../../../relayer/sequencer/engine/key-index.ts'
import { PriceTrees } from '../../../../relayer/sequencer/engine/price-tree.ts'
import { tickOf } from '../../../../relayer/sequencer/engine/tick.ts'
import { TimerWheel } from '../../../../relayer/sequencer/engine/timer-wheel.ts'

const tick = fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 2 ** 30 - 1 }))

describe('price tree', () => {
  it('finds, and walks up and down, like a sorted list', () => {
    const steps = fc.array(fc.record({ tree: fc.nat({ max: 1 }), tick }), { maxLength: 60, size: 'max' })
    const property = fc.property(steps, fc.array(tick), (list, probes) => {
      const trees = new PriceTrees(2, 1024)
      const models: [Set<number>, Set<number>] = [new Set(), new Set()]
      for (const [level, step] of list.entries()) {
        const model = models[step.tree as 0 | 1]
        if (model.delete(step.tick)) trees.remove(step.tree, step.tick)
        else trees.insert(step.tree, step.tick, level)
        if (trees.find(step.tree, step.tick) === level) model.add(step.tick)
        for (const probe of [...probes, step.tick]) comparePlaces(trees, step.tree, model, probe)
      }
      for (const [tree, model] of models.entries()) for (const left of model) trees.remove(tree, left)
      assert.equal(trees.nodes.available, 1024)
    })
    fc.assert(property)
  })
})

const comparePlaces = (trees: PriceTrees, tree: number, model: Set<number>, probe: number): void => {
  const sorted = [...model].sort((a, b) => a - b)
  const above = sorted.find((entry) => entry > probe)
  const below = sorted.findLast((entry) => entry < probe)
  assert.equal(trees.find(tree, probe) !== NONE, model.has(probe))
  assert.equal(trees.above(tree, probe), above === undefined ? NONE : trees.find(tree, above))
  assert.equal(trees.below(tree, probe), below === undefined ? NONE : trees.find(tree, below))
}

describe('timer wheel', () => {
  const NOW = 1_800_000_000

  it('names exactly the slots whose second has passed, whatever the jumps of time', () => {
    const jump = fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 5000 }), fc.nat({ max: 3_000_000 }))
    const step = fc.record({ life: jump, jump, remove: fc.nat({ max: 20 }) })
    const property = fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const wheel = new TimerWheel(64)
      const expiries = new Map<number, number>()
      let now = NOW
      for (const [slot, { jump: seconds, life, remove }] of steps.entries()) {
        wheel.add(slot, now + life, now)
        expiries.set(slot, now + life)
        if (expiries.delete(remove)) wheel.remove(remove)
        now += seconds
        const due = [...expiries].filter(([, expiry]) => expiry < now).map(([due]) => due)
        assert.deepEqual(wheel.due(now, 64).sort(), due.sort())
      }
    })
    fc.assert(property)
  })

  it('keeps a slot to its last second and stops at the limit', () => {
    const wheel = new TimerWheel(4)
    wheel.add(0, NOW, NOW)
    wheel.add(1, NOW - 5, NOW)
    wheel.add(2, NOW - 5, NOW)
    assert.deepEqual(wheel.due(NOW, 9).sort(), [1, 2])
    assert.equal(wheel.due(NOW + 1, 2).length, 2)
    assert.deepEqual(wheel.due(NOW + 1, 9).sort(), [0, 1, 2])
  })

  it('takes expiries beyond its range and before its start', () => {
    const wheel = new TimerWheel(4)
    wheel.add(0, 2 ** 40 - 1, NOW)
    wheel.add(1, 0, NOW)
    assert.deepEqual(wheel.due(NOW, 9), [1])
  })
})

describe('key index', () => {
  it('gives dense numbers in order of arrival and finds them again', () => {
    const property = fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 50 }),
      (keys) => {
        const index = new KeyIndex(50)
        for (const key of keys) index.add(key)
        assert.deepEqual(
          keys.map((key) => index.find(key)),
          [...keys.keys()],
        )
        assert.equal(index.find(keys.includes(7) ? -1 : 7), NONE)
      },
    )
    fc.assert(property)
  })
})

describe('tick', () => {
  const cases: [face: bigint, tick: bigint][] = [
    [1n, 1n],
    [9_999n, 1n],
    [10_000n, 10n],
    [33_330_000n, 10_000n],
    [50_000_000n, 10_000n],
    [2n ** 48n - 1n, 100_000_000_000n],
  ]
  for (const [face, expected] of cases) {
    it(`of face ${face} is ${expected}`, () => assert.equal(tickOf(face), expected))
  }
})
