import { expect } from 'chai'
import { ethers, loadFixture } from '../../deployment.ts'
import { deployMakers, MINIMUM } from '../makers.ts'

/**
 * constructor
 * └── it reverts MakerDeposit_ZeroAddress without a beneficiary
 * depositBySig
 * ├── when the maker or the amount is zero
 * │   └── it reverts MakerDeposit_ZeroAddress, MakerDeposit_ZeroAmount
 * ├── when the payer is another and the token nonce does not name the maker
 * │   └── it reverts MakerDeposit_NonceNotForMaker, so a carrier cannot credit itself
 * ├── when the token refuses
 * │   └── it reverts with the token's reason and credits nothing
 * └── otherwise
 *     ├── it takes the maker's own money with any nonce
 *     ├── it takes another's money with a nonce that names the maker
 *     └── it is carried in a batch without a nonce, and again after a failure
 */
describe('MarketMakerDeposits: depositBySig', () => {
  async function deployPayers() {
    const makers = await deployMakers()
    await makers.money.mint(makers.alice, MINIMUM)
    await makers.money.mint(makers.bob, MINIMUM)
    return makers
  }

  it('the constructor reverts without a beneficiary', async () => {
    const { marketMakerDeposits, manager, money, identityRegistry } = await loadFixture(deployPayers)
    const args = [manager.target, money.target, identityRegistry.target, ethers.ZeroAddress, manager.target]
    await expect(ethers.deployContract('MarketMakerDeposits', args)).to.be.revertedWithCustomError(
      marketMakerDeposits,
      'MakerDeposit_ZeroAddress',
    )
  })

  it('reverts for the zero maker', async () => {
    const { marketMakerDeposits, alice, payment } = await loadFixture(deployPayers)
    const args = await payment(alice, marketMakerDeposits, MINIMUM)
    await expect(marketMakerDeposits.depositBySig(ethers.ZeroAddress, ...args)).to.be.revertedWithCustomError(
      marketMakerDeposits,
      'MakerDeposit_ZeroAddress',
    )
  })

  it('reverts for amount 0', async () => {
    const { marketMakerDeposits, alice, payment } = await loadFixture(deployPayers)
    const args = await payment(alice, marketMakerDeposits, 0n)
    await expect(marketMakerDeposits.depositBySig(alice, ...args)).to.be.revertedWithCustomError(
      marketMakerDeposits,
      'MakerDeposit_ZeroAmount',
    )
  })

  it('reverts for a carrier who names himself', async () => {
    const { marketMakerDeposits, alice, bob, stranger, payment } = await loadFixture(deployPayers)
    const args = await payment(bob, marketMakerDeposits, MINIMUM, BigInt(alice.address) << 64n)
    await expect(marketMakerDeposits.connect(stranger).depositBySig(stranger, ...args))
      .to.be.revertedWithCustomError(marketMakerDeposits, 'MakerDeposit_NonceNotForMaker')
      .withArgs(stranger.address, args[4])
  })

  it("reverts with the token's reason and credits nothing", async () => {
    const { marketMakerDeposits, money, alice, payment } = await loadFixture(deployPayers)
    const args = await payment(alice, marketMakerDeposits, MINIMUM + 1n)
    await expect(marketMakerDeposits.depositBySig(alice, ...args)).to.be.revertedWithCustomError(
      money,
      'ERC20InsufficientBalance',
    )
    expect(await marketMakerDeposits.depositOf(alice)).to.equal(0n)
    expect(await marketMakerDeposits.totalDeposits()).to.equal(0n)
  })

  it("takes the maker's own money", async () => {
    const { marketMakerDeposits, money, alice, payment } = await loadFixture(deployPayers)
    await expect(marketMakerDeposits.depositBySig(alice, ...(await payment(alice, marketMakerDeposits, MINIMUM))))
      .to.emit(marketMakerDeposits, 'MakerDepositReceived')
      .withArgs(alice.address, alice.address, MINIMUM)
    expect(await marketMakerDeposits.depositOf(alice)).to.equal(MINIMUM)
    expect(await marketMakerDeposits.totalDeposits()).to.equal(MINIMUM)
    expect(await money.balanceOf(marketMakerDeposits)).to.equal(MINIMUM)
  })

  it("takes another's money for the maker that the nonce names", async () => {
    const { marketMakerDeposits, alice, bob, payment } = await loadFixture(deployPayers)
    const args = await payment(bob, marketMakerDeposits, MINIMUM, BigInt(alice.address) << 64n)
    await expect(marketMakerDeposits.depositBySig(alice, ...args))
      .to.emit(marketMakerDeposits, 'MakerDepositReceived')
      .withArgs(alice.address, bob.address, MINIMUM)
    expect(await marketMakerDeposits.depositOf(alice)).to.equal(MINIMUM)
  })

  it('is carried in a batch without a nonce, and again after a failure', async () => {
    const { marketMakerDeposits, money, alice, payment } = await loadFixture(deployPayers)
    const args = await payment(alice, marketMakerDeposits, 2n * MINIMUM)
    const item = marketMakerDeposits.interface.encodeFunctionData('depositBySig', [alice.address, ...args])
    await expect(marketMakerDeposits.executeIntents([item])).to.emit(marketMakerDeposits, 'IntentFailed')
    await money.mint(alice, MINIMUM)
    await expect(marketMakerDeposits.executeIntents([item]))
      .to.emit(marketMakerDeposits, 'IntentExecuted')
      .withArgs(alice.address, 2n ** 256n - 1n, item.slice(0, 10))
    expect(await marketMakerDeposits.depositOf(alice)).to.equal(2n * MINIMUM)
  })
})
