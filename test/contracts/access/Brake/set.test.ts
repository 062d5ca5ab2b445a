import { expect } from 'chai'
import { deployFoundation, ethers, hashOf, loadFixture, time } from '../../deployment.ts'
import { ACCOUNT, ALL, DAY, HOUR, ISSUER, PRODUCT, SERIES } from './domains.ts'

/**
 * set
 * ├── when the caller is not the guardian
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the domain or its key does not exist
 * │   └── it reverts Brake_BadDomain
 * ├── when the incident is zero
 * │   └── it reverts Brake_ZeroIncident
 * ├── given a brake in force
 * │   └── it reverts Brake_AlreadySet
 * ├── given a brake that ended less than 7 days ago
 * │   └── it reverts Brake_Resting
 * ├── given a containing domain that was braked less than 7 days ago
 * │   └── it reverts Brake_Resting with that domain
 * ├── given the same incident braked the domain before
 * │   └── it reverts Brake_IncidentUsed
 * └── otherwise
 *     ├── it brakes the domain for 72 hours and tells so
 *     ├── it lets a containing domain be braked next
 *     └── it lets the domain be braked again after 7 days
 */
describe('Brake: set', () => {
  const incident = hashOf('incident 1')

  it('reverts for anyone but the guardian', async () => {
    const { brake, sentinel } = await loadFixture(deployFoundation)
    await expect(brake.connect(sentinel).set(ALL, 0n, incident))
      .to.be.revertedWithCustomError(brake, 'AccessManagedUnauthorized')
      .withArgs(sentinel.address)
  })

  for (const [name, domain, key] of [
    ['a key for everything', ALL, 1n],
    ['product 0', PRODUCT, 0n],
    ['issuer 0', ISSUER, 0n],
    ['an issuer wider than an address', ISSUER, 1n << 160n],
    ['series 0', SERIES, 0n],
    ['a series wider than 32 bits', SERIES, 1n << 32n],
    ['account 0', ACCOUNT, 0n],
    ['domain 5', 5n, 1n],
  ] as const) {
    it(`reverts for ${name}`, async () => {
      const { brake, guardian } = await loadFixture(deployFoundation)
      await expect(brake.connect(guardian).set(domain, key, incident))
        .to.be.revertedWithCustomError(brake, 'Brake_BadDomain')
        .withArgs(domain, key)
    })
  }

  it('reverts without an incident', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await expect(brake.connect(guardian).set(ALL, 0n, ethers.ZeroHash)).to.be.revertedWithCustomError(
      brake,
      'Brake_ZeroIncident',
    )
  })

  it('reverts while the brake is in force', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(SERIES, 5n, incident)
    const { until } = await brake.entryOf(SERIES, 5n)
    await expect(brake.connect(guardian).set(SERIES, 5n, hashOf('incident 2')))
      .to.be.revertedWithCustomError(brake, 'Brake_AlreadySet')
      .withArgs(SERIES, 5n, until)
  })

  it('reverts in the 7 days after the brake', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(ACCOUNT, 7n, incident)
    const { restsUntil } = await brake.entryOf(ACCOUNT, 7n)
    await time.setNextBlockTimestamp(restsUntil - 1n)
    await expect(brake.connect(guardian).set(ACCOUNT, 7n, hashOf('incident 2')))
      .to.be.revertedWithCustomError(brake, 'Brake_Resting')
      .withArgs(ACCOUNT, 7n, restsUntil)
  })

  for (const [name, container, key, domain] of [
    ['an account after everything', ALL, 0n, ACCOUNT],
    ['a product after everything', ALL, 0n, PRODUCT],
    ['an issuer after the coupon market', PRODUCT, 1n, ISSUER],
    ['a series after the coupon market', PRODUCT, 1n, SERIES],
  ] as const) {
    it(`reverts for ${name} was braked`, async () => {
      const { brake, guardian } = await loadFixture(deployFoundation)
      await brake.connect(guardian).set(container, key, incident)
      const { restsUntil } = await brake.entryOf(container, key)
      await expect(brake.connect(guardian).set(domain, 9n, hashOf('incident 2')))
        .to.be.revertedWithCustomError(brake, 'Brake_Resting')
        .withArgs(container, key, restsUntil)
    })
  }

  it('reverts for the incident that braked the domain before', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(ISSUER, 9n, incident)
    await time.increase(11n * DAY)
    await expect(brake.connect(guardian).set(ISSUER, 9n, incident))
      .to.be.revertedWithCustomError(brake, 'Brake_IncidentUsed')
      .withArgs(ISSUER, 9n, incident)
  })

  it('brakes the domain for 72 hours', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    const now = BigInt(await time.latest()) + 10n
    await time.setNextBlockTimestamp(now)
    await expect(brake.connect(guardian).set(PRODUCT, 1n, incident))
      .to.emit(brake, 'BrakeSet')
      .withArgs(PRODUCT, 1n, guardian.address, now + 72n * HOUR, incident)
    expect(await brake.entryOf(PRODUCT, 1n)).to.deep.equal([
      now + 72n * HOUR,
      guardian.address,
      incident,
      now + 72n * HOUR + 7n * DAY,
    ])
    expect(await brake.isBraked(PRODUCT, 1n)).to.equal(true)
    await time.increaseTo(now + 72n * HOUR)
    expect(await brake.isBraked(PRODUCT, 1n)).to.equal(false)
  })

  it('lets a containing domain be braked next', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(SERIES, 5n, incident)
    await brake.connect(guardian).set(ALL, 0n, incident)
    expect(await brake.isBraked(ALL, 0n)).to.equal(true)
  })

  it('lets the domain be braked again after the rest', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await brake.connect(guardian).set(SERIES, 5n, incident)
    await time.increase(10n * DAY)
    await brake.connect(guardian).set(SERIES, 5n, hashOf('incident 2'))
    expect(await brake.isBraked(SERIES, 5n)).to.equal(true)
  })
})
