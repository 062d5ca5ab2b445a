import { fillAmounts } from '../../sdk/src/money.ts'
import { placeAccepted } from '../play/persona.ts'
import { batchWith, cashOf, unitOf, unitsOf } from './facts.ts'
import { check, dollars, type Stage } from './stage.ts'

const RESALE_PRICE = 47_000_000n
const BOUND = 48_000_000n
const TAKER_BPS = 50
const MAKER_BPS = 10

/** A lists two units in one order; B and C buy one each. */
export async function resell(stage: Stage): Promise<void> {
  const { world, cast, tell, series } = stage
  const { buyerA, buyerB, buyerC } = cast
  const cash = () => Promise.all([buyerA, buyerB, buyerC].map(({ account }) => cashOf(world, account.address)))
  const before = await cash()
  tell.chapter('Resale')

  const flags = { side: 'sell', unitChoice: 'ANY' } as const
  const listed = await placeAccepted(world, buyerA, { series, price: RESALE_PRICE, quantity: 2, lane: 1, flags })
  tell.step('A lists 2 units in one order, giving up the refund of those sold.', {
    'order number': listed.orderNumber,
    price: dollars(RESALE_PRICE),
  })

  await placeAccepted(world, buyerB, { series, price: BOUND, quantity: 1, flags: { market: true, orderClass: 'IOC' } })
  const first = await batchWith(world, { account: buyerB.account.address, lane: 0, seq: 1 })
  await placeAccepted(world, buyerC, { series, price: RESALE_PRICE, quantity: 1, flags: { toWallet: true } })
  const second = await batchWith(world, { account: buyerC.account.address, lane: 0, seq: 1 })

  const fill = fillAmounts(RESALE_PRICE, 1, TAKER_BPS, MAKER_BPS)
  const after = await cash()
  const expected = [2n * fill.sellerReceivesUsdc6, -fill.buyerPaysUsdc6, -fill.buyerPaysUsdc6]
  check(
    'cash changes',
    after.map((value, i) => value - (before[i] ?? 0n)),
    expected,
  )
  const [unitOfB] = await unitsOf(world, series, buyerB.account.address)
  const [unitOfC] = await unitsOf(world, series, buyerC.account.address)
  const [ofB, ofC] = await Promise.all([unitOf(world, unitOfB ?? 0n), unitOf(world, unitOfC ?? 0n)])
  check('resales of the units', [ofB.changes, ofC.changes], [1, 1])
  check('B holds in the market, C in the wallet', [ofB.inMarket, ofC.inMarket], [true, false])
  tell.step('B bought one with a market order bounded at $48.00, at the maker’s price.', {
    paid: `${dollars(RESALE_PRICE)} + fee ${dollars(fill.buyerFeeUsdc6)} (0.5 %)`,
    'A received': `${dollars(fill.sellerReceivesUsdc6)} (maker fee 0.1 %)`,
    'token id': unitOfB,
    transaction: first.transaction,
  })
  tell.step('C bought the other and takes it to the wallet; both units count one resale.', {
    'token id': unitOfC,
    transaction: second.transaction,
  })
}
