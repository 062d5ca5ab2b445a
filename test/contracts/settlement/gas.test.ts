import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { settleShape } from '../../bench/gas.ts'
import { shapes } from '../../bench/gas-shapes.ts'

const snapshot = JSON.parse(readFileSync(join(import.meta.dirname, '../../bench/snapshots/gas.json'), 'utf8'))
/** A change that makes a trade dearer by more than this says why and refreshes the snapshot. */
const TOLERANCE = 1.02

// settle: gas per trade of a batch of 50
// └── for every shape of batch
//     └── it is what the snapshot says
describe('Settlement.settle: gas', () => {
  for (const shape of Object.keys(shapes) as (keyof typeof shapes)[]) {
    it(`of ${shape} is that of the snapshot`, async () => {
      const { gasUsed } = await settleShape(shape, 50)

      const perTrade = Number(gasUsed) / 50
      expect(perTrade).to.be.at.most(snapshot[shape][50] * TOLERANCE)
      expect(perTrade).to.be.at.least(snapshot[shape][50] / TOLERANCE)
    })
  }
})
