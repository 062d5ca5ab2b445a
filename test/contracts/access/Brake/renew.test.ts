import { expect } from 'chai'
import { deployFoundation, hashOf, loadFixture, time } from '../../deployment.ts'
import { ACCOUNT, ALL, DAY, HOUR } from './domains.ts'

/**
 * renew
 * ├── when the caller is not the council
 * │   └── it reverts AccessManagedUnauthorized
 * ├── given no brake in force
 * │   └── it reverts Brake_NotSet
 * ├── given the council's holder set the brake as guardian
 * │   └── it reverts Brake_SameHolder
 * └── given a brake in force
 *     ├── it keeps it until 72 hours from now, however often it is called
 *     ├── it starts the rest anew
 *     └── it makes a brief brake a long one
 */
describe('Brake: renew', () => {
  const incident = hashOf('incident 1')

  it('reverts for anyone but the council', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(ALL, 0n, incident)
    await expect(brake.connect(guardian).renew(ALL, 0n))
      .to.be.revertedWithCustomError(brake, 'AccessManagedUnauthorized')
      .withArgs(guardian.address)
  })

  it('reverts when nothing is braked', async () => {
    const { brake, guardian, council } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(ALL, 0n, incident)
    await time.increase(72n * HOUR)
    await expect(brake.connect(council).renew(ALL, 0n))
      .to.be.revertedWithCustomError(brake, 'Brake_NotSet')
      .withArgs(ALL, 0n)
  })

  it('reverts for the holder that set it', async () => {
    const { brake, manager, admin, council } = await loadFixture(deployFoundation)
    await manager.connect(admin).grantRole(9n, council.address, 0n)
    await brake.connect(council).set(ALL, 0n, incident)
    await expect(brake.connect(council).renew(ALL, 0n))
      .to.be.revertedWithCustomError(brake, 'Brake_SameHolder')
      .withArgs(council.address)
  })

  it('keeps the brake until 72 hours from now', async () => {
    const { brake, guardian, council } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(ALL, 0n, incident)
    const now = BigInt(await time.latest()) + 71n * HOUR
    await brake.connect(council).renew(ALL, 0n)
    await time.setNextBlockTimestamp(now)
    await expect(brake.connect(council).renew(ALL, 0n))
      .to.emit(brake, 'BrakeRenewed')
      .withArgs(ALL, 0n, council.address, now + 72n * HOUR)
    expect(await brake.entryOf(ALL, 0n)).to.deep.equal([
      now + 72n * HOUR,
      guardian.address,
      incident,
      now + 72n * HOUR + 7n * DAY,
    ])
  })

  it('makes a brief brake a long one', async () => {
    const { brake, sentinel, council } = await loadFixture(deployFoundation)
    await brake.connect(sentinel).setBriefly(ACCOUNT, 7n, incident)
    await brake.connect(council).renew(ACCOUNT, 7n)
    await time.increase(71n * HOUR)
    expect(await brake.isBraked(ACCOUNT, 7n)).to.equal(true)
  })
})
