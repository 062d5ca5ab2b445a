import { expect } from 'chai'
import { loadFixture } from '../../deployment.ts'
import { deployActiveMaker, deployMakers, MINIMUM, passWithdrawalDelay, REASON } from '../makers.ts'

/**
 * admit, setMinimumDeposit
 * ├── when the caller is not the registry
 * │   └── it reverts MakerDeposit_NotRegistry
 * ├── given a deposit below the minimum
 * │   ├── it reverts MakerDeposit_BelowMinimum: nobody becomes a market maker
 * │   └── it reverts MakerDeposit_BelowMinimum: nobody is reinstated
 * ├── given the minimum
 * │   ├── it lets the registry admit
 * │   └── it voids an older request for withdrawal
 * └── setMinimumDeposit
 *     ├── it reverts AccessManagedUnauthorized for anyone but the admin
 *     └── it binds the next activation and leaves the active ones alone
 */
describe('MarketMakerDeposits: admit', () => {
  it('reverts for anyone but the registry', async () => {
    const { marketMakerDeposits, admin, alice } = await loadFixture(deployMakers)
    await expect(marketMakerDeposits.connect(admin).admit(alice))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_NotRegistry')
      .withArgs(admin.address)
  })

  it('reverts for a maker below the minimum', async () => {
    const { marketMakerDeposits, identityRegistry, deposit, identify, alice } = await loadFixture(deployMakers)
    await deposit(alice, MINIMUM - 1n)
    await expect(identify(alice))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_BelowMinimum')
      .withArgs(alice.address, MINIMUM - 1n, MINIMUM)
    expect(await identityRegistry.marketMakerStateOf(alice)).to.equal(0n)
  })

  it('reverts for the reinstatement of one that took its deposit', async () => {
    const { marketMakerDeposits, identityRegistry, compliance, reviewer, alice } = await loadFixture(deployActiveMaker)
    await identityRegistry.connect(compliance).suspendMarketMaker(alice, REASON)
    await marketMakerDeposits.connect(alice).requestWithdrawal()
    await passWithdrawalDelay()
    await marketMakerDeposits.withdraw(alice)
    await expect(identityRegistry.connect(reviewer).reinstateMarketMaker(alice, REASON))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_BelowMinimum')
      .withArgs(alice.address, 0n, MINIMUM)
  })

  it('lets the registry admit with the minimum', async () => {
    const { identityRegistry, deposit, identify, alice } = await loadFixture(deployMakers)
    await deposit(alice, MINIMUM)
    await identify(alice)
    expect(await identityRegistry.marketMakerStateOf(alice)).to.equal(1n)
  })

  it('voids an older request, so that none is kept as an option', async () => {
    const { marketMakerDeposits, identityRegistry, compliance, deposit, identify, alice } =
      await loadFixture(deployMakers)
    await deposit()
    await marketMakerDeposits.connect(alice).requestWithdrawal()
    await passWithdrawalDelay()
    await expect(identify()).to.emit(marketMakerDeposits, 'MakerWithdrawalVoided').withArgs(alice.address)
    await identityRegistry.connect(compliance).suspendMarketMaker(alice, REASON)
    await expect(marketMakerDeposits.withdraw(alice))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_NotRequested')
      .withArgs(alice.address)
  })

  it('setMinimumDeposit reverts for anyone but the admin', async () => {
    const { marketMakerDeposits, compliance } = await loadFixture(deployMakers)
    await expect(marketMakerDeposits.connect(compliance).setMinimumDeposit(0n))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'AccessManagedUnauthorized')
      .withArgs(compliance.address)
  })

  it('setMinimumDeposit binds the next activation only', async () => {
    const { marketMakerDeposits, identityRegistry, admin, admitMaker, alice, bob } =
      await loadFixture(deployActiveMaker)
    await expect(marketMakerDeposits.connect(admin).setMinimumDeposit(MINIMUM + 1n))
      .to.emit(marketMakerDeposits, 'MinimumDepositSet')
      .withArgs(MINIMUM + 1n)
    expect(await identityRegistry.marketMakerStateOf(alice)).to.equal(1n)
    await expect(admitMaker(bob)).to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_BelowMinimum')
  })
})
