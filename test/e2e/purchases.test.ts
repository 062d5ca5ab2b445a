import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { enter, type Persona } from '../../local/play/persona.ts'
import type { World } from '../../local/play/world.ts'
import { cashOf, unitsOf } from '../../local/story/facts.ts'
import { ApiError } from '../../sdk/src/client/http.ts'
import { beginPurchase, type PurchaseWish, quotePurchase, signPurchase } from '../../sdk/src/client/purchase.ts'
import { useSystem } from '../services/api/support/system.ts'
import {
  cardBalance,
  DECLINED_CARD,
  enterBuyer,
  FEE,
  openShop,
  orderFor,
  PRICE,
  pay,
  purchaseEnded,
} from '../services/payments/support/purchase-play.ts'

const system = useSystem()

/** The whole local system: API, payments, doubles of the providers, order book, relayer, chain. */
describe('buying by card and by crypto', { timeout: 540_000 }, () => {
  let world: World
  let series: number

  before(async () => {
    world = system()
    series = (await openShop(world, 3)).series
  })

  const orderOf = (persona: Persona, quantity: number) => orderFor(world, persona, { series, quantity })

  const begin = async ({ session }: Persona, wish: PurchaseWish) =>
    beginPurchase(session, await signPurchase(session, wish))

  it('ends with the units in the account, the card charged once, and an order number', async () => {
    const ann = await enterBuyer(world, 'ann')
    const quote = await quotePurchase(ann.session, '100.00')
    const order = await orderOf(ann, 2)
    const wish = { quote, method: 'card', order, idempotencyKey: randomUUID() } as const
    const purchase = await begin(ann, wish)
    assert.equal(purchase.state, 'checkout')
    assert.equal(await pay(purchase, DECLINED_CARD), 402)
    assert.equal(await pay(purchase), 303)
    const { state, filledUnits, orderNumber, reason } = await purchaseEnded(ann, purchase)
    assert.deepEqual([state, filledUnits, reason], ['completed', 2, undefined])
    assert.match(orderNumber ?? '', /^GX/)
    assert.equal((await unitsOf(world, series, ann.account.address)).length, 2)
    assert.equal(await cashOf(world, ann.account.address), 100_000_000n - 2n * (PRICE + FEE))
    assert.deepEqual(await cardBalance(purchase.checkoutUrl ?? ''), { taken: 10_000, refunded: 0, held: 0 })
  })

  it('gives the card its money back when the order was refused, by the return that the buyer signed', async () => {
    const bob = await enterBuyer(world, 'bob')
    const quote = await quotePurchase(bob.session, '50.00')
    const signer = privateKeyToAccount(generatePrivateKey())
    const wish = { quote, method: 'card', order: await orderOf(bob, 1), signer, idempotencyKey: randomUUID() } as const
    const purchase = await begin(bob, wish)
    await pay(purchase)
    const { state, reason, refundedAmount, returnedAmount } = await purchaseEnded(bob, purchase)
    assert.deepEqual([state, refundedAmount, returnedAmount], ['refunded', '50.00', '50.00'])
    assert.match(reason ?? '', /^ORDER_/)
    assert.equal(await cashOf(world, bob.account.address), 0n)
    assert.deepEqual(await cardBalance(purchase.checkoutUrl ?? ''), { taken: 15_000, refunded: 5_000, held: 0 })
  })

  it('sells stablecoin for crypto, without an order', async () => {
    const cem = await enterBuyer(world, 'cem')
    const quote = await quotePurchase(cem.session, '20.00')
    const purchase = await begin(cem, { quote, method: 'crypto', idempotencyKey: randomUUID() })
    assert.equal(await pay(purchase), 303)
    const { state, orderNumber = '' } = await purchaseEnded(cem, purchase)
    assert.equal(state, 'completed')
    assert.equal(await cashOf(world, cem.account.address), 20_000_000n)
    const desk = await cem.session.http.get<{ methods: string[] }>('/api/v1/purchases/desk')
    assert.deepEqual(desk.methods, ['card', 'crypto'])
    assert.match(orderNumber, /^GX/)
  })

  it('charges nothing for what cannot be delivered', async () => {
    const eve = await enterBuyer(world, 'eve')
    const quote = await quotePurchase(eve.session, '500.00')
    const code = async (wish: Partial<PurchaseWish>) => {
      const whole = { quote, method: 'card', idempotencyKey: randomUUID(), ...wish } as const
      return await begin(eve, whole).then(
        () => 'taken',
        (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
      )
    }
    assert.equal(await code({ order: await orderOf(eve, 9) }), 'PURCHASE_BOOK_THIN')
    assert.equal(await code({ order: await orderOf(eve, 20) }), 'PURCHASE_ORDER_INVALID')
    assert.equal(await code({ quote: await quotePurchase(eve.session, '0.30') }), 'PURCHASE_AMOUNT')
    const key = randomUUID()
    assert.equal(await code({ idempotencyKey: key }), 'taken')
    assert.equal(await code({ idempotencyKey: key, method: 'crypto' }), 'IDEMPOTENCY_KEY_REUSED')
    const poor = await enter(world, 'poor')
    const own = await quotePurchase(poor.session, '10.00')
    await assert.rejects(
      begin(poor, { quote: own, method: 'card', idempotencyKey: randomUUID() }),
      (error: unknown) => error instanceof ApiError && error.code === 'PURCHASE_LEVEL_REQUIRED',
    )
  })
})
