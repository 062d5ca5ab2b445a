import { expect } from 'chai'
import { ethers, loadFixture, time } from '../../deployment.ts'
import { deployHolder } from '../fixture.ts'

/**
 * confirm, confirmBySig
 * ├── when the authorisation has expired
 * │   └── it reverts Redemption_Expired
 * ├── when the unit changed hands since the signature
 * │   └── it reverts Redemption_StaleChanges
 * ├── when the signature is not the owner's, or the unit does not exist
 * │   └── it reverts Redemption_BadSignature
 * ├── when the caller is not the merchant named
 * │   └── it reverts Redemption_WrongMerchant
 * ├── given a merchant that the issuer has not appointed
 * │   └── it reverts Redemption_NotAppointed
 * ├── given a unit that has ended
 * │   └── it reverts Coupon_Ended
 * ├── otherwise
 * │   ├── it burns the unit and pays the issuer
 * │   ├── it accepts an ERC-1271 wallet
 * │   └── it takes the merchant's signed wish, alone and in a batch
 * └── when the carrier of a signed wish swaps the holder's signature for rubbish
 *     └── the batch refuses the item and the merchant's nonce is not spent
 */
describe('Redemption: confirm', () => {
  it('reverts after the expiry of the authorisation', async () => {
    const { redemption, merchant, alice, tokenId, consentOf } = await loadFixture(deployHolder)
    const consent = await consentOf(alice, tokenId)
    const { expiry } = consent[0]
    await time.setNextBlockTimestamp(expiry + 1n)
    await expect(redemption.connect(merchant).confirm(...consent))
      .to.be.revertedWithCustomError(redemption, 'Redemption_Expired')
      .withArgs(expiry, expiry + 1n)
  })

  it('reverts when the unit changed hands', async () => {
    const { redemption, settlement, identityRegistry, compliance, merchant, alice, bob, tokenId, consentOf } =
      await loadFixture(deployHolder)
    const consent = await consentOf(alice, tokenId)
    await identityRegistry.connect(compliance).setIdentity(bob, 1n, 65_535n, 840n, false, false)
    await settlement.connect(alice).transferFrom(alice, bob, tokenId)
    await expect(redemption.connect(merchant).confirm(...consent))
      .to.be.revertedWithCustomError(redemption, 'Redemption_StaleChanges')
      .withArgs(tokenId, 0n, 1n)
  })

  it("reverts for a signature that is not the owner's", async () => {
    const { redemption, merchant, alice, bob, tokenId, consentOf } = await loadFixture(deployHolder)
    await expect(redemption.connect(merchant).confirm(...(await consentOf(bob, tokenId))))
      .to.be.revertedWithCustomError(redemption, 'Redemption_BadSignature')
      .withArgs(tokenId, alice.address)
  })

  it('reverts for a unit that does not exist', async () => {
    const { redemption, merchant, alice, tokenId, consentOf } = await loadFixture(deployHolder)
    const [authorization] = await consentOf(alice, tokenId + 1n)
    await expect(redemption.connect(merchant).confirm(authorization, `0x${'00'.repeat(65)}`))
      .to.be.revertedWithCustomError(redemption, 'Redemption_BadSignature')
      .withArgs(tokenId + 1n, ethers.ZeroAddress)
  })

  it('reverts for another merchant than the one named', async () => {
    const { redemption, issuer, stranger, merchant, alice, tokenId, consentOf } = await loadFixture(deployHolder)
    await redemption.connect(issuer).setMerchant(stranger, true)
    await expect(redemption.connect(stranger).confirm(...(await consentOf(alice, tokenId))))
      .to.be.revertedWithCustomError(redemption, 'Redemption_WrongMerchant')
      .withArgs(merchant.address, stranger.address)
  })

  it('reverts for a merchant that was not appointed', async () => {
    const { redemption, issuer, merchant, alice, tokenId, consentOf } = await loadFixture(deployHolder)
    await redemption.connect(issuer).setMerchant(merchant, false)
    await expect(redemption.connect(merchant).confirm(...(await consentOf(alice, tokenId))))
      .to.be.revertedWithCustomError(redemption, 'Redemption_NotAppointed')
      .withArgs(issuer.address, merchant.address)
  })

  it('reverts for a unit that was redeemed', async () => {
    const { redemption, settlement, merchant, alice, tokenId, consentOf } = await loadFixture(deployHolder)
    const consent = await consentOf(alice, tokenId)
    await redemption.connect(merchant).confirm(...consent)
    await expect(redemption.connect(merchant).confirm(...consent)).to.be.revertedWithCustomError(
      settlement,
      'Coupon_Ended',
    )
  })

  it('burns the unit and pays the issuer', async () => {
    const { redemption, settlement, issuer, merchant, alice, tokenId, consentOf } = await loadFixture(deployHolder)
    const { cash: before } = await settlement.accountOf(issuer)
    const confirming = redemption.connect(merchant).confirm(...(await consentOf(alice, tokenId)))
    await expect(confirming)
      .to.emit(redemption, 'RedemptionConfirmed')
      .withArgs(tokenId, merchant.address, alice.address)
    // 45.00 less the issuance fee of 1.2 %; the platform keeps that and the taker's 0.5 %.
    await expect(confirming)
      .to.emit(settlement, 'CouponRedeemed')
      .withArgs(tokenId, alice.address, merchant.address, 44_460_000n, 765_000n)
    expect((await settlement.unitOf(tokenId)).status).to.equal(1n)
    expect((await settlement.accountOf(issuer)).cash - before).to.equal(44_460_000n)
  })

  it('accepts an ERC-1271 wallet', async () => {
    const { redemption, settlement, identityRegistry, compliance, merchant, alice, bob, tokenId, consentOf } =
      await loadFixture(deployHolder)
    const wallet = await ethers.deployContract('MockWallet', [bob.address])
    await identityRegistry.connect(compliance).setIdentity(wallet, 1n, 65_535n, 840n, false, false)
    await settlement.connect(alice).transferFrom(alice, wallet, tokenId)
    await redemption.connect(merchant).confirm(...(await consentOf(bob, tokenId, { changes: 1n })))
    expect((await settlement.unitOf(tokenId)).status).to.equal(1n)
  })

  it("takes the merchant's signed wish", async () => {
    const { redemption, settlement, merchant, alice, tokenId, consentOf, authOf } = await loadFixture(deployHolder)
    const auth = await authOf(merchant, 'ConfirmRedemption', { tokenId })
    await redemption.confirmBySig(...(await consentOf(alice, tokenId)), auth)
    expect((await settlement.unitOf(tokenId)).status).to.equal(1n)
  })

  it("carries the merchant's signed wish in a batch", async () => {
    const { redemption, merchant, alice, tokenId, consentOf, authOf } = await loadFixture(deployHolder)
    const auth = await authOf(merchant, 'ConfirmRedemption', { tokenId })
    const item = redemption.interface.encodeFunctionData('confirmBySig', [...(await consentOf(alice, tokenId)), auth])
    await expect(redemption.executeIntents([item]))
      .to.emit(redemption, 'IntentExecuted')
      .withArgs(merchant.address, auth.nonce, item.slice(0, 10))
  })

  it("refuses an item whose holder's signature is rubbish and spends nothing", async () => {
    const { redemption, merchant, alice, tokenId, consentOf, authOf } = await loadFixture(deployHolder)
    const [authorization] = await consentOf(alice, tokenId)
    const auth = await authOf(merchant, 'ConfirmRedemption', { tokenId })
    const item = redemption.interface.encodeFunctionData('confirmBySig', [authorization, '0x1234', auth])
    await expect(redemption.executeIntents([item])).to.emit(redemption, 'IntentRefused')
    expect(await redemption['nonces(address,uint192)'](merchant, auth.nonce >> 64n)).to.equal(auth.nonce)
  })
})
