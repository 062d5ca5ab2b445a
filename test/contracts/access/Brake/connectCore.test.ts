import { expect } from 'chai'
import { deployIssuer } from '../../coupon/fixture.ts'
import { deployFoundation, deployMarket, ethers, hashOf, loadFixture, time } from '../../deployment.ts'
import { ACCOUNT, ALL, DAY, HOUR, ISSUER, PRODUCT, SERIES } from './domains.ts'

/**
 * connectCore, clearHint
 * ├── connectCore
 * │   ├── it reverts AccessManagedUnauthorized for anyone but the admin
 * │   ├── it reverts Brake_ZeroCore
 * │   ├── it reverts Brake_CoreAlreadyConnected the second time
 * │   └── it connects
 * ├── given a core
 * │   ├── a brake of any domain sets the core's hint, a release takes it away
 * │   ├── a brake of another product leaves the core alone
 * │   └── a series rests with its issuer
 * └── clearHint
 *     ├── it reverts Brake_BadDomain for a key that the domain cannot have
 *     ├── it reverts Brake_NoCore without a core
 *     ├── it reverts Brake_StillSet while the brake is in force
 *     └── it lets anyone clear the hint of an expired brake
 */
describe('Brake: connectCore and clearHint', () => {
  const incident = hashOf('incident 1')

  it('connectCore reverts for anyone but the admin', async () => {
    const { brake, guardian } = await loadFixture(deployFoundation)
    await expect(brake.connect(guardian).connectCore(guardian))
      .to.be.revertedWithCustomError(brake, 'AccessManagedUnauthorized')
      .withArgs(guardian.address)
  })

  it('connectCore reverts for the zero core', async () => {
    const { brake, admin } = await loadFixture(deployFoundation)
    await expect(brake.connect(admin).connectCore(ethers.ZeroAddress)).to.be.revertedWithCustomError(
      brake,
      'Brake_ZeroCore',
    )
  })

  it('connectCore reverts the second time', async () => {
    const { brake, settlement, admin } = await loadFixture(deployMarket)
    await expect(brake.connect(admin).connectCore(admin))
      .to.be.revertedWithCustomError(brake, 'Brake_CoreAlreadyConnected')
      .withArgs(settlement.target)
  })

  it('connectCore connects', async () => {
    const { brake, admin, stranger } = await loadFixture(deployFoundation)
    await expect(brake.connect(admin).connectCore(stranger)).to.emit(brake, 'CoreConnected').withArgs(stranger.address)
    expect(await brake.core()).to.equal(stranger.address)
  })

  for (const [name, domain, key] of [
    ['everything', ALL, 0n],
    ['the product', PRODUCT, 1n],
    ['an issuer', ISSUER, 5n],
    ['a series', SERIES, 5n],
    ['an account', ACCOUNT, 5n],
  ] as const) {
    it(`sets and takes away the hint of ${name}`, async () => {
      const { brake, settlement, guardian, council } = await loadFixture(deployMarket)
      await expect(brake.connect(guardian).set(domain, key, incident))
        .to.emit(settlement, 'BrakeHintSet')
        .withArgs(domain, key, true)
      await expect(brake.connect(council).release(domain, key))
        .to.emit(settlement, 'BrakeHintSet')
        .withArgs(domain, key, false)
    })
  }

  it('leaves the core alone for another product', async () => {
    const { brake, settlement, guardian } = await loadFixture(deployMarket)
    await expect(brake.connect(guardian).set(PRODUCT, 2n, incident)).not.to.emit(settlement, 'BrakeHintSet')
  })

  it('lets a series rest with its issuer', async () => {
    const { brake, guardian, issuer, openSeries } = await loadFixture(deployIssuer)
    const series = await openSeries()
    const key = BigInt(issuer.address)
    await brake.connect(guardian).set(ISSUER, key, incident)
    await time.increase(4n * DAY)
    await expect(brake.connect(guardian).set(SERIES, series, incident))
      .to.be.revertedWithCustomError(brake, 'Brake_Resting')
      .withArgs(ISSUER, key, (await brake.entryOf(ISSUER, key)).restsUntil)
  })

  for (const domain of [ALL, 5n]) {
    it(`clearHint reverts for domain ${domain}`, async () => {
      const { brake } = await loadFixture(deployMarket)
      await expect(brake.clearHint(domain, 1n))
        .to.be.revertedWithCustomError(brake, 'Brake_BadDomain')
        .withArgs(domain, 1n)
    })
  }

  it('clearHint reverts without a core', async () => {
    const { brake } = await loadFixture(deployFoundation)
    await expect(brake.clearHint(SERIES, 5n)).to.be.revertedWithCustomError(brake, 'Brake_NoCore')
  })

  it('clearHint reverts while the brake is in force', async () => {
    const { brake, guardian } = await loadFixture(deployMarket)
    await brake.connect(guardian).set(SERIES, 5n, incident)
    await expect(brake.clearHint(SERIES, 5n))
      .to.be.revertedWithCustomError(brake, 'Brake_StillSet')
      .withArgs(SERIES, 5n, (await brake.entryOf(SERIES, 5n)).until)
  })

  it('clearHint clears the hint of an expired brake for anyone', async () => {
    const { brake, settlement, guardian, stranger } = await loadFixture(deployMarket)
    await brake.connect(guardian).set(SERIES, 5n, incident)
    await time.increase(72n * HOUR)
    const clearing = brake.connect(stranger).clearHint(SERIES, 5n)
    await expect(clearing).to.emit(brake, 'BrakeHintCleared').withArgs(SERIES, 5n)
    await expect(clearing).to.emit(settlement, 'BrakeHintSet').withArgs(SERIES, 5n, false)
  })
})
