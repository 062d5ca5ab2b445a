import { expect } from 'chai'
import { deployFoundation, hashOf, loadFixture, time } from '../../deployment.ts'
import { ACCOUNT, ALL, DAY, SERIES } from './domains.ts'

/**
 * release
 * ├── when the caller is not the council
 * │   └── it reverts AccessManagedUnauthorized
 * ├── given no brake in force
 * │   └── it reverts Brake_NotSet
 * └── given a brake in force
 *     ├── it ends it at once, the sentinel's too
 *     └── it starts the rest now
 */
describe('Brake: release', () => {
  const incident = hashOf('incident 1')

  it('reverts for anyone but the council', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(ALL, 0n, incident)
    await expect(brake.connect(guardian).release(ALL, 0n))
      .to.be.revertedWithCustomError(brake, 'AccessManagedUnauthorized')
      .withArgs(guardian.address)
  })

  it('reverts when nothing is braked', async () => {
    const { brake, council } = await loadFixture(deployFoundation)
    await expect(brake.connect(council).release(SERIES, 5n))
      .to.be.revertedWithCustomError(brake, 'Brake_NotSet')
      .withArgs(SERIES, 5n)
  })

  it('ends the brake at once and starts the rest', async () => {
    const { brake, guardian, council } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(ALL, 0n, incident)
    await expect(brake.connect(council).release(ALL, 0n))
      .to.emit(brake, 'BrakeReleased')
      .withArgs(ALL, 0n, council.address)
    const now = BigInt(await time.latest())
    expect(await brake.isBraked(ALL, 0n)).to.equal(false)
    const { until, restsUntil } = await brake.entryOf(ALL, 0n)
    expect([until, restsUntil]).to.deep.equal([now, now + 7n * DAY])
  })

  it("ends the sentinel's brake too", async () => {
    const { brake, guardian, sentinel, council } = await loadFixture(deployFoundation)
    await brake.connect(sentinel).setBriefly(ACCOUNT, 7n, incident)
    await brake.connect(guardian).set(ACCOUNT, 7n, hashOf('incident 2'))
    await brake.connect(council).release(ACCOUNT, 7n)
    expect(await brake.isBraked(ACCOUNT, 7n)).to.equal(false)
  })
})
