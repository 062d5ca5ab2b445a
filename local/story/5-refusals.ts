import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import type { CancelReceiptView } from '../../sdk/src/client/client.ts'
import { type OrderWish, type Persona, place, placeAccepted, waitForSettlement, writeOrder } from '../play/persona.ts'
import { act } from '../play/world.ts'
import { batches, cashOf, unitsOf } from './facts.ts'
import { nextBatch, operatorOf, refusalOf, replayOf, sign, simulateSettle } from './on-chain.ts'
import { check, type Stage } from './stage.ts'

const PRICE = 46_000_000n
const TOO_HIGH = 51_000_000n
const RESTING_BID = 40_000_000n

/** Everything that must not work, tried. */
export async function tryWhatIsForbidden(stage: Stage): Promise<void> {
  const { world, cast, tell, series } = stage
  const { buyerA, buyerB, buyerC, keyless } = cast
  tell.chapter('What is refused')
  const limitUnit = await exhaustResales(stage)
  const people = [buyerA, buyerB, buyerC, keyless]
  const cash = () => Promise.all(people.map(({ account }) => cashOf(world, account.address)))
  const before = await cash()

  const sell = { side: 'sell', unitChoice: 'ANY' } as const
  const buy = { series, price: PRICE, quantity: 1, lane: 3 }
  await refused(
    stage,
    'An order above face',
    buyerA,
    { ...buy, price: TOO_HIGH, flags: sell },
    'ORDER_PRICE_ABOVE_FACE',
  )
  await refused(stage, 'An account without a trading key', keyless, buy, 'ORDER_NO_KEY')
  await refused(stage, 'An expired order', buyerA, { ...buy, expiresInSec: -60 }, 'ORDER_EXPIRED')
  await refused(stage, 'A fee above the signed cap', buyerA, { ...buy, maxFeeBps: 0 }, 'ORDER_FEE_ABOVE_CAP')
  await refuseAtResaleLimit(stage, limitUnit)
  await refuseBatches(stage)
  await cancelWithReceipt(stage)
  check('cash of everybody', await cash(), before)
  tell.step('After all of that nobody’s money has changed.')
}

/** The unit of B goes to C and back to B: three resales, its limit. */
async function exhaustResales(stage: Stage): Promise<bigint> {
  const { world, cast, series, tell } = stage
  const { buyerB, buyerC } = cast
  const [unit] = await unitsOf(world, series, buyerB.account.address)
  if (unit === undefined) throw new Error('B holds no unit')
  const trade = async (seller: Persona, buyer: Persona, final: boolean) => {
    await placeAccepted(world, seller, {
      series,
      price: PRICE,
      quantity: 1,
      lane: 4,
      unitId: unit,
      flags: { side: 'sell', final },
    })
    const order = { series, price: PRICE, quantity: 1, lane: 5, flags: { final } }
    const bought = await placeAccepted(world, buyer, order)
    await waitForSettlement(buyer, bought.orderNumber)
  }
  await trade(buyerB, buyerC, false)
  await trade(buyerC, buyerB, true)
  tell.step('B’s unit was resold to C and, in the book of last resales, back to B: its limit of 3.', {
    'token id': unit,
  })
  return unit
}

async function refuseAtResaleLimit(stage: Stage, unitId: bigint): Promise<void> {
  const { world, cast, series, tell } = stage
  const { buyerB, buyerA } = cast
  const wish = { series, price: PRICE, quantity: 1, lane: 6, unitId, flags: { side: 'sell' } } as const
  const offer = await writeOrder(world, buyerB, wish)
  const placed = await buyerB.session.placeOrder(offer)
  check('sale at the resale limit', placed.status, 'rejected')
  const bid = await writeOrder(world, buyerA, { series, price: PRICE, quantity: 1, lane: 6 })
  const orders = [await sign(buyerB, offer), await sign(buyerA, bid)]
  const serials = [Number(unitId & 0xffff_ffffn)]
  const batch = await nextBatch(world, orders, [{ buy: 1, sell: 0, taker: 'buy', units: 1, serials }])
  const [record] = await simulateSettle(world, await operatorOf(world), batch)
  check('code of the core', record?.code, 'RESALE_LIMIT')
  tell.step('A sale of a unit at its resale limit.', { api: placed.code, core: `skipped, ${record?.code}` })
}

async function refuseBatches(stage: Stage): Promise<void> {
  const { world, cast, series, tell } = stage
  const operator = await operatorOf(world)
  const last = (await batches(world)).at(-1)
  if (!last) throw new Error('no batch was settled')
  const { input } = await world.chain.getTransaction({ hash: last.transaction })
  const replay = await replayOf(world, operator, input)
  check('replay of a settled batch', replay, 'Settlement_BatchOutOfOrder')
  tell.step('A replay of a settled batch.', { batch: last.batchNo, error: replay })

  const order = await sign(
    cast.buyerA,
    await writeOrder(world, cast.buyerA, { series, price: PRICE, quantity: 1, lane: 7 }),
  )
  const doubled = await nextBatch(world, [order, order], [{ buy: 0, sell: 1, taker: 'buy', units: 1 }])
  const unsorted = await refusalOf(simulateSettle(world, operator, doubled))
  check('the same order listed twice', unsorted, 'Settlement_OrdersUnsorted')
  tell.step('The same order listed twice in a batch.', { error: unsorted })

  const stranger = cast.buyerC.account.address
  const unauthorised = await refusalOf(simulateSettle(world, stranger, doubled))
  check('a batch of a stranger', unauthorised, 'Settlement_NotOperator')
  tell.step('A batch sent by anyone but the operator.', { error: unauthorised })
}

async function cancelWithReceipt(stage: Stage): Promise<void> {
  const { world, cast, series, tell } = stage
  const { buyerA, issuer } = cast
  const order = await writeOrder(world, buyerA, { series, price: RESTING_BID, quantity: 1, lane: 8 })
  const { orderNumber } = await buyerA.session.placeOrder(order)
  const [cancelled] = await buyerA.session.cancelOrders([{ orderNumber }])
  if (!cancelled?.receipt) throw new Error('the cancel came without a receipt')
  await voidOnChain(stage, cancelled.receipt)

  const flags = { side: 'sell', primary: true } as const
  const offer = await writeOrder(world, issuer, { series, price: RESTING_BID, quantity: 1, lane: 8, flags })
  const orders = [await sign(buyerA, order), await sign(issuer, offer)]
  const batch = await nextBatch(world, orders, [{ buy: 0, sell: 1, taker: 'sell', units: 1 }])
  const [record] = await simulateSettle(world, await operatorOf(world), batch)
  check('code of the core', record?.code, 'ORDER_FILLED')
  tell.step(
    'An order cancelled with a receipt: carried to the chain by a bystander, even the operator cannot fill it.',
    {
      'order number': orderNumber,
      'journal position': cancelled.receipt.position,
      core: `skipped, ${record?.code}`,
    },
  )
}

async function voidOnChain({ world }: Stage, receipt: CancelReceiptView): Promise<void> {
  const { account, lane, seq, filled, position, signature } = receipt
  await act(world, world.officer('treasurer'), {
    address: world.addresses.get('Settlement'),
    abi: settlementAbi,
    functionName: 'voidWithReceipt',
    args: [account, lane, seq, filled, BigInt(position), signature],
  })
}

async function refused(stage: Stage, what: string, persona: Persona, wish: OrderWish, code: string): Promise<void> {
  const placed = await place(stage.world, persona, wish)
  check(what, [placed.status, placed.code], ['rejected', code])
  stage.tell.step(`${what}.`, { code: placed.code })
}
