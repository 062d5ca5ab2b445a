import { expect } from 'chai'
import fc from 'fast-check'
import { feeOf, fillAmounts } from '../../../sdk/src/money.ts'
import { deployDesk } from '../settlement/desk.ts'
import { FACE, networkHelpers } from '../settlement/fixture.ts'

const UNITS = 4
const FIRST_PRICE = 45_000_000n
const ISSUANCE_BPS = 120
const TAKER_BPS = 50

/** Alice holds units in the market. */
async function deployHolding() {
  const desk = await deployDesk()
  const before = await desk.cashOf(desk.alice)
  const tokenIds = await desk.buyFirst(desk.alice, UNITS, false)
  return { ...desk, tokenIds, paid: before - (await desk.cashOf(desk.alice)) }
}

describe('fillAmounts of the SDK', () => {
  it('equals what a first sale takes and holds', async () => {
    const { alice, settlement, tokenIds, paid, daySoldOf } = await networkHelpers.loadFixture(deployHolding)
    expect(tokenIds).to.have.length(UNITS)
    const amounts = fillAmounts(FIRST_PRICE, UNITS, TAKER_BPS, ISSUANCE_BPS)
    const held = await settlement.heldOf(1, await daySoldOf(tokenIds[0] ?? 0n))
    expect(paid).to.equal(amounts.buyerPaysUsdc6)
    expect(held.gross).to.equal(amounts.grossUsdc6)
    expect(held.buyerFees).to.equal(amounts.buyerFeeUsdc6)
    expect(held.issuanceFees).to.equal(amounts.sellerFeeUsdc6)
    expect((await settlement.accountOf(alice)).cash).to.equal(1_000_000_000n - amounts.buyerPaysUsdc6)
  })

  it('equals what a resale moves at any price and any rates, to the unit', async () => {
    const anyFill = fc.record({
      price: fc.bigInt({ min: 1n, max: FACE }),
      units: fc.integer({ min: 1, max: UNITS }),
      takerBps: fc.integer({ min: 0, max: 50 }),
      makerBps: fc.integer({ min: 0, max: 10 }),
    })
    await fc.assert(
      fc.asyncProperty(anyFill, async ({ price, units, takerBps, makerBps }) => {
        const desk = await networkHelpers.loadFixture(deployHolding)
        const { alice, bob, settlement, orderOf, trade, cashOf, tokenIds } = desk
        await settlement.setFees(takerBps, makerBps, 0)
        const [aliceHad, bobHad, feesHad] = [await cashOf(alice), await cashOf(bob), await settlement.accruedFees()]
        const buy = await orderOf(bob, 'buy', { price, quantity: units })
        const sell = await orderOf(alice, 'sell', { price, quantity: units })
        const serials = tokenIds.slice(0, units).map((id) => Number(id & 0xffff_ffffn))
        expect((await trade(buy, sell, serials)).code).to.equal('FILLED')

        const amounts = fillAmounts(price, units, takerBps, makerBps)
        expect(bobHad - (await cashOf(bob))).to.equal(amounts.buyerPaysUsdc6)
        expect((await cashOf(alice)) - aliceHad).to.equal(amounts.sellerReceivesUsdc6)
        expect((await settlement.accruedFees()) - feesHad).to.equal(amounts.buyerFeeUsdc6 + amounts.sellerFeeUsdc6)
        expect(amounts.buyerFeeUsdc6).to.equal(feeOf(price, takerBps) * BigInt(units))
      }),
      { numRuns: 15 },
    )
  })
})
