import { expect } from 'chai'
import { DAY } from '../../coupon/fixture.ts'
import { ethers, loadFixture, time } from '../../deployment.ts'
import { deployActiveMaker, deployTerminatedMaker, inSeconds, MINIMUM, passClaimDelay, REASON } from '../makers.ts'

const HALF = MINIMUM / 2n

/**
 * openClaim
 * ├── when the caller is not the arbitrator
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the amount or the reason is zero
 * │   └── it reverts MakerDeposit_ZeroAmount, MakerDeposit_ZeroReason
 * ├── given a maker that is not terminated
 * │   └── it reverts MakerDeposit_NotTerminated
 * ├── when the amount is more than half of the deposit
 * │   └── it reverts MakerDeposit_ClaimTooHigh, rounded down
 * ├── given a claim before, open, dismissed or taken
 * │   └── it reverts MakerDeposit_ClaimedBefore
 * └── otherwise
 *     └── it tells amount, reason and when it matures, and moves nothing
 * dismissClaim
 * ├── when the caller is not the reviewer, or without a reason
 * │   └── it reverts AccessManagedUnauthorized, MakerDeposit_ZeroReason
 * ├── given no open claim
 * │   └── it reverts MakerDeposit_NoClaim
 * ├── given a claim that has matured
 * │   └── it reverts MakerDeposit_ClaimMatured
 * └── otherwise
 *     └── it leaves the deposit to the maker
 * takeClaim
 * ├── given no open claim
 * │   └── it reverts MakerDeposit_NoClaim
 * ├── given a claim that has not matured
 * │   └── it reverts MakerDeposit_NotMatured
 * └── otherwise
 *     └── it pays the beneficiary, whoever calls, and no more than was claimed
 */
describe('MarketMakerDeposits: claims', () => {
  async function deployClaimed() {
    const makers = await deployTerminatedMaker()
    await makers.marketMakerDeposits.connect(makers.arbitrator).openClaim(makers.alice, HALF, REASON)
    return makers
  }

  it('openClaim reverts for anyone but the arbitrator', async () => {
    const { marketMakerDeposits, compliance, alice } = await loadFixture(deployTerminatedMaker)
    await expect(marketMakerDeposits.connect(compliance).openClaim(alice, 1n, REASON))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'AccessManagedUnauthorized')
      .withArgs(compliance.address)
  })

  it('openClaim reverts for amount 0 and without a reason', async () => {
    const { marketMakerDeposits, arbitrator, alice } = await loadFixture(deployTerminatedMaker)
    const deposits = marketMakerDeposits.connect(arbitrator)
    await expect(deposits.openClaim(alice, 0n, REASON)).to.be.revertedWithCustomError(
      marketMakerDeposits,
      'MakerDeposit_ZeroAmount',
    )
    await expect(deposits.openClaim(alice, 1n, ethers.ZeroHash)).to.be.revertedWithCustomError(
      marketMakerDeposits,
      'MakerDeposit_ZeroReason',
    )
  })

  it('openClaim reverts for a maker that is not terminated', async () => {
    const { marketMakerDeposits, identityRegistry, arbitrator, compliance, alice } =
      await loadFixture(deployActiveMaker)
    const deposits = marketMakerDeposits.connect(arbitrator)
    const refused = async () =>
      expect(deposits.openClaim(alice, 1n, REASON))
        .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_NotTerminated')
        .withArgs(alice.address)
    await refused()
    await identityRegistry.connect(compliance).suspendMarketMaker(alice, REASON)
    await refused()
  })

  it('openClaim reverts for more than half, rounded down', async () => {
    const { marketMakerDeposits, arbitrator, deposit, alice } = await loadFixture(deployTerminatedMaker)
    await deposit(alice, 1n)
    await expect(marketMakerDeposits.connect(arbitrator).openClaim(alice, HALF + 1n, REASON))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_ClaimTooHigh')
      .withArgs(alice.address, HALF + 1n, HALF)
  })

  it('openClaim reverts the second time, whatever became of the first', async () => {
    const { marketMakerDeposits, arbitrator, reviewer, alice } = await loadFixture(deployClaimed)
    const again = async () =>
      expect(marketMakerDeposits.connect(arbitrator).openClaim(alice, 1n, REASON))
        .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_ClaimedBefore')
        .withArgs(alice.address)
    await again()
    await marketMakerDeposits.connect(reviewer).dismissClaim(alice, REASON)
    await again()
  })

  it('openClaim tells what is claimed and moves nothing', async () => {
    const { marketMakerDeposits, arbitrator, alice } = await loadFixture(deployTerminatedMaker)
    await time.setNextBlockTimestamp(await inSeconds(10))
    const maturesAt = (await inSeconds(10)) + DAY
    await expect(marketMakerDeposits.connect(arbitrator).openClaim(alice, HALF, REASON))
      .to.emit(marketMakerDeposits, 'MakerClaimOpened')
      .withArgs(alice.address, HALF, maturesAt, REASON, arbitrator.address)
    expect(await marketMakerDeposits.claimOf(alice)).to.deep.equal([HALF, maturesAt])
    expect(await marketMakerDeposits.depositOf(alice)).to.equal(MINIMUM)
  })

  it('dismissClaim reverts for anyone but the reviewer, and without a reason', async () => {
    const { marketMakerDeposits, arbitrator, reviewer, alice } = await loadFixture(deployClaimed)
    await expect(marketMakerDeposits.connect(arbitrator).dismissClaim(alice, REASON))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'AccessManagedUnauthorized')
      .withArgs(arbitrator.address)
    await expect(
      marketMakerDeposits.connect(reviewer).dismissClaim(alice, ethers.ZeroHash),
    ).to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_ZeroReason')
  })

  it('dismissClaim and takeClaim revert without an open claim', async () => {
    const { marketMakerDeposits, reviewer, alice } = await loadFixture(deployTerminatedMaker)
    for (const call of [
      marketMakerDeposits.connect(reviewer).dismissClaim(alice, REASON),
      marketMakerDeposits.takeClaim(alice),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_NoClaim')
        .withArgs(alice.address)
    }
  })

  it('dismissClaim reverts once the claim has matured', async () => {
    const { marketMakerDeposits, reviewer, alice } = await loadFixture(deployClaimed)
    const [, maturesAt] = await marketMakerDeposits.claimOf(alice)
    await time.setNextBlockTimestamp(maturesAt)
    await expect(marketMakerDeposits.connect(reviewer).dismissClaim(alice, REASON))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_ClaimMatured')
      .withArgs(alice.address, maturesAt)
  })

  it('dismissClaim leaves the deposit to the maker', async () => {
    const { marketMakerDeposits, reviewer, alice } = await loadFixture(deployClaimed)
    await expect(marketMakerDeposits.connect(reviewer).dismissClaim(alice, REASON))
      .to.emit(marketMakerDeposits, 'MakerClaimDismissed')
      .withArgs(alice.address, REASON, reviewer.address)
    expect(await marketMakerDeposits.depositOf(alice)).to.equal(MINIMUM)
    await passClaimDelay()
    await expect(marketMakerDeposits.takeClaim(alice)).to.be.revertedWithCustomError(
      marketMakerDeposits,
      'MakerDeposit_NoClaim',
    )
  })

  it('takeClaim reverts before the claim has matured', async () => {
    const { marketMakerDeposits, alice } = await loadFixture(deployClaimed)
    const [, maturesAt] = await marketMakerDeposits.claimOf(alice)
    await time.setNextBlockTimestamp(maturesAt - 1n)
    await expect(marketMakerDeposits.takeClaim(alice))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_NotMatured')
      .withArgs(alice.address, maturesAt)
  })

  it('takeClaim pays the beneficiary, whoever calls, and once', async () => {
    const { marketMakerDeposits, money, treasurer, stranger, alice } = await loadFixture(deployClaimed)
    await passClaimDelay()
    await expect(marketMakerDeposits.connect(stranger).takeClaim(alice))
      .to.emit(marketMakerDeposits, 'MakerClaimTaken')
      .withArgs(alice.address, treasurer.address, HALF)
    expect(await money.balanceOf(treasurer)).to.equal(HALF)
    expect(await marketMakerDeposits.depositOf(alice)).to.equal(MINIMUM - HALF)
    expect(await marketMakerDeposits.totalDeposits()).to.equal(MINIMUM - HALF)
    await expect(marketMakerDeposits.takeClaim(alice)).to.be.revertedWithCustomError(
      marketMakerDeposits,
      'MakerDeposit_NoClaim',
    )
  })
})
