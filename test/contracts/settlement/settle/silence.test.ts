import { anyValue } from '@nomicfoundation/hardhat-ethers-chai-matchers/withArgs'
import { expect } from 'chai'
import { DAY, deployMarket, ethers, networkHelpers, type SignedOrder } from '../fixture.ts'

const { loadFixture, time } = networkHelpers
const HOUR = 3_600
const OPEN = { flags: { openSettle: true } }

/** Silence is declared; Bob settles himself, with his own address as trading key. */
async function deploySilent() {
  const market = await deployMarket()
  await time.increase(DAY)
  await market.settlement.connect(market.bystander).declareSilent()
  await networkHelpers.impersonateAccount(market.bob.address)
  await networkHelpers.setBalance(market.bob.address, 10n ** 18n)
  const bobSigner = await ethers.getSigner(market.bob.address)
  const expiry = market.now + 3 * DAY
  const settleAsBob = async (buy: SignedOrder, sell: SignedOrder, taker: 'buy' | 'sell' = 'buy') => {
    const batch = await market.encode([buy, sell], [{ buy: 0, sell: 1, taker, units: 1, serials: [1] }])
    const [record] = await market.send(batch, bobSigner)
    return [record?.code, record?.failingSide]
  }
  return { market, bobSigner, expiry, settleAsBob }
}

// silence of the operator
// ├── heartbeat: the operator only; puts silence off
// ├── declareSilent: not before 24 hours, not twice
// ├── noticeNormal: the operator only, in silence only, an hour ahead at least
// ├── given silence
// │   ├── anyone settles orders that signed OPEN_SETTLE, as taker, at the resting limit
// │   ├── orders that did not sign it, and trades in which another takes, are skipped
// │   ├── the operator has no privilege
// │   └── nobody's settling counts as a heartbeat
// └── given a notice
//     ├── open settling goes on until its time
//     └── then the operator settles alone again
describe('Settlement: silence', () => {
  it('lets only the operator send heartbeats and notices', async () => {
    const { settlement, bystander } = await loadFixture(deployMarket)
    const outsider = settlement.connect(bystander)

    await expect(outsider.heartbeat()).to.be.revertedWithCustomError(settlement, 'Settlement_NotOperator')
    await expect(outsider.noticeNormal(2n ** 40n)).to.be.revertedWithCustomError(settlement, 'Settlement_NotOperator')
  })

  it('is not declared before 24 hours without a heartbeat', async () => {
    const { settlement, operator, bystander } = await loadFixture(deployMarket)
    await time.increase(DAY - 10)
    await expect(settlement.connect(operator).heartbeat()).to.emit(settlement, 'HeartbeatRecorded').withArgs(anyValue)
    const silentFrom = (await settlement.batchState()).heartbeatAt + BigInt(DAY)
    await time.setNextBlockTimestamp(silentFrom - 1n)

    await expect(settlement.connect(bystander).declareSilent())
      .to.be.revertedWithCustomError(settlement, 'Settlement_NotSilent')
      .withArgs(silentFrom)
    await time.setNextBlockTimestamp(silentFrom)
    await expect(settlement.connect(bystander).declareSilent())
      .to.emit(settlement, 'SilenceDeclared')
      .withArgs(bystander.address, silentFrom)
  })

  it('is put off by a settled batch', async () => {
    const market = await loadFixture(deployMarket)
    await time.increase(DAY)
    await market.settle([], [])

    await expect(market.settlement.declareSilent()).to.be.revertedWithCustomError(
      market.settlement,
      'Settlement_NotSilent',
    )
  })

  it('is not declared twice', async () => {
    const { market } = await loadFixture(deploySilent)

    await expect(market.settlement.declareSilent()).to.be.revertedWithCustomError(
      market.settlement,
      'Settlement_AlreadySilent',
    )
  })

  it('lets anyone settle as taker what signed for it', async () => {
    const { market, expiry, settleAsBob } = await loadFixture(deploySilent)
    const buy = market.buy(market.bob, { ...OPEN, expiry, price: 46_000_000n })

    expect(await settleAsBob(buy, market.sell(market.alice, { ...OPEN, expiry }))).to.deep.equal(['FILLED', undefined])
  })

  it('skips orders that did not sign for it', async () => {
    const { market, expiry, settleAsBob } = await loadFixture(deploySilent)
    const { alice, bob } = market
    const open = { ...OPEN, expiry }

    const seller = await settleAsBob(market.buy(bob, open), market.sell(alice, { expiry }))
    const buyer = await settleAsBob(market.buy(bob, { expiry }), market.sell(alice, open))

    expect([seller, buyer]).to.deep.equal([
      ['NOT_OPEN_SETTLE', 'sell'],
      ['NOT_OPEN_SETTLE', 'buy'],
    ])
  })

  it('skips a trade in which the caller does not take', async () => {
    const { market, expiry, settleAsBob } = await loadFixture(deploySilent)
    const open = { ...OPEN, expiry }

    const outcome = await settleAsBob(market.buy(market.bob, open), market.sell(market.alice, open), 'sell')

    expect(outcome).to.deep.equal(['NOT_OPEN_SETTLE', 'sell'])
  })

  it("skips the operator's own matching", async () => {
    const { market, expiry } = await loadFixture(deploySilent)
    const open = { ...OPEN, expiry }

    const record = await market.trade(market.buy(market.bob, open), market.sell(market.alice, open), { serials: [1] })

    expect(record.code).to.equal('NOT_OPEN_SETTLE')
  })

  it('does not take open settling for a heartbeat', async () => {
    const { market, expiry, settleAsBob } = await loadFixture(deploySilent)
    const open = { ...OPEN, expiry }
    const before = await market.settlement.batchState()

    await settleAsBob(market.buy(market.bob, open), market.sell(market.alice, open))

    const after = await market.settlement.batchState()
    expect([after.heartbeatAt, after.silentSince, after.batchNo]).to.deep.equal([
      before.heartbeatAt,
      before.silentSince,
      1n,
    ])
  })

  it('ends no sooner than an hour after the notice', async () => {
    const { market } = await loadFixture(deploySilent)
    const { settlement, operator } = market
    const now = await time.latest()
    await time.setNextBlockTimestamp(now + 10)

    await expect(settlement.connect(operator).noticeNormal(now + 9 + HOUR))
      .to.be.revertedWithCustomError(settlement, 'Settlement_NoticeTooShort')
      .withArgs(now + 9 + HOUR, now + 10 + HOUR)
  })

  it('needs silence to be ended', async () => {
    const { settlement, operator } = await loadFixture(deployMarket)

    await expect(settlement.connect(operator).noticeNormal(2n ** 40n)).to.be.revertedWithCustomError(
      settlement,
      'Settlement_NotSilent',
    )
  })

  it('goes on until the noticed time, then the operator settles alone', async () => {
    const { market, expiry, settleAsBob } = await loadFixture(deploySilent)
    const { settlement, operator, alice, bob } = market
    const from = (await time.latest()) + 2 * HOUR
    await expect(settlement.connect(operator).noticeNormal(from)).to.emit(settlement, 'NormalNoticed').withArgs(from)
    const open = { ...OPEN, expiry, quantity: 2 }
    const orders = [market.buy(bob, open), market.sell(alice, open)] as const

    const before = await settleAsBob(orders[0], orders[1])
    await time.increaseTo(from)

    expect(before[0]).to.equal('FILLED')
    await expect(settleAsBob(orders[0], orders[1])).to.be.revertedWithCustomError(settlement, 'Settlement_NotOperator')
    const record = await market.trade(market.buy(bob, { expiry, seq: 2 }), market.sell(alice, { expiry, seq: 2 }), {
      serials: [2],
    })
    expect(record.code).to.equal('FILLED')
    expect((await settlement.batchState()).silentSince).to.equal(0n)
  })
})
