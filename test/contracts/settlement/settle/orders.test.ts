import { expect } from 'chai'
import { DAY, deployMarket, FACE, FULL_SCOPE, type Market, networkHelpers, traderOf } from '../fixture.ts'
import { KEY, packWord, SLOTS, slotOf } from '../words.ts'

const { loadFixture } = networkHelpers
const today = async () => Math.floor((await networkHelpers.time.latest()) / DAY)

/** Scope: sides, classes, notional exponent and sell floor, from the high bits down. */
function scopeOf(sides: number, classes: number, exponent: number, floor: number): number {
  return (sides << 14) | (classes << 12) | (exponent << 7) | floor
}

async function setKey(market: Market, index: number, fields: object): Promise<void> {
  const word = packWord(KEY, { scope: FULL_SCOPE, ...fields })
  await market.words.write(slotOf(SLOTS.keys, market.bob.address, index), word)
}

// settle: the order itself
// ├── form: price 0 or above 44 bits, quantity 0, unused flags, unknown choice; contradictions: attacks/matching
// ├── key: none, expired, another domain's, a stale epoch; forgeries: attacks/forged-signatures
// │   ├── further keys sign by their index
// │   └── an old key that comes back signs nothing old
// ├── scope: side, class, notional, sell floor
// └── time: expired, too far for its class
describe('Settlement.settle: the order itself', () => {
  it('skips an order whose price is 0', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice, { price: 0n }), 'ORDER_INVALID', 'sell')
  })

  it('skips an order whose price does not fit the unit', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(
      market.buy(market.bob, { price: 2n ** 44n }),
      market.sell(market.alice),
      'ORDER_INVALID',
      'buy',
    )
  })

  it('skips an order for nothing', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.buy(market.bob, { quantity: 0 }), market.sell(market.alice), 'ORDER_INVALID', 'buy')
  })

  it('skips an order with unused flags', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(
      market.buy(market.bob, { flagBits: 1 << 14 }),
      market.sell(market.alice),
      'ORDER_INVALID',
      'buy',
    )
  })

  it('skips an order with an unknown unit choice', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(
      market.buy(market.bob),
      market.sell(market.alice, { flagBits: 1 | (3 << 8) }),
      'ORDER_INVALID',
      'sell',
    )
  })

  it('skips an order of an account without a trading key', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(market.buy(traderOf(99)), market.sell(market.alice), 'NO_KEY', 'buy')
  })

  it('skips what was signed before the epoch rose', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setProfile(market.bob.address, { key: market.bob.address, epoch: 1 })
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'BAD_SIGNATURE', 'buy')
  })

  it('fills what was signed for the new epoch', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setProfile(market.bob.address, { key: market.bob.address, epoch: 1 })

    const record = await market.trade(market.buy(market.bob, { epoch: 1 }), market.sell(market.alice), { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })

  it('skips an order whose key was replaced in front of the batch', async () => {
    const market = await loadFixture(deployMarket)
    const buy = market.buy(market.bob)
    await market.words.setProfile(market.bob.address, { key: market.carol.address, epoch: 1 })
    await market.expectSkip(buy, market.sell(market.alice), 'BAD_SIGNATURE', 'buy')
  })

  it('skips an order of an expired key and fills on its last day', async () => {
    const market = await loadFixture(deployMarket)
    const { bob } = market
    await market.words.setProfile(bob.address, { key: bob.address, keyExpiryDay: (await today()) - 1 })
    await market.expectSkip(market.buy(bob), market.sell(market.alice), 'KEY_EXPIRED', 'buy')
    await market.words.setProfile(bob.address, { key: bob.address, keyExpiryDay: await today() })

    const record = await market.trade(market.buy(bob), market.sell(market.alice), { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })

  it('fills an order of a further key, and only under its index', async () => {
    const market = await loadFixture(deployMarket)
    await setKey(market, 3, { key: market.carol.address, epoch: 5 })
    const order = market.buy(market.bob, { epoch: 5, flags: { keyIndex: 3 } }).order
    const wrong = market.buy(market.bob, { epoch: 5, flags: { keyIndex: 4 } }).order

    await market.expectSkip(market.sign(wrong, market.carol.privateKey), market.sell(market.alice), 'NO_KEY', 'buy')
    const buy = market.sign(order, market.carol.privateKey)
    const record = await market.trade(buy, market.sell(market.alice), { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })

  it('skips an order of an expired further key', async () => {
    const market = await loadFixture(deployMarket)
    await setKey(market, 7, { key: market.carol.address, expiryDay: (await today()) - 1 })
    const order = market.buy(market.bob, { flags: { keyIndex: 7 } }).order
    await market.expectSkip(
      market.sign(order, market.carol.privateKey),
      market.sell(market.alice),
      'KEY_EXPIRED',
      'buy',
    )
  })

  const scopes: readonly [string, number, 'buy' | 'sell', number][] = [
    ['that may only sell', scopeOf(2, 3, 31, 0), 'buy', 1],
    ['that may only buy', scopeOf(1, 3, 31, 0), 'sell', 1],
    ['that may only trade securities', scopeOf(3, 2, 31, 0), 'buy', 1],
    ['of at most 32 dollars an order', scopeOf(3, 3, 5, 0), 'buy', 1],
    ['of at most 64 dollars, for two units', scopeOf(3, 3, 6, 0), 'buy', 2],
    ['that may not sell below 91 % of face', scopeOf(3, 3, 31, 91), 'sell', 1],
  ]
  for (const [name, scope, side, quantity] of scopes) {
    it(`skips an order of a key ${name}`, async () => {
      const market = await loadFixture(deployMarket)
      const trader = side === 'buy' ? market.bob : market.alice
      await market.words.setProfile(trader.address, { key: trader.address, scope })
      await market.expectSkip(
        market.buy(market.bob, { quantity }),
        market.sell(market.alice, { quantity }),
        'OUT_OF_SCOPE',
        side,
      )
    })
  }

  it('fills orders at the very edge of their scopes', async () => {
    const market = await loadFixture(deployMarket)
    await market.words.setProfile(market.bob.address, { key: market.bob.address, scope: scopeOf(1, 1, 6, 99) })
    await market.words.setProfile(market.alice.address, { key: market.alice.address, scope: scopeOf(2, 1, 6, 90) })

    const record = await market.trade(market.buy(market.bob), market.sell(market.alice), { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })

  it('skips an expired order and fills in its last second', async () => {
    const market = await loadFixture(deployMarket)
    const expiry = market.now + 1_000
    await networkHelpers.time.setNextBlockTimestamp(expiry)
    const orders = [
      market.buy(market.bob, { expiry, quantity: 2 }),
      market.sell(market.alice, { quantity: 2 }),
    ] as const

    const inTime = await market.trade(orders[0], orders[1], { serials: [1] })
    const late = await market.trade(orders[0], orders[1], { serials: [2] })

    expect([inTime.code, late.code, late.failingSide]).to.deep.equal(['FILLED', 'ORDER_EXPIRED', 'buy'])
  })

  for (const [name, flags, life] of [
    ['a GTC order', {}, 30 * DAY],
    ['an IOC order', { orderClass: 'IOC' }, 60],
    ['a FOK order', { orderClass: 'FOK' }, 60],
    ['a market order', { market: true }, 60],
  ] as const) {
    it(`skips ${name} that lives too long and fills the longest`, async () => {
      const market = await loadFixture(deployMarket)
      const at = market.now + 1_000
      const buy = (seconds: number) => market.buy(market.bob, { flags, quantity: 2, expiry: at + seconds })
      const sell = market.sell(market.alice, { quantity: 2 })

      await networkHelpers.time.setNextBlockTimestamp(at)
      const tooLong = await market.trade(buy(life + 1), sell, { serials: [1] })
      await networkHelpers.time.setNextBlockTimestamp(at + 1)
      const longest = await market.trade(buy(life + 1), sell, { serials: [1] })

      expect([tooLong.code, longest.code]).to.deep.equal(['EXPIRY_TOO_FAR', 'FILLED'])
    })
  }

  it('skips an order above face and fills one at face', async () => {
    const market = await loadFixture(deployMarket)
    await market.expectSkip(
      market.buy(market.bob, { price: FACE + 1n }),
      market.sell(market.alice),
      'PRICE_ABOVE_FACE',
      'buy',
    )

    const atFace = [market.buy(market.bob, { price: FACE }), market.sell(market.alice, { price: FACE })] as const
    const record = await market.trade(atFace[0], atFace[1], { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })
})
