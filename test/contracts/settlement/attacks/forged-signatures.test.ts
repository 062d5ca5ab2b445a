import type { Order } from '../../../../sdk/src/typed-data/order.ts'
import { deployMarket, networkHelpers, SERIES, tokenIdOf, traderOf } from '../fixture.ts'

const { loadFixture } = networkHelpers
const NOBODYS = `0x${'00'.repeat(64)}1b` as const

/** Another value for every signed field that a batch carries, each good by itself; the unit id has a case of its own. */
const OTHERWISE: readonly Partial<Order>[] = [
  { series: 2 },
  { flags: 1 << 6 },
  { price: 46_000_000n },
  { quantity: 2 },
  { lane: 1 },
  { seq: 2 },
  { maxFeeBps: 200 },
  { minResalesLeft: 1 },
]

// Audits of Polymarket's exchange (ChainSecurity, V1): who signed what
// ├── eoa-signature-accepted-for-any-maker
// ├── typehash-differs-from-struct: every field is signed
// ├── fee-rate-not-hashed
// └── zero-address-signer: what recovers nobody is nobody's, with a key and without
describe('Attack: forged signatures', () => {
  it('eoa-signature-accepted-for-any-maker: an order for Bob that Carol signed is skipped', async () => {
    const market = await loadFixture(deployMarket)
    const buy = market.sign(market.buy(market.bob).order, market.carol.privateKey)
    await market.expectSkip(buy, market.sell(market.alice), 'BAD_SIGNATURE', 'buy')
  })

  for (const change of OTHERWISE) {
    const [field = ''] = Object.keys(change)
    it(`typehash-differs-from-struct: an order whose ${field} is not the signed one is skipped`, async () => {
      const market = await loadFixture(deployMarket)
      await market.words.setSeries(2, { issuer: market.issuer.address })
      const buy = market.buy(market.bob)
      const order = { ...buy.order, ...change }
      const sell = market.sell(market.alice, { series: order.series })
      await market.expectSkip({ ...buy, order }, sell, 'BAD_SIGNATURE', 'buy')
    })
  }

  it('typehash-differs-from-struct: an order that somebody lets live longer is skipped', async () => {
    const market = await loadFixture(deployMarket)
    const buy = market.buy(market.bob)
    const longer = { ...buy, order: { ...buy.order, expiry: buy.order.expiry + 1 } }
    await market.expectSkip(longer, market.sell(market.alice), 'BAD_SIGNATURE', 'buy')
  })

  it('typehash-differs-from-struct: a NAMED order for another unit than the signed one is skipped', async () => {
    const market = await loadFixture(deployMarket)
    const sell = market.sell(market.alice, { flags: { unitChoice: 'NAMED' }, unitId: tokenIdOf(SERIES, 2) })
    const other = { ...sell, order: { ...sell.order, unitId: tokenIdOf(SERIES, 1) } }
    await market.expectSkip(market.buy(market.bob), other, 'BAD_SIGNATURE', 'sell')
  })

  it('fee-rate-not-hashed: a cap that somebody raised after signing is skipped, like the low one', async () => {
    const market = await loadFixture(deployMarket)
    const buy = market.buy(market.bob, { maxFeeBps: 10 })
    const raised = { ...buy, order: { ...buy.order, maxFeeBps: 300 } }
    await market.expectSkip(raised, market.sell(market.alice), 'BAD_SIGNATURE', 'buy')
    await market.expectSkip(buy, market.sell(market.alice), 'FEE_ABOVE_CAP', 'buy')
  })

  it('zero-address-signer: a signature that recovers nobody is skipped', async () => {
    const market = await loadFixture(deployMarket)
    const buy = { ...market.buy(market.bob), signature: NOBODYS }
    await market.expectSkip(buy, market.sell(market.alice), 'BAD_SIGNATURE', 'buy')
  })

  it('zero-address-signer: it is not the signature of an account without a key either', async () => {
    const market = await loadFixture(deployMarket)
    const buy = { ...market.buy(traderOf(99)), signature: NOBODYS }
    await market.expectSkip(buy, market.sell(market.alice), 'NO_KEY', 'buy')
  })
})
