import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { CASH, DAY, deployMarket, networkHelpers, PRICE, SERIES, tokenIdOf } from '../fixture.ts'

const { loadFixture } = networkHelpers
/** Taker 0.5 %, maker 0.1 %, issuance 1.2 % of 45.00. */
const TAKER_FEE = 225_000n
const MAKER_FEE = 45_000n
const ISSUANCE_FEE = 540_000n

// settle: fills
// ├── given two orders that cross
// │   ├── when the buyer takes
// │   │   ├── it moves the unit, the price and both fees
// │   │   ├── it keeps price, fee and time of the first sale and counts the change
// │   │   └── it logs the fill and returns what it logged
// │   ├── when the seller takes
// │   │   └── it settles at the buyer's limit with the fees the other way round
// │   ├── when the buyer wants the unit in the wallet
// │   │   └── it takes the unit out of the market
// │   ├── when several units change hands
// │   │   └── it logs every serial
// │   ├── when the price does not divide
// │   │   └── it rounds each unit's fee down
// │   └── when a unit is bought and sold on in the same batch
// │       └── it counts both changes
// └── given the issuer's order
//     ├── when units are sold first hand
//     │   ├── it mints consecutive serials to the buyer
//     │   └── it holds the proceeds and both fees, and pays nobody
//     └── when the buyer is the maker
//         └── it charges the buyer as maker and the issuer its rate
describe('Settlement.settle: fills', () => {
  it('moves the unit, the price and both fees', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, settlement } = market

    await market.trade(market.buy(bob), market.sell(alice), { serials: [1] })

    expect((await settlement.accountOf(bob)).cash).to.equal(CASH - PRICE - TAKER_FEE)
    expect((await settlement.accountOf(alice)).cash).to.equal(CASH + PRICE - MAKER_FEE)
    expect(await settlement.accruedFees()).to.equal(TAKER_FEE + MAKER_FEE)
    expect(await settlement.ownerOf(tokenIdOf(SERIES, 1))).to.equal(bob.address)
    expect(await Promise.all([settlement.balanceOf(bob), settlement.balanceOf(alice)])).to.deep.equal([1n, 2n])
  })

  it('keeps price, fee and time of the first sale and counts the change', async () => {
    const market = await loadFixture(deployMarket)
    const before = await market.settlement.unitOf(tokenIdOf(SERIES, 1))

    await market.trade(market.buy(market.bob), market.sell(market.alice, { price: 44_000_000n }), { serials: [1] })

    const after = await market.settlement.unitOf(tokenIdOf(SERIES, 1))
    expect([after.price, after.buyerFeeBps, after.soldAt]).to.deep.equal([
      before.price,
      before.buyerFeeBps,
      before.soldAt,
    ])
    expect([after.changes, after.inMarket]).to.deep.equal([1n, true])
  })

  it('logs the fill and returns what it logged', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, settlement, operator } = market
    const orders = [market.buy(bob, { lane: 1, seq: 7 }), market.sell(alice)]
    const batch = await market.encode(orders, [{ buy: 0, sell: 1, taker: 'buy', units: 1, serials: [2] }])

    const returned = await settlement.connect(operator).settle.staticCall(batch)
    const [record] = await market.send(batch)
    const [log] = await settlement.queryFilter(settlement.filters.BatchSettled())

    expect(log?.args.records).to.deep.equal(returned)
    expect(record).to.deep.equal({
      code: 'FILLED',
      series: SERIES,
      priceUsdc6: PRICE,
      units: 1,
      serials: [2],
      taker: 'buy',
      primary: false,
      toWallet: false,
      buy: { account: bob.address, lane: 1, seq: 7, feeBps: 50, position: orders[0]?.position },
      sell: { account: alice.address, lane: 0, seq: 1, feeBps: 10, position: orders[1]?.position },
      causedBySkip: false,
    })
  })

  it("settles at the buyer's limit when the seller takes, with the fees the other way round", async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, settlement } = market

    const record = await market.trade(market.buy(bob, { price: 46_000_000n }), market.sell(alice), {
      serials: [1],
      taker: 'sell',
    })

    expect([record.priceUsdc6, record.buy.feeBps, record.sell.feeBps]).to.deep.equal([46_000_000n, 10, 50])
    expect((await settlement.accountOf(bob)).cash).to.equal(CASH - 46_046_000n)
    expect((await settlement.accountOf(alice)).cash).to.equal(CASH + 45_770_000n)
  })

  it('takes the unit out of the market when the buyer wants it in the wallet', async () => {
    const market = await loadFixture(deployMarket)

    const record = await market.trade(
      market.buy(market.bob, { flags: { toWallet: true } }),
      market.sell(market.alice),
      {
        serials: [1],
      },
    )

    expect(record.toWallet).to.equal(true)
    expect((await market.settlement.unitOf(tokenIdOf(SERIES, 1))).inMarket).to.equal(false)
  })

  it('logs every serial of a sale of many units', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob } = market
    const serials = Array.from({ length: 20 }, (_, i) => 100 + i)
    await market.words.giveUnits(alice.address, SERIES, serials)

    const record = await market.trade(market.buy(bob, { quantity: 20 }), market.sell(alice, { quantity: 20 }), {
      units: 20,
      serials,
    })

    expect([record.code, record.serials]).to.deep.equal(['FILLED', serials])
    expect(await market.settlement.balanceOf(bob)).to.equal(20n)
  })

  it("rounds each unit's fee down", async () => {
    const market = await loadFixture(deployMarket)
    const price = 1_999n

    const orders = [
      market.buy(market.bob, { price, quantity: 3 }),
      market.sell(market.alice, { price, quantity: 3 }),
    ] as const
    await market.trade(orders[0], orders[1], { units: 3, serials: [1, 2, 3] })

    expect((await market.settlement.accountOf(market.bob)).cash).to.equal(CASH - 3n * (price + 9n))
    expect((await market.settlement.accountOf(market.alice)).cash).to.equal(CASH + 3n * (price - 1n))
  })

  it('counts both changes of a unit that is sold on in the same batch', async () => {
    const market = await loadFixture(deployMarket)
    const { alice, bob, carol } = market
    const orders = [market.sell(alice), market.buy(bob), market.sell(bob, { lane: 1 }), market.buy(carol)]

    const records = await market.settle(orders, [
      { buy: 1, sell: 0, taker: 'buy', units: 1, serials: [1] },
      { buy: 3, sell: 2, taker: 'buy', units: 1, serials: [1] },
    ])

    expect(records.map(({ code }) => code)).to.deep.equal(['FILLED', 'FILLED'])
    const unit = await market.settlement.unitOf(tokenIdOf(SERIES, 1))
    expect([unit.owner, unit.changes]).to.deep.equal([carol.address, 2n])
  })

  it('mints consecutive serials to the buyer of a first sale', async () => {
    const market = await loadFixture(deployMarket)
    const { bob, settlement } = market

    const record = await market.trade(market.buy(bob, { quantity: 3 }), market.sellPrimary(), { units: 3 })

    expect([record.primary, record.serials]).to.deep.equal([true, [4, 5, 6]])
    expect((await settlement.seriesOf(SERIES)).minted).to.equal(6n)
    const [log] = await settlement.queryFilter(
      settlement.filters.Transfer(ZeroAddress, bob.address, tokenIdOf(SERIES, 6)),
    )
    expect(log?.args.to).to.equal(bob.address)
    const unit = await settlement.unitOf(tokenIdOf(SERIES, 4))
    expect([unit.owner, unit.price, unit.buyerFeeBps, unit.changes]).to.deep.equal([bob.address, PRICE, 50n, 0n])
  })

  it('holds the proceeds and both fees of a first sale, and pays nobody', async () => {
    const market = await loadFixture(deployMarket)
    const { bob, issuer, settlement } = market

    await market.trade(market.buy(bob, { quantity: 2 }), market.sellPrimary(), { units: 2 })

    const day = Math.floor((await networkHelpers.time.latest()) / DAY)
    const held = await settlement.heldOf(SERIES, day)
    expect([...held]).to.deep.equal([2n * PRICE, 2n * TAKER_FEE, 2n * ISSUANCE_FEE, 2n, false])
    expect((await settlement.accountOf(bob)).cash).to.equal(CASH - 2n * (PRICE + TAKER_FEE))
    expect((await settlement.accountOf(issuer)).cash).to.equal(0n)
    expect(await settlement.accruedFees()).to.equal(0n)
  })

  it('charges the buyer as maker and the issuer its rate when the issuer takes', async () => {
    const market = await loadFixture(deployMarket)

    const record = await market.trade(market.buy(market.bob), market.sellPrimary(), { taker: 'sell' })

    expect([record.code, record.buy.feeBps, record.sell.feeBps]).to.deep.equal(['FILLED', 10, 120])
  })
})
