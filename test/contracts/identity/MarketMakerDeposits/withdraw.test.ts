import { expect } from 'chai'
import { DAY } from '../../coupon/fixture.ts'
import { loadFixture, time } from '../../deployment.ts'
import {
  deployActiveMaker,
  deployMakers,
  deployTerminatedMaker,
  inSeconds,
  MINIMUM,
  passClaimDelay,
  passWithdrawalDelay,
  REASON,
} from '../makers.ts'

/**
 * requestWithdrawal, requestWithdrawalBySig
 * ├── given no deposit
 * │   └── it reverts MakerDeposit_Nothing
 * ├── given an active market maker
 * │   └── it reverts MakerDeposit_MakerActive
 * ├── when the signature is another's
 * │   └── it reverts Intents_BadSignature
 * └── otherwise
 *     ├── it matures after 7 days
 *     └── asked again it starts anew
 * withdraw, withdrawBySig
 * ├── given no request
 * │   └── it reverts MakerDeposit_NotRequested
 * ├── given a request that has not matured
 * │   └── it reverts MakerDeposit_NotMatured
 * ├── given an open claim
 * │   └── it reverts MakerDeposit_ClaimOpen
 * ├── given a frozen account
 * │   └── it reverts MakerDeposit_AccountFrozen until it is released
 * └── otherwise
 *     ├── it pays everything to the maker, whoever calls
 *     ├── it pays a suspended and a terminated maker too
 *     └── it takes signed wishes, alone and in a batch
 */
describe('MarketMakerDeposits: withdraw', () => {
  async function deployRequested() {
    const makers = await deployTerminatedMaker()
    await makers.marketMakerDeposits.connect(makers.alice).requestWithdrawal()
    return makers
  }

  it('a request reverts without a deposit', async () => {
    const { marketMakerDeposits, bob } = await loadFixture(deployMakers)
    await expect(marketMakerDeposits.connect(bob).requestWithdrawal())
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_Nothing')
      .withArgs(bob.address)
  })

  it('a request reverts for an active market maker', async () => {
    const { marketMakerDeposits, alice } = await loadFixture(deployActiveMaker)
    await expect(marketMakerDeposits.connect(alice).requestWithdrawal())
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_MakerActive')
      .withArgs(alice.address)
  })

  it("a request reverts for another's signature", async () => {
    const { marketMakerDeposits, alice, stranger, authOf } = await loadFixture(deployTerminatedMaker)
    const auth = await authOf(stranger, 'RequestMakerWithdrawal', {}, { account: alice.address })
    await expect(marketMakerDeposits.requestWithdrawalBySig(auth)).to.be.revertedWithCustomError(
      marketMakerDeposits,
      'Intents_BadSignature',
    )
  })

  it('a request matures after 7 days, and asked again starts anew', async () => {
    const { marketMakerDeposits, alice } = await loadFixture(deployTerminatedMaker)
    const requesting = marketMakerDeposits.connect(alice)
    await time.setNextBlockTimestamp(await inSeconds(10))
    const maturesAt = (await inSeconds(10)) + 7n * DAY
    await expect(requesting.requestWithdrawal())
      .to.emit(marketMakerDeposits, 'MakerWithdrawalRequested')
      .withArgs(alice.address, maturesAt)
    await time.setNextBlockTimestamp(maturesAt - 1n)
    await requesting.requestWithdrawal()
    expect(await marketMakerDeposits.withdrawalMaturesAt(alice)).to.equal(maturesAt - 1n + 7n * DAY)
  })

  it('reverts without a request', async () => {
    const { marketMakerDeposits, alice } = await loadFixture(deployTerminatedMaker)
    await expect(marketMakerDeposits.withdraw(alice))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_NotRequested')
      .withArgs(alice.address)
  })

  it('reverts before the request has matured', async () => {
    const { marketMakerDeposits, alice } = await loadFixture(deployRequested)
    const maturesAt = await marketMakerDeposits.withdrawalMaturesAt(alice)
    await time.setNextBlockTimestamp(maturesAt - 1n)
    await expect(marketMakerDeposits.withdraw(alice))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_NotMatured')
      .withArgs(alice.address, maturesAt)
    await time.setNextBlockTimestamp(maturesAt)
    await marketMakerDeposits.withdraw(alice)
  })

  it('reverts while a claim is open', async () => {
    const { marketMakerDeposits, alice, arbitrator } = await loadFixture(deployRequested)
    await passWithdrawalDelay()
    await marketMakerDeposits.connect(arbitrator).openClaim(alice, 1n, REASON)
    await expect(marketMakerDeposits.withdraw(alice))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_ClaimOpen')
      .withArgs(alice.address)
    await passClaimDelay()
    await marketMakerDeposits.connect(alice).takeClaim(alice)
    await expect(marketMakerDeposits.withdraw(alice))
      .to.emit(marketMakerDeposits, 'MakerDepositWithdrawn')
      .withArgs(alice.address, MINIMUM - 1n)
  })

  it('reverts for a frozen account until it is released', async () => {
    const { marketMakerDeposits, identityRegistry, compliance, reviewer, alice } = await loadFixture(deployRequested)
    await passWithdrawalDelay()
    await identityRegistry.connect(compliance).freeze(alice, REASON)
    await expect(marketMakerDeposits.withdraw(alice))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_AccountFrozen')
      .withArgs(alice.address)
    await identityRegistry.connect(reviewer).unfreeze(alice, REASON)
    await marketMakerDeposits.withdraw(alice)
  })

  it('pays everything to the maker, whoever calls', async () => {
    const { marketMakerDeposits, money, alice, stranger } = await loadFixture(deployRequested)
    await passWithdrawalDelay()
    await expect(marketMakerDeposits.connect(stranger).withdraw(alice))
      .to.emit(marketMakerDeposits, 'MakerDepositWithdrawn')
      .withArgs(alice.address, MINIMUM)
    expect(await money.balanceOf(alice)).to.equal(MINIMUM)
    expect(await marketMakerDeposits.depositOf(alice)).to.equal(0n)
    expect(await marketMakerDeposits.totalDeposits()).to.equal(0n)
    expect(await marketMakerDeposits.withdrawalMaturesAt(alice)).to.equal(0n)
  })

  it('pays a suspended maker too', async () => {
    const { marketMakerDeposits, identityRegistry, money, compliance, alice } = await loadFixture(deployActiveMaker)
    await identityRegistry.connect(compliance).suspendMarketMaker(alice, REASON)
    await marketMakerDeposits.connect(alice).requestWithdrawal()
    await passWithdrawalDelay()
    await marketMakerDeposits.withdraw(alice)
    expect(await money.balanceOf(alice)).to.equal(MINIMUM)
  })

  it('takes signed wishes, alone and in a batch', async () => {
    const { marketMakerDeposits, money, alice, authOf } = await loadFixture(deployTerminatedMaker)
    await marketMakerDeposits.requestWithdrawalBySig(await authOf(alice, 'RequestMakerWithdrawal', {}))
    await passWithdrawalDelay()
    const auth = await authOf(alice, 'WithdrawMakerDeposit', {})
    const item = marketMakerDeposits.interface.encodeFunctionData('withdrawBySig', [auth])
    await expect(marketMakerDeposits.executeIntents([item])).to.emit(marketMakerDeposits, 'IntentExecuted')
    expect(await money.balanceOf(alice)).to.equal(MINIMUM)
  })
})
