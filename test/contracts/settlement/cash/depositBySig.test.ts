import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture } = networkHelpers

/**
 * depositBySig
 * ├── when the amount is zero
 * │   └── it reverts Cash_ZeroAmount
 * ├── when the token's signature is another's, replayed, or the money is not there
 * │   └── it reverts and credits nothing
 * ├── when the token's signature is the account's
 * │   ├── it credits the account, whoever carries it
 * │   ├── it counts in totalCash
 * │   └── it emits Deposited
 * └── when it is an item of a batch
 *     ├── it is executed without a nonce of the core
 *     └── given it failed, it can be carried again
 */
describe('Settlement: depositBySig', () => {
  it('reverts for nothing', async () => {
    const { settlement, alice, depositArgs } = await loadFixture(deployDesk)
    const args = await depositArgs(alice, 0n)
    await expect(settlement.depositBySig(...args)).to.be.revertedWithCustomError(settlement, 'Cash_ZeroAmount')
  })

  it("reverts for another's signature", async () => {
    const { settlement, token, alice, bob, depositArgs, cashOf } = await loadFixture(deployDesk)
    await token.mint(alice, 100n)
    const args = await depositArgs(alice, 100n, bob)
    await expect(settlement.depositBySig(...args)).to.be.revertedWithCustomError(token, 'ERC3009InvalidSignature')
    expect(await cashOf(alice)).to.equal(1_000_000_000n)
  })

  it('reverts for a replay', async () => {
    const { settlement, token, alice, depositArgs } = await loadFixture(deployDesk)
    await token.mint(alice, 200n)
    const args = await depositArgs(alice, 100n)
    await settlement.depositBySig(...args)
    await expect(settlement.depositBySig(...args)).to.be.revertedWithCustomError(token, 'InvalidAccountNonce')
  })

  it('reverts for money that is not there', async () => {
    const { settlement, token, alice, depositArgs } = await loadFixture(deployDesk)
    const args = await depositArgs(alice, 100n)
    await expect(settlement.depositBySig(...args)).to.be.revertedWithCustomError(token, 'ERC20InsufficientBalance')
  })

  it('credits the owner of the money, whoever carries it', async () => {
    const { settlement, token, alice, bystander, depositArgs, cashOf } = await loadFixture(deployDesk)
    await token.mint(alice, 100n)
    await expect(settlement.connect(bystander).depositBySig(...(await depositArgs(alice, 100n))))
      .to.emit(settlement, 'Deposited')
      .withArgs(alice.address, 100n)
    expect(await cashOf(alice)).to.equal(1_000_000_100n)
  })

  it('counts in the total, which the token balance covers', async () => {
    const { settlement, token, address, alice, deposit } = await loadFixture(deployDesk)
    await deposit(alice, 100n)
    expect(await settlement.totalCash()).to.equal(3_000_000_100n)
    expect(await token.balanceOf(address)).to.equal(3_000_000_100n)
  })

  it('is carried in a batch without a nonce, and again after a failure', async () => {
    const { settlement, intents, token, alice, depositArgs, cashOf } = await loadFixture(deployDesk)
    const item = settlement.interface.encodeFunctionData('depositBySig', [...(await depositArgs(alice, 100n))])
    await expect(intents.executeIntents([item])).to.emit(intents, 'IntentFailed')
    await token.mint(alice, 100n)
    await expect(intents.executeIntents([item]))
      .to.emit(intents, 'IntentExecuted')
      .withArgs(alice.address, 2n ** 256n - 1n, item.slice(0, 10))
    expect([await cashOf(alice), await intents['nonces(address)'](alice)]).to.deep.equal([1_000_000_100n, 0n])
  })
})
