import { dayOf } from '../../sdk/src/ids.ts'
import {
  carry,
  chainTimeSec,
  giveMoney,
  identify,
  placeAccepted,
  registerOwnKey,
  waitForSettlement,
} from '../play/persona.ts'
import { batchWith, cashOf, heldOf, unitsOf } from './facts.ts'
import { check, dollars, type Stage } from './stage.ts'

export const PRIMARY_PRICE = 45_000_000n
/** Sold out by A, so that the resale that follows meets no cheaper offer. */
const UNITS = 3
const DEPOSIT = 500_000_000n
/** Taker 0.5 % of 45.00, and gold's 1.2 % in the issuer's first 30 days. */
const BUYER_FEE = 225_000n
const ISSUANCE_FEE = 540_000n

/** The issuer offers units that do not exist yet; A, who holds test money and no ether, buys three. */
export async function sellPrimary(stage: Stage): Promise<void> {
  const { world, cast, tell, series } = stage
  const { issuer, buyerA, buyerB, buyerC, keyless } = cast
  tell.chapter('The primary sale')

  await registerOwnKey(issuer)
  const flags = { side: 'sell', primary: true } as const
  const offer = await placeAccepted(world, issuer, { series, price: PRIMARY_PRICE, quantity: UNITS, flags })
  tell.step('The issuer signed a sell order for units that come into being when they are sold.', {
    'order number': offer.orderNumber,
    price: dollars(PRIMARY_PRICE),
  })

  for (const buyer of [buyerA, buyerB, buyerC, keyless]) {
    await identify(world, buyer, 2)
    await giveMoney(world, buyer, DEPOSIT)
    const deposited = await carry(buyer, buyer.session.deposit(DEPOSIT))
    check(`${buyer.name}'s cash`, await cashOf(world, buyer.account.address), DEPOSIT)
    if (buyer !== buyerA) continue
    check('ether of A', await world.chain.getBalance({ address: buyer.account.address }), 0n)
    tell.step('A deposited by a signature; it owns no ether.', {
      deposited: dollars(DEPOSIT),
      transaction: deposited.transaction,
    })
  }
  for (const buyer of [buyerA, buyerB, buyerC]) await registerOwnKey(buyer)

  const bought = await placeAccepted(world, buyerA, { series, price: PRIMARY_PRICE, quantity: UNITS })
  const batch = await batchWith(world, { account: buyerA.account.address, lane: 0, seq: 1 })
  const units = await unitsOf(world, series, buyerA.account.address)
  check('units of A', units.length, UNITS)
  check('cash of A', await cashOf(world, buyerA.account.address), DEPOSIT - BigInt(UNITS) * (PRIMARY_PRICE + BUYER_FEE))
  const held = await heldOf(world, series, dayOf(await chainTimeSec(world)))
  check('held gross', held.gross, BigInt(UNITS) * PRIMARY_PRICE)
  check('held buyer fees', held.buyerFees, BigInt(UNITS) * BUYER_FEE)
  check('held issuance fees', held.issuanceFees, BigInt(UNITS) * ISSUANCE_FEE)
  tell.step('A bought 3 units; they were minted in the settlement, proceeds and fees are held for the refund window.', {
    'order number': bought.orderNumber,
    'token ids': units.join(', '),
    batch: `${batch.batchNo}, ${batch.gasUsed} gas`,
    held: `${dollars(held.gross)} and fees ${dollars(held.buyerFees)} + ${dollars(held.issuanceFees)}`,
    transaction: batch.transaction,
  })
  await waitForSettlement(buyerA, bought.orderNumber)
}
