import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { fundDesk } from '../../local/play/desk.ts'
import { enter, identify, type Persona, placeAccepted, registerOwnKey, writeOrder } from '../../local/play/persona.ts'
import type { World } from '../../local/play/world.ts'
import { cashOf, unitsOf } from '../../local/story/facts.ts'
import { until } from '../../local/until.ts'
import { ApiError } from '../../sdk/src/client/http.ts'
import { beginPurchase, type PurchaseView, quotePurchase, readPurchase } from '../../sdk/src/client/purchase.ts'
import { openSeries, useSystem } from '../services/api/support/system.ts'

const system = useSystem()
const PRICE = 45_000_000n
const FEE = 225_000n
const DECLINED_CARD = '4000 0000 0000 0002'
const GOOD_CARD = '4242 4242 4242 4242'
const ENDS = ['completed', 'refunded', 'cancelled', 'held']

/** The whole local system: API, payments, doubles of the providers, order book, relayer, chain. */
describe('buying by card and by crypto', { timeout: 540_000 }, () => {
  let world: World
  let series: number

  before(async () => {
    world = system()
    await fundDesk(world)
    const opened = await openSeries(world)
    series = opened.series
    await registerOwnKey(opened.issuer)
    const offer = { series, price: PRICE, quantity: 3, flags: { side: 'sell', primary: true } } as const
    await placeAccepted(world, opened.issuer, offer)
  })

  async function buyer(name: string): Promise<Persona> {
    const persona = await enter(world, name)
    await identify(world, persona, 2)
    await registerOwnKey(persona)
    return persona
  }

  const orderOf = (persona: Persona, quantity: number) => writeOrder(world, persona, { series, price: PRICE, quantity })

  /** Pays at the provider's own page, as a person's browser would. */
  async function pay({ checkoutUrl = '' }: PurchaseView, number = GOOD_CARD): Promise<number> {
    const body = new URLSearchParams({ number })
    return (await fetch(checkoutUrl, { method: 'POST', body, redirect: 'manual' })).status
  }

  async function ended({ session }: Persona, { purchaseId }: PurchaseView): Promise<PurchaseView> {
    let last: PurchaseView | undefined
    const isOver = async () => {
      last = await readPurchase(session, purchaseId)
      return ENDS.includes(last.state)
    }
    await until(`the end of purchase ${purchaseId}`, isOver, { timeoutMs: 120_000 }).catch((cause: unknown) => {
      throw new Error(JSON.stringify(last), { cause })
    })
    if (!last) throw new Error('unreachable: until resolved without a state')
    return last
  }

  /** What the double of the card provider has taken and given back altogether, in cents. */
  async function cardBalance(purchase: PurchaseView): Promise<{ taken: number; refunded: number; held: number }> {
    return (await (await fetch(new URL('/_double/balance', purchase.checkoutUrl))).json()) as never
  }

  it('ends with the units in the account, the card charged once, and an order number', async () => {
    const ann = await buyer('ann')
    const quote = await quotePurchase(ann.session, '100.00')
    const order = await orderOf(ann, 2)
    const wish = { quote, method: 'card', order, idempotencyKey: randomUUID() } as const
    const purchase = await beginPurchase(ann.session, wish)
    assert.equal(purchase.state, 'checkout')
    assert.equal(await pay(purchase, DECLINED_CARD), 402)
    assert.equal(await pay(purchase), 303)
    const { state, filledUnits, orderNumber, reason } = await ended(ann, purchase)
    assert.deepEqual([state, filledUnits, reason], ['completed', 2, undefined])
    assert.match(orderNumber ?? '', /^GX/)
    assert.equal((await unitsOf(world, series, ann.account.address)).length, 2)
    assert.equal(await cashOf(world, ann.account.address), 100_000_000n - 2n * (PRICE + FEE))
    assert.deepEqual(await cardBalance(purchase), { taken: 10_000, refunded: 0, held: 0 })
  })

  it('gives the card its money back when the order was refused, by the return that the buyer signed', async () => {
    const bob = await buyer('bob')
    const quote = await quotePurchase(bob.session, '50.00')
    const signer = privateKeyToAccount(generatePrivateKey())
    const wish = { quote, method: 'card', order: await orderOf(bob, 1), signer, idempotencyKey: randomUUID() } as const
    const purchase = await beginPurchase(bob.session, wish)
    await pay(purchase)
    const { state, reason, refundedAmount, returnedAmount } = await ended(bob, purchase)
    assert.deepEqual([state, refundedAmount, returnedAmount], ['refunded', '50.00', '50.00'])
    assert.match(reason ?? '', /^ORDER_/)
    assert.equal(await cashOf(world, bob.account.address), 0n)
    assert.deepEqual(await cardBalance(purchase), { taken: 15_000, refunded: 5_000, held: 0 })
  })

  it('sells stablecoin for crypto, without an order', async () => {
    const cem = await buyer('cem')
    const quote = await quotePurchase(cem.session, '20.00')
    const purchase = await beginPurchase(cem.session, { quote, method: 'crypto', idempotencyKey: randomUUID() })
    assert.equal(await pay(purchase), 303)
    const { state, orderNumber = '' } = await ended(cem, purchase)
    assert.equal(state, 'completed')
    assert.equal(await cashOf(world, cem.account.address), 20_000_000n)
    const desk = await cem.session.http.get<{ methods: string[] }>('/api/v1/purchases/desk')
    assert.deepEqual(desk.methods, ['card', 'crypto'])
    assert.match(orderNumber, /^GX/)
  })

  it('charges nothing for what cannot be delivered', async () => {
    const eve = await buyer('eve')
    const quote = await quotePurchase(eve.session, '500.00')
    const code = async (wish: Partial<Parameters<typeof beginPurchase>[1]>) => {
      const whole = { quote, method: 'card', idempotencyKey: randomUUID(), ...wish } as const
      return await beginPurchase(eve.session, whole).then(
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
      beginPurchase(poor.session, { quote: own, method: 'card', idempotencyKey: randomUUID() }),
      (error: unknown) => error instanceof ApiError && error.code === 'PURCHASE_LEVEL_REQUIRED',
    )
  })
})
