import { expect } from 'chai'
import { deployFoundation, hashOf, loadFixture, time } from '../../deployment.ts'
import { ACCOUNT, ALL, DAY, HOUR, ISSUER, PRODUCT, SERIES } from './domains.ts'

/**
 * setBriefly
 * ├── when the caller is not the sentinel
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the domain is wider than an account or a series
 * │   └── it reverts Brake_BadDomain
 * ├── given any brake of the domain in force
 * │   └── it reverts Brake_AlreadySet
 * ├── given a brief brake that ended less than 7 days ago
 * │   └── it reverts Brake_Resting
 * └── otherwise
 *     ├── it brakes the domain for an hour
 *     └── it does not bind the guardian
 */
describe('Brake: setBriefly', () => {
  const incident = hashOf('alert 1')

  it('reverts for anyone but the sentinel', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await expect(brake.connect(guardian).setBriefly(ACCOUNT, 7n, incident))
      .to.be.revertedWithCustomError(brake, 'AccessManagedUnauthorized')
      .withArgs(guardian.address)
  })

  for (const domain of [ALL, PRODUCT, ISSUER]) {
    it(`reverts for domain ${domain}`, async () => {
      const { brake, sentinel } = await loadFixture(deployFoundation)
      await expect(brake.connect(sentinel).setBriefly(domain, 1n, incident))
        .to.be.revertedWithCustomError(brake, 'Brake_BadDomain')
        .withArgs(domain, 1n)
    })
  }

  it("reverts while the guardian's brake is in force", async () => {
    const { brake, guardian, sentinel } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(SERIES, 5n, incident)
    await expect(brake.connect(sentinel).setBriefly(SERIES, 5n, hashOf('alert 2'))).to.be.revertedWithCustomError(
      brake,
      'Brake_AlreadySet',
    )
  })

  it('reverts in the 7 days after its own brake', async () => {
    const { brake, sentinel } = await loadFixture(deployFoundation)
    await brake.connect(sentinel).setBriefly(SERIES, 5n, incident)
    await time.increase(7n * DAY)
    await expect(brake.connect(sentinel).setBriefly(SERIES, 5n, hashOf('alert 2'))).to.be.revertedWithCustomError(
      brake,
      'Brake_Resting',
    )
  })

  it('brakes an account for an hour', async () => {
    const { brake, sentinel } = await loadFixture(deployFoundation)
    const now = BigInt(await time.latest()) + 10n
    await time.setNextBlockTimestamp(now)
    await expect(brake.connect(sentinel).setBriefly(ACCOUNT, 7n, incident))
      .to.emit(brake, 'BrakeSet')
      .withArgs(ACCOUNT, 7n, sentinel.address, now + HOUR, incident)
    expect(await brake.isBraked(ACCOUNT, 7n)).to.equal(true)
    await time.increaseTo(now + HOUR)
    expect(await brake.isBraked(ACCOUNT, 7n)).to.equal(false)
  })

  it('leaves its incident to the guardian', async () => {
    const { brake, guardian, sentinel } = await loadFixture(deployFoundation)
    await brake.connect(sentinel).setBriefly(SERIES, 5n, incident)
    await brake.connect(guardian).set(SERIES, 5n, incident)
    await time.increase(2n * HOUR)
    expect(await brake.isBraked(SERIES, 5n)).to.equal(true)
  })

  it('lets the guardian follow at once', async () => {
    const { brake, guardian, sentinel } = await loadFixture(deployFoundation)
    await brake.connect(sentinel).setBriefly(SERIES, 5n, incident)
    await brake.connect(guardian).set(SERIES, 5n, hashOf('incident 1'))
    await time.increase(2n * HOUR)
    expect(await brake.isBraked(SERIES, 5n)).to.equal(true)
  })
})
