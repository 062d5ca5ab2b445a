import { expect } from 'chai'
import { DAY } from '../../coupon/fixture.ts'
import { deployFoundation, ethers, loadFixture, time } from '../../deployment.ts'
import { inSeconds, REASON } from '../makers.ts'

/**
 * suspendMarketMakerAutomatically
 * ├── when the caller is not the market watch
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the report is zero
 * │   └── it reverts Identity_ZeroReport
 * ├── given an account that makes no market
 * │   └── it reverts Identity_MarketMakerState
 * ├── given three of this UTC day
 * │   └── it reverts Identity_TooManySuspensions until the next
 * ├── it suspends at once and tells the report and who did it
 * └── the key can do nothing else
 */
describe('IdentityRegistry: suspendMarketMakerAutomatically', () => {
  async function withMakers() {
    const deployed = await deployFoundation()
    const { identityRegistry, compliance, alice, bob, issuer, merchant } = deployed
    const makers = [alice, bob, issuer, merchant]
    // Early in a UTC day, so that no test runs into the next one.
    await time.setNextBlockTimestamp(((await inSeconds(0)) / DAY + 1n) * DAY)
    for (const maker of makers) {
      await identityRegistry.connect(compliance).setIdentity(maker, 3n, 65_535n, 840n, false, true)
    }
    return { ...deployed, watch: identityRegistry.connect(deployed.marketWatch) }
  }

  it('reverts for anyone but the market watch', async () => {
    const { identityRegistry, sentinel, compliance, alice } = await loadFixture(withMakers)
    for (const other of [sentinel, compliance]) {
      await expect(identityRegistry.connect(other).suspendMarketMakerAutomatically(alice, REASON))
        .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
        .withArgs(other.address)
    }
  })

  it('reverts without a report', async () => {
    const { identityRegistry, watch, alice } = await loadFixture(withMakers)
    await expect(watch.suspendMarketMakerAutomatically(alice, ethers.ZeroHash)).to.be.revertedWithCustomError(
      identityRegistry,
      'Identity_ZeroReport',
    )
  })

  it('reverts for an account that makes no market, and for one that is suspended', async () => {
    const { identityRegistry, watch, alice, stranger } = await loadFixture(withMakers)
    await expect(watch.suspendMarketMakerAutomatically(stranger, REASON))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_MarketMakerState')
      .withArgs(stranger.address, 0n)
    await watch.suspendMarketMakerAutomatically(alice, REASON)
    await expect(watch.suspendMarketMakerAutomatically(alice, REASON))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_MarketMakerState')
      .withArgs(alice.address, 2n)
  })

  it('suspends at once', async () => {
    const { identityRegistry, watch, marketWatch, alice } = await loadFixture(withMakers)
    await expect(watch.suspendMarketMakerAutomatically(alice, REASON))
      .to.emit(identityRegistry, 'MarketMakerStateSet')
      .withArgs(alice.address, 2n, REASON, marketWatch.address)
    expect(await identityRegistry.marketMakerStateOf(alice)).to.equal(2n)
  })

  it('reverts for the fourth of a UTC day, not for compliance, and goes on the next day', async () => {
    const { identityRegistry, watch, compliance, reviewer, alice, bob, issuer, merchant } =
      await loadFixture(withMakers)
    for (const maker of [alice, bob, issuer]) await watch.suspendMarketMakerAutomatically(maker, REASON)
    const refused = async () =>
      expect(watch.suspendMarketMakerAutomatically(merchant, REASON))
        .to.be.revertedWithCustomError(identityRegistry, 'Identity_TooManySuspensions')
        .withArgs(3n)
    await refused()
    // Lifting one gives the key nothing back.
    await identityRegistry.connect(reviewer).reinstateMarketMaker(alice, REASON)
    await refused()
    await identityRegistry.connect(compliance).suspendMarketMaker(alice, REASON)
    await time.setNextBlockTimestamp(((await inSeconds(0)) / DAY + 1n) * DAY)
    await watch.suspendMarketMakerAutomatically(merchant, REASON)
  })

  it('is all that the key can do', async () => {
    const { identityRegistry, watch, marketWatch, alice } = await loadFixture(withMakers)
    await watch.suspendMarketMakerAutomatically(alice, REASON)
    for (const call of [
      watch.suspendMarketMaker(alice, REASON),
      watch.reinstateMarketMaker(alice, REASON),
      watch.terminateMarketMaker(alice, REASON),
      watch.setState(alice, 1n),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
        .withArgs(marketWatch.address)
    }
  })
})
