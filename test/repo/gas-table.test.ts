import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { sumOf, tableOf } from '../bench/gas-table.ts'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'contracts/settlement/README.md'), 'utf8')
const snapshot = JSON.parse(readFileSync(join(root, 'test/bench/snapshots/gas.json'), 'utf8'))

/**
 * Gas figures of contracts/settlement/README.md
 * ├── the table is the one that the bench printed with the snapshot
 * ├── its sums are the snapshot's gas per trade
 * └── the largest batch is the snapshot's
 */
describe('Gas figures of the README', () => {
  it('shows the table of the snapshot', () => {
    assert.ok(
      readme.includes(tableOf(snapshot.whereItGoes)),
      `expected in the README:\n${tableOf(snapshot.whereItGoes)}`,
    )
  })

  it('splits the gas per trade that the snapshot has', () => {
    const shapes = Object.keys(snapshot.whereItGoes)
    assert.deepEqual(shapes, ['independent', 'oneMaker'])
    for (const shape of shapes) {
      const difference = Math.abs(sumOf(snapshot.whereItGoes[shape]) - snapshot[shape][50])
      // Two batches of one shape differ by the zero bytes of their signatures.
      assert.ok(difference <= 20, `${shape}: the parts differ from the whole by ${difference}`)
    }
  })

  it('names the largest batch', () => {
    const { trades, gas } = snapshot.largestBatch
    assert.ok(readme.includes(`${trades} independent trades, ${gas.toLocaleString('en-US')} gas`))
  })
})
