import { expect } from 'chai'
import { ethers, loadFixture } from '../../deployment.ts'
import { deployCoupons } from '../fixture.ts'

/**
 * setMerchant, setMerchantBySig
 * ├── when the merchant is zero
 * │   └── it reverts Redemption_ZeroMerchant
 * ├── when the signature is another's
 * │   └── it reverts Intents_BadSignature
 * └── otherwise
 *     ├── it appoints and dismisses for the caller's own coupons
 *     └── it takes a signed wish, alone and in a batch
 */
describe('Redemption: setMerchant', () => {
  it('reverts for the zero merchant', async () => {
    const { redemption, issuer } = await loadFixture(deployCoupons)
    await expect(redemption.connect(issuer).setMerchant(ethers.ZeroAddress, true)).to.be.revertedWithCustomError(
      redemption,
      'Redemption_ZeroMerchant',
    )
  })

  it("reverts for another's signature", async () => {
    const { redemption, issuer, merchant, authOf } = await loadFixture(deployCoupons)
    const args = { merchant: merchant.address, appointed: true }
    const auth = await authOf(merchant, 'SetMerchant', args, { account: issuer.address })
    await expect(redemption.setMerchantBySig(merchant, true, auth)).to.be.revertedWithCustomError(
      redemption,
      'Intents_BadSignature',
    )
  })

  it('appoints and dismisses', async () => {
    const { redemption, issuer, otherIssuer, merchant } = await loadFixture(deployCoupons)
    await expect(redemption.connect(issuer).setMerchant(merchant, true))
      .to.emit(redemption, 'MerchantSet')
      .withArgs(issuer.address, merchant.address, true)
    expect(await redemption.isMerchant(issuer, merchant)).to.equal(true)
    expect(await redemption.isMerchant(otherIssuer, merchant)).to.equal(false)
    await redemption.connect(issuer).setMerchant(merchant, false)
    expect(await redemption.isMerchant(issuer, merchant)).to.equal(false)
  })

  it('takes a signed wish, alone and in a batch', async () => {
    const { redemption, issuer, merchant, alice, authOf } = await loadFixture(deployCoupons)
    const first = { merchant: merchant.address, appointed: true }
    await redemption.setMerchantBySig(merchant, true, await authOf(issuer, 'SetMerchant', first))
    const second = { merchant: alice.address, appointed: true }
    const auth = await authOf(issuer, 'SetMerchant', second)
    await redemption.executeIntents([
      redemption.interface.encodeFunctionData('setMerchantBySig', [alice.address, true, auth]),
    ])
    expect(await redemption.isMerchant(issuer, merchant)).to.equal(true)
    expect(await redemption.isMerchant(issuer, alice)).to.equal(true)
  })
})
