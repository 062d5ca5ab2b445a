import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { ethers, networkHelpers } from '../fixture.ts'

const { loadFixture } = networkHelpers

/**
 * enterMarket, leaveMarketBySig
 * ├── when more than 50 units, units of others, ended units or units already in are to enter
 * │   └── it reverts
 * ├── when units enter
 * │   ├── it emits UnitsEnteredMarket
 * │   ├── it clears approvals (T: approval survives a sale)
 * │   └── it can be signed and carried by anyone
 * ├── when units are to leave without co-signature, or of a frozen account
 * │   └── it reverts
 * └── when units leave with it
 *     ├── it frees them at once
 *     └── it calls nobody, so a wallet that refuses tokens gets its units out
 */
describe('Settlement: enterMarket and leaveMarketBySig', () => {
  async function bought() {
    const desk = await deployDesk()
    const [tokenId = 0n] = await desk.buyFirst(desk.alice)
    return { ...desk, tokenId }
  }

  it('reverts for more than fifty units', async () => {
    const { settlement, alice } = await loadFixture(bought)
    await expect(settlement.connect(alice).enterMarket(Array(51).fill(1n)))
      .to.be.revertedWithCustomError(settlement, 'Exits_TooManyUnits')
      .withArgs(51n, 50n)
  })

  it('reverts for a unit of another', async () => {
    const { settlement, bob, tokenId } = await loadFixture(bought)
    await expect(settlement.connect(bob).enterMarket([tokenId])).to.be.revertedWithCustomError(
      settlement,
      'Coupon_NotOwner',
    )
  })

  it('reverts for an ended unit', async () => {
    const { settlement, alice, carol, tokenId } = await loadFixture(bought)
    await settlement.redeem(tokenId, carol)
    await expect(settlement.connect(alice).enterMarket([tokenId])).to.be.revertedWithCustomError(
      settlement,
      'Coupon_Ended',
    )
  })

  it('reverts for a unit that is in', async () => {
    const { settlement, alice, tokenId } = await loadFixture(bought)
    await expect(settlement.connect(alice).enterMarket([tokenId, tokenId]))
      .to.be.revertedWithCustomError(settlement, 'Coupon_InMarket')
      .withArgs(tokenId)
  })

  it('puts units into the market', async () => {
    const { settlement, alice, tokenId } = await loadFixture(bought)
    await expect(settlement.connect(alice).enterMarket([tokenId]))
      .to.emit(settlement, 'UnitsEnteredMarket')
      .withArgs(alice.address, [tokenId])
    expect((await settlement.unitOf(tokenId)).inMarket).to.equal(true)
  })

  it('clears approvals, so that none survives a sale', async () => {
    const { settlement, alice, bob, bystander, tokenId, orderOf, trade } = await loadFixture(bought)
    await settlement.setTransferOperator(bystander, true)
    await settlement.connect(alice).approve(bystander, tokenId)
    await settlement.connect(alice).enterMarket([tokenId])
    const [buy, sell] = [await orderOf(bob, 'buy', { flags: { toWallet: true } }), await orderOf(alice, 'sell')]
    expect((await trade(buy, sell, [1])).code).to.equal('FILLED')
    expect(await settlement.getApproved(tokenId)).to.equal(ZeroAddress)
    await expect(settlement.connect(bystander).transferFrom(bob, bystander, tokenId)).to.be.revertedWithCustomError(
      settlement,
      'Coupon_NotOwner',
    )
  })

  it('can be signed and carried by anyone', async () => {
    const { settlement, alice, bystander, tokenId, authOf } = await loadFixture(bought)
    const auth = await authOf(alice, 'EnterMarket', { tokenIds: [tokenId] })
    await settlement.connect(bystander).enterMarketBySig([tokenId], auth)
    expect((await settlement.unitOf(tokenId)).inMarket).to.equal(true)
  })

  it('reverts for other units than the signed ones', async () => {
    const { settlement, alice, tokenId, authOf } = await loadFixture(bought)
    const auth = await authOf(alice, 'EnterMarket', { tokenIds: [] })
    await expect(settlement.enterMarketBySig([tokenId], auth)).to.be.revertedWithCustomError(
      settlement,
      'Intents_BadSignature',
    )
  })

  it('does not let units leave without co-signature', async () => {
    const { settlement, alice, tokenId, authOf, coSign } = await loadFixture(bought)
    await settlement.connect(alice).enterMarket([tokenId])
    const auth = await authOf(alice, 'LeaveMarket', { tokenIds: [tokenId] })
    const own = await coSign('LeaveMarket', { tokenIds: [tokenId] }, auth, 30, alice)
    await expect(settlement.leaveMarketBySig([tokenId], auth, own)).to.be.revertedWithCustomError(
      settlement,
      'Settlement_BadCoSignature',
    )
  })

  it('does not let units of a frozen account leave', async () => {
    const { settlement, alice, profile, tokenId, consented } = await loadFixture(bought)
    await settlement.connect(alice).enterMarket([tokenId])
    await settlement.setProfile(alice, { ...profile, state: 2 })
    const consents = await consented(alice, 'LeaveMarket', { tokenIds: [tokenId] })
    await expect(settlement.leaveMarketBySig([tokenId], ...consents)).to.be.revertedWithCustomError(
      settlement,
      'Exits_AccountFrozen',
    )
  })

  it('frees units at once with it', async () => {
    const { settlement, alice, tokenId, consented } = await loadFixture(bought)
    await settlement.connect(alice).enterMarket([tokenId])
    const consents = await consented(alice, 'LeaveMarket', { tokenIds: [tokenId] })
    await expect(settlement.leaveMarketBySig([tokenId], ...consents))
      .to.emit(settlement, 'UnitsLeftMarket')
      .withArgs(alice.address, [tokenId])
    expect((await settlement.unitOf(tokenId)).inMarket).to.equal(false)
  })

  it('frees the units of a wallet that refuses tokens', async () => {
    const { settlement, alice, tokenId, consented } = await loadFixture(bought)
    const walletContract = await ethers.deployContract('MockWallet', [alice.address])
    await settlement.connect(alice).transferFrom(alice, walletContract, tokenId)
    await walletContract.setRefusesTokens(true)
    const account = await walletContract.getAddress()
    await walletContract.execute(settlement, settlement.interface.encodeFunctionData('enterMarket', [[tokenId]]))
    const consents = await consented(alice, 'LeaveMarket', { tokenIds: [tokenId] }, { account })
    await settlement.leaveMarketBySig([tokenId], ...consents)
    expect((await settlement.unitOf(tokenId)).inMarket).to.equal(false)
  })
})
