import { expect } from 'chai'
import { loadFixture } from '../../deployment.ts'
import { deployIssuer, FACE } from '../fixture.ts'

/**
 * withdraw, withdrawBySig
 * ├── given face value outstanding
 * │   └── it reverts Treasury_Outstanding
 * ├── when the amount is zero or more than the guarantee
 * │   └── it reverts Treasury_ZeroAmount, Treasury_Insufficient
 * ├── when the signature is another's
 * │   └── it reverts Intents_BadSignature
 * └── otherwise
 *     ├── it pays the issuer
 *     └── it takes a signed wish, alone and in a batch
 */
describe('IssuerTreasury: withdraw', () => {
  const amount = 5_000_000_000n

  async function deployGuarantee() {
    const coupons = await deployIssuer()
    const { issuerTreasury, money, issuer, payment } = coupons
    await money.mint(issuer, amount)
    await issuerTreasury.depositBySig(issuer, ...(await payment(issuer, issuerTreasury, amount)))
    return coupons
  }

  it('reverts while face value is outstanding', async () => {
    const { issuerTreasury, issuer, openSeries } = await loadFixture(deployGuarantee)
    await openSeries()
    await expect(issuerTreasury.connect(issuer).withdraw(1n))
      .to.be.revertedWithCustomError(issuerTreasury, 'Treasury_Outstanding')
      .withArgs(issuer.address, 1_000n * FACE)
  })

  it('reverts for amount 0', async () => {
    const { issuerTreasury, issuer } = await loadFixture(deployGuarantee)
    await expect(issuerTreasury.connect(issuer).withdraw(0n)).to.be.revertedWithCustomError(
      issuerTreasury,
      'Treasury_ZeroAmount',
    )
  })

  it('reverts for more than the guarantee, and for whoever has none', async () => {
    const { issuerTreasury, issuer, stranger } = await loadFixture(deployGuarantee)
    await expect(issuerTreasury.connect(issuer).withdraw(amount + 1n))
      .to.be.revertedWithCustomError(issuerTreasury, 'Treasury_Insufficient')
      .withArgs(issuer.address, amount, amount + 1n)
    await expect(issuerTreasury.connect(stranger).withdraw(1n))
      .to.be.revertedWithCustomError(issuerTreasury, 'Treasury_Insufficient')
      .withArgs(stranger.address, 0n, 1n)
  })

  it("reverts for another's signature", async () => {
    const { issuerTreasury, issuer, stranger, authOf } = await loadFixture(deployGuarantee)
    const auth = await authOf(stranger, 'WithdrawGuarantee', { amount: 1n }, { account: issuer.address })
    await expect(issuerTreasury.withdrawBySig(1n, auth)).to.be.revertedWithCustomError(
      issuerTreasury,
      'Intents_BadSignature',
    )
  })

  it('pays the issuer', async () => {
    const { issuerTreasury, money, issuer } = await loadFixture(deployGuarantee)
    await expect(issuerTreasury.connect(issuer).withdraw(amount))
      .to.emit(issuerTreasury, 'GuaranteeWithdrawn')
      .withArgs(issuer.address, amount)
    expect(await money.balanceOf(issuer)).to.equal(amount)
    expect(await issuerTreasury.guaranteeOf(issuer)).to.equal(0n)
  })

  it('takes a signed wish, alone and in a batch', async () => {
    const { issuerTreasury, money, issuer, authOf } = await loadFixture(deployGuarantee)
    await issuerTreasury.withdrawBySig(1n, await authOf(issuer, 'WithdrawGuarantee', { amount: 1n }))
    const auth = await authOf(issuer, 'WithdrawGuarantee', { amount: 2n })
    await issuerTreasury.executeIntents([issuerTreasury.interface.encodeFunctionData('withdrawBySig', [2n, auth])])
    expect(await money.balanceOf(issuer)).to.equal(3n)
  })
})
