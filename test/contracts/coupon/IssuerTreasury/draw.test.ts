import { expect } from 'chai'
import { ethers, hashOf, loadFixture } from '../../deployment.ts'
import { deployIssuer } from '../fixture.ts'

/**
 * draw
 * ├── when the caller is not the arbitrator
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the receiver or the amount is zero
 * │   └── it reverts Treasury_ZeroAddress, Treasury_ZeroAmount
 * ├── when the issuer's guarantee is less, however much others have
 * │   └── it reverts Treasury_Insufficient
 * └── otherwise
 *     └── it pays the receiver while face value is outstanding
 */
describe('IssuerTreasury: draw', () => {
  const amount = 5_000_000_000n
  const reason = hashOf('ruling')

  async function deployGuarantee() {
    const coupons = await deployIssuer()
    const { issuerTreasury, money, issuer, payment, openSeries } = coupons
    await money.mint(issuer, amount)
    await issuerTreasury.depositBySig(issuer, ...(await payment(issuer, issuerTreasury, amount)))
    await openSeries()
    return coupons
  }

  it('reverts for anyone but the arbitrator', async () => {
    const { issuerTreasury, issuer, alice, treasurer } = await loadFixture(deployGuarantee)
    await expect(issuerTreasury.connect(treasurer).draw(issuer, alice, 1n, reason))
      .to.be.revertedWithCustomError(issuerTreasury, 'AccessManagedUnauthorized')
      .withArgs(treasurer.address)
  })

  it('reverts for the zero receiver and for amount 0', async () => {
    const { issuerTreasury, issuer, alice, arbitrator } = await loadFixture(deployGuarantee)
    const treasury = issuerTreasury.connect(arbitrator)
    await expect(treasury.draw(issuer, ethers.ZeroAddress, 1n, reason)).to.be.revertedWithCustomError(
      issuerTreasury,
      'Treasury_ZeroAddress',
    )
    await expect(treasury.draw(issuer, alice, 0n, reason)).to.be.revertedWithCustomError(
      issuerTreasury,
      'Treasury_ZeroAmount',
    )
  })

  it("reverts for more than the issuer's guarantee", async () => {
    const { issuerTreasury, otherIssuer, alice, arbitrator } = await loadFixture(deployGuarantee)
    await expect(issuerTreasury.connect(arbitrator).draw(otherIssuer, alice, 1n, reason))
      .to.be.revertedWithCustomError(issuerTreasury, 'Treasury_Insufficient')
      .withArgs(otherIssuer.address, 0n, 1n)
  })

  it('pays the receiver', async () => {
    const { issuerTreasury, money, issuer, alice, arbitrator } = await loadFixture(deployGuarantee)
    await expect(issuerTreasury.connect(arbitrator).draw(issuer, alice, 1_000n, reason))
      .to.emit(issuerTreasury, 'GuaranteeDrawn')
      .withArgs(issuer.address, alice.address, 1_000n, reason)
    expect(await money.balanceOf(alice)).to.equal(1_000n)
    expect(await issuerTreasury.guaranteeOf(issuer)).to.equal(amount - 1_000n)
  })
})
