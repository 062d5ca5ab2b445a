import { expect } from 'chai'
import { deployFoundation, hashOf, loadFixture } from '../../deployment.ts'
import { ALL, PRODUCT } from './domains.ts'

/**
 * isProductBraked
 * ├── given nothing braked
 * │   └── it is false
 * ├── given everything braked
 * │   └── it is true for every product
 * └── given one product braked
 *     └── it is true for that product only
 */
describe('Brake: isProductBraked', () => {
  it('is false at first', async () => {
    const { brake } = await loadFixture(deployFoundation)
    expect(await brake.isProductBraked(1n)).to.equal(false)
    expect(await brake.entryOf(ALL, 0n)).to.deep.equal([0n, '0x0000000000000000000000000000000000000000', hashZero, 0n])
  })

  it('is true for every product when everything is braked', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(ALL, 0n, hashOf('incident 1'))
    expect(await brake.isProductBraked(1n)).to.equal(true)
    expect(await brake.isProductBraked(2n)).to.equal(true)
  })

  it('is true for the braked product only', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(PRODUCT, 2n, hashOf('incident 1'))
    expect(await brake.isProductBraked(1n)).to.equal(false)
    expect(await brake.isProductBraked(2n)).to.equal(true)
  })

  const hashZero = `0x${'00'.repeat(32)}`
})
