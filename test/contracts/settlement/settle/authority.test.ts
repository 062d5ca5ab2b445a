import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import { deployMarket, ethers, networkHelpers, PRODUCT } from '../fixture.ts'

const { loadFixture } = networkHelpers

async function deployWithBatch() {
  const market = await deployMarket()
  const orders = [market.buy(market.bob), market.sell(market.alice)]
  const batch = await market.encode(orders, [{ buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] }])
  return { market, batch, orders }
}

// settle: who and in which order
// ├── when anyone but the operator sends the batch
// │   └── it reverts
// ├── when a settled batch is sent again, or one is left out
// │   └── it reverts with the number it expects
// ├── when the brake holds everything or this product
// │   ├── given a brake that never told the core anything
// │   │   └── it reverts
// │   └── given a brake that told it that nothing is set
// │       └── it reverts until the brake is released or expires, and asks no more when the hint is cleared
// ├── when the brake of another product is set
// │   └── it settles
// └── when a settled order comes again in the next batch
//     └── it is skipped: its quantity is spent
describe('Settlement.settle: authority', () => {
  it('reverts when anyone but the operator sends it', async () => {
    const { market, batch } = await loadFixture(deployWithBatch)

    await expect(market.send(batch, market.bystander))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_NotOperator')
      .withArgs(market.bystander.address)
  })

  it('reverts when a settled batch is sent again', async () => {
    const { market, batch } = await loadFixture(deployWithBatch)
    await market.send(batch)

    await expect(market.send(batch))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_BatchOutOfOrder')
      .withArgs(2, 1)
  })

  it('reverts when a batch is left out', async () => {
    const { market, orders } = await loadFixture(deployWithBatch)

    await expect(market.send(await market.encode(orders, [], { batchNo: 2n })))
      .to.be.revertedWithCustomError(market.settlement, 'Settlement_BatchOutOfOrder')
      .withArgs(1, 2)
  })

  for (const [name, domain, key] of [
    ['everything', 0, 0n],
    ['this product', 1, PRODUCT],
  ] as const) {
    it(`reverts when the brake holds ${name}`, async () => {
      const { market, batch } = await loadFixture(deployWithBatch)
      await market.brake.set(domain, key, ZeroHash.replace(/0$/, '1'))

      await expect(market.send(batch)).to.be.revertedWithCustomError(market.settlement, 'Settlement_Braked')
    })
  }

  for (const [name, domain, key] of [
    ['everything', 0, 0n],
    ['this product', 1, PRODUCT],
  ] as const) {
    it(`reverts when a connected brake holds ${name}, and settles when it has expired`, async () => {
      const { market, batch } = await loadFixture(deployWithBatch)
      await market.connectBrake()
      await market.brake.set(domain, key, ZeroHash.replace(/0$/, '1'))

      await expect(market.send(batch)).to.be.revertedWithCustomError(market.settlement, 'Settlement_Braked')
      await networkHelpers.time.increase(72 * 3_600)
      await expect(market.settlement.connect(market.operator).settle.staticCall(batch)).not.to.revert(ethers)
      await market.brake.clearHint(domain, key)
      expect((await market.send(batch)).map(({ code }) => code)).to.deep.equal(['ORDER_EXPIRED'])
    })

    it(`reverts when a connected brake holds ${name}, and settles when it is released`, async () => {
      const { market, batch } = await loadFixture(deployWithBatch)
      await market.connectBrake()
      await market.brake.set(domain, key, ZeroHash.replace(/0$/, '1'))
      await expect(market.send(batch)).to.be.revertedWithCustomError(market.settlement, 'Settlement_Braked')

      await market.brake.release(domain, key)
      expect((await market.send(batch)).map(({ code }) => code)).to.deep.equal(['FILLED'])
    })
  }

  it('asks a connected brake nothing while it said that nothing is set', async () => {
    const { market, batch } = await loadFixture(deployWithBatch)
    await market.connectBrake()
    await networkHelpers.setCode(await market.brake.getAddress(), '0xfe')

    expect((await market.send(batch)).map(({ code }) => code)).to.deep.equal(['FILLED'])
  })

  it('settles when the brake of another product is set', async () => {
    const { market, batch } = await loadFixture(deployWithBatch)
    await market.brake.set(1, PRODUCT + 1n, ZeroHash.replace(/0$/, '1'))

    const [record] = await market.send(batch)

    expect(record?.code).to.equal('FILLED')
  })

  it('skips a settled order that comes again', async () => {
    const { market, batch, orders } = await loadFixture(deployWithBatch)
    await market.send(batch)

    const [record] = await market.settle(orders, [{ buy: 0, sell: 1, taker: 'buy', units: 1, serials: [2] }])

    expect([record?.code, record?.failingSide]).to.deep.equal(['ORDER_FILLED', 'buy'])
  })
})
