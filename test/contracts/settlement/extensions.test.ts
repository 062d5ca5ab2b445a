import { expect } from 'chai'
import { artifacts } from 'hardhat'
import { deployDesk } from './desk.ts'
import { ethers, networkHelpers } from './fixture.ts'

const { loadFixture } = networkHelpers

/**
 * Settlement and its extensions
 * ├── they are below the size limit of a contract
 * ├── they count the same nonces
 * ├── an unknown selector reverts
 * └── an extension called by itself acts on nothing of the core
 */
describe('Settlement: extensions', () => {
  const PARTS = ['Settlement', 'SettlementExtension', 'SettlementCoupons']
  const SIZE_LIMIT = 24_576

  for (const name of PARTS) {
    it(`keeps ${name} below the size limit`, async () => {
      const { deployedBytecode } = await artifacts.readArtifact(name)
      expect((deployedBytecode.length - 2) / 2).to.be.at.most(SIZE_LIMIT)
    })
  }

  it('counts the nonces of both extensions together', async () => {
    const { settlement, intents, alice, buyFirst, authOf } = await loadFixture(deployDesk)
    const [tokenId = 0n] = await buyFirst(alice)
    await settlement.requestExitBySig(await authOf(alice, 'RequestExit', {}))
    await settlement.refundBySig(tokenId, await authOf(alice, 'Refund', { tokenId }, { nonce: 1n }))
    expect(await intents['nonces(address)'](alice)).to.equal(2n)
  })

  it('carries intents of both extensions in one batch', async () => {
    const { settlement, intents, alice, bystander, buyFirst, authOf } = await loadFixture(deployDesk)
    const [tokenId = 0n] = await buyFirst(alice)
    const exit = await authOf(alice, 'RequestExit', {}, { nonce: 1n })
    const items = [
      settlement.interface.encodeFunctionData('refundBySig', [tokenId, await authOf(alice, 'Refund', { tokenId })]),
      settlement.interface.encodeFunctionData('requestExitBySig', [exit]),
    ]
    const receipt = await (await intents.connect(bystander).executeIntents(items)).wait()
    const names = (receipt?.logs ?? []).map((log) => settlement.interface.parseLog(log)?.name)
    expect(names.filter((name) => name === 'IntentExecuted')).to.have.lengthOf(2)
  })

  it('reverts for an unknown selector', async () => {
    const { address, bystander } = await loadFixture(deployDesk)
    await expect(bystander.sendTransaction({ to: address, data: '0x12345678' })).to.be.revertedWithoutReason(ethers)
  })

  it('acts on nothing of the core when an extension is called by itself', async () => {
    const { settlement, extension, alice, bystander, cashOf } = await loadFixture(deployDesk)
    const alone = await ethers.getContractAt('ISettlement', extension)
    await alone.connect(alice).requestExit()
    expect((await settlement.exitOf(alice)).maturesAt).to.equal(0n)
    await expect(alone.connect(bystander).refund(1n)).to.be.revertedWithCustomError(settlement, 'Coupon_UnknownUnit')
    expect(await cashOf(alice)).to.equal(1_000_000_000n)
  })
})
