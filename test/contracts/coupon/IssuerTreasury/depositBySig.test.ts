import { expect } from 'chai'
import { ethers, loadFixture } from '../../deployment.ts'
import { deployCoupons } from '../fixture.ts'

/**
 * depositBySig
 * ├── when the issuer or the amount is zero
 * │   └── it reverts Treasury_ZeroAddress, Treasury_ZeroAmount
 * ├── when the payer is another and the token nonce does not name the issuer
 * │   └── it reverts Treasury_NonceNotForIssuer, so a carrier cannot credit itself
 * ├── when the token refuses
 * │   └── it reverts with the token's reason
 * └── otherwise
 *     ├── it takes the issuer's own money with any nonce
 *     ├── it takes another's money with a nonce that names the issuer
 *     └── it is carried in a batch without a nonce, and again after a failure
 */
describe('IssuerTreasury: depositBySig', () => {
  const amount = 5_000_000_000n

  async function deployPayers() {
    const coupons = await deployCoupons()
    await coupons.money.mint(coupons.issuer, amount)
    await coupons.money.mint(coupons.alice, amount)
    return coupons
  }

  it('reverts for the zero issuer', async () => {
    const { issuerTreasury, issuer, payment } = await loadFixture(deployPayers)
    const args = await payment(issuer, issuerTreasury, amount)
    await expect(issuerTreasury.depositBySig(ethers.ZeroAddress, ...args)).to.be.revertedWithCustomError(
      issuerTreasury,
      'Treasury_ZeroAddress',
    )
  })

  it('reverts for amount 0', async () => {
    const { issuerTreasury, issuer, payment } = await loadFixture(deployPayers)
    const args = await payment(issuer, issuerTreasury, 0n)
    await expect(issuerTreasury.depositBySig(issuer, ...args)).to.be.revertedWithCustomError(
      issuerTreasury,
      'Treasury_ZeroAmount',
    )
  })

  it('reverts for a carrier who names himself', async () => {
    const { issuerTreasury, issuer, alice, stranger, payment } = await loadFixture(deployPayers)
    const args = await payment(alice, issuerTreasury, amount, BigInt(issuer.address) << 64n)
    await expect(issuerTreasury.connect(stranger).depositBySig(stranger, ...args))
      .to.be.revertedWithCustomError(issuerTreasury, 'Treasury_NonceNotForIssuer')
      .withArgs(stranger.address, args[4])
  })

  it("reverts with the token's reason", async () => {
    const { issuerTreasury, money, issuer, payment } = await loadFixture(deployPayers)
    const args = await payment(issuer, issuerTreasury, amount + 1n)
    await expect(issuerTreasury.depositBySig(issuer, ...args)).to.be.revertedWithCustomError(
      money,
      'ERC20InsufficientBalance',
    )
    expect(await issuerTreasury.guaranteeOf(issuer)).to.equal(0n)
  })

  it("takes the issuer's own money", async () => {
    const { issuerTreasury, money, issuer, payment } = await loadFixture(deployPayers)
    await expect(issuerTreasury.depositBySig(issuer, ...(await payment(issuer, issuerTreasury, amount))))
      .to.emit(issuerTreasury, 'GuaranteeDeposited')
      .withArgs(issuer.address, issuer.address, amount)
    expect(await issuerTreasury.guaranteeOf(issuer)).to.equal(amount)
    expect(await money.balanceOf(issuerTreasury)).to.equal(amount)
  })

  it("takes another's money for the issuer that the nonce names", async () => {
    const { issuerTreasury, issuer, alice, payment } = await loadFixture(deployPayers)
    const args = await payment(alice, issuerTreasury, amount, BigInt(issuer.address) << 64n)
    await expect(issuerTreasury.depositBySig(issuer, ...args))
      .to.emit(issuerTreasury, 'GuaranteeDeposited')
      .withArgs(issuer.address, alice.address, amount)
    expect(await issuerTreasury.guaranteeOf(issuer)).to.equal(amount)
  })

  it('is carried in a batch without a nonce, and again after a failure', async () => {
    const { issuerTreasury, money, issuer, payment } = await loadFixture(deployPayers)
    const args = await payment(issuer, issuerTreasury, 2n * amount)
    const item = issuerTreasury.interface.encodeFunctionData('depositBySig', [issuer.address, ...args])
    await expect(issuerTreasury.executeIntents([item])).to.emit(issuerTreasury, 'IntentFailed')
    await money.mint(issuer, amount)
    await expect(issuerTreasury.executeIntents([item]))
      .to.emit(issuerTreasury, 'IntentExecuted')
      .withArgs(issuer.address, 2n ** 256n - 1n, item.slice(0, 10))
    expect(await issuerTreasury.guaranteeOf(issuer)).to.equal(2n * amount)
  })
})
