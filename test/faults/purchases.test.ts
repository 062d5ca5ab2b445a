import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { generatePrivateKey, privateKeyToAccount, privateKeyToAddress } from 'viem/accounts'
import { localKey } from '../../local/keys.ts'
import { DESK_FLOAT_USDC6 } from '../../local/play/desk.ts'
import type { Persona } from '../../local/play/persona.ts'
import type { World } from '../../local/play/world.ts'
import { cashOf, unitsOf } from '../../local/story/facts.ts'
import { until } from '../../local/until.ts'
import {
  beginPurchase,
  type PurchaseView,
  quotePurchase,
  type SignedPurchase,
  signPurchase,
} from '../../sdk/src/client/purchase.ts'
import { useStartedSystem } from '../services/api/support/system.ts'
import {
  cardBalance,
  enterBuyer,
  FEE,
  openShop,
  orderFor,
  PRICE,
  pay,
  purchaseEnded,
  purchaseUntil,
} from '../services/payments/support/purchase-play.ts'
import { Child } from '../services/relayer/support/child.ts'

const started = useStartedSystem()
const DIE_AT = join(import.meta.dirname, '../services/payments/support/die-at.ts')

/** after: done, and nothing written about it, which is the moment that could double an effect; before too in the long run. */
const MOMENTS: readonly ('before' | 'after')[] = process.env.LONG ? ['before', 'after'] : ['after']
/** The effects of a purchase that goes well, in their order, by the calls that make them. */
const EFFECTS_OF_SUCCESS = [
  'POST /v1/payment_intents/.*/capture',
  'POST /internal/v1/co-signatures',
  'POST /internal/v1/intents',
  'POST /internal/v1/orders',
]
/** And of one whose order is refused, once the money is in the account. */
const EFFECTS_OF_RETURN = ['POST /internal/v1/co-signatures', 'POST /internal/v1/intents', 'POST /v1/refunds']

describe('payments killed before and after each effect', { timeout: 580_000 }, () => {
  let world: World
  let series: number
  let pool: pg.Pool
  let payments: Child

  before(async () => {
    world = started().world
    series = (await openShop(world, 4)).series
    const { processByName, environment } = started().system
    const supervised = processByName.get('payments')
    if (!supervised) throw new Error('payments are not supervised')
    await supervised.stop()
    payments = new Child(supervised.spec)
    pool = new pg.Pool({ connectionString: environment.DATABASE_URL, max: 2 })
    pool.on('error', () => undefined)
  })

  after(async () => {
    await payments?.kill('SIGTERM')
    await pool?.end()
  })

  /** main.ts itself, with the order to die at a call; without one it lives. */
  async function run(call = '', moment: (typeof MOMENTS)[number] = 'before'): Promise<void> {
    await payments.kill()
    const { spec } = payments
    const env = { ...spec.env, LOG_LEVEL: 'info', DIE_AT: call, DIE_WHEN: moment }
    payments = new Child({ ...spec, args: ['--import', DIE_AT, ...spec.args.slice(-1)], env })
    await payments.launch()
  }

  async function diesAt(call: string, moment: (typeof MOMENTS)[number], act?: () => Promise<unknown>): Promise<void> {
    await run(call, moment)
    let isDead = false
    const ended = payments.exitCode().then(() => {
      isDead = true
    })
    // What asks it meanwhile is refused or left without an answer, and asks again.
    const look = async () => {
      if (!isDead) await act?.()
      return isDead
    }
    await until(`the death ${moment} ${call}`, look, { timeoutMs: 90_000 }).catch((cause: unknown) => {
      throw new Error(payments.messages().slice(-10).join('\n'), { cause })
    })
    await ended
  }

  async function wishOf(
    persona: Persona,
    amount: string,
    wish: { quantity: number; isForged?: boolean; lane?: number },
  ) {
    const quote = await quotePurchase(persona.session, amount)
    const { quantity, lane = 0 } = wish
    const order = await orderFor(world, persona, { series, quantity, lane })
    const forged = wish.isForged ? { signer: privateKeyToAccount(generatePrivateKey()) } : {}
    const idempotencyKey = randomUUID()
    return await signPurchase(persona.session, { quote, method: 'card', order, idempotencyKey, ...forged })
  }

  async function beginAgain(persona: Persona, wish: SignedPurchase): Promise<PurchaseView> {
    let purchase: PurchaseView | undefined
    const begin = async () => {
      purchase = await beginPurchase(persona.session, wish)
      return true
    }
    await until('payments being back', begin, { timeoutMs: 60_000 })
    if (!purchase) throw new Error('unreachable: until resolved without a purchase')
    return await purchaseUntil(persona, purchase, ({ checkoutUrl }) => checkoutUrl !== undefined)
  }

  /** What we owe, per account that is not at zero. */
  async function owed(): Promise<Record<string, string>> {
    const text = `select account, asset, sum(amount)::text as sum from payments.posting where account like 'payer:%'
      group by 1, 2 having sum(amount) <> 0`
    const { rows } = await pool.query(text)
    return Object.fromEntries(rows.map(({ account, asset, sum }) => [`${account} ${asset}`, sum]))
  }

  async function deskPostings(): Promise<bigint> {
    const text = `select coalesce(sum(amount), 0)::text as sum from payments.posting where account = 'desk'`
    const { rows } = await pool.query<{ sum: string }>(text)
    return BigInt(rows[0]?.sum ?? 0)
  }

  const deskCash = () => cashOf(world, privateKeyToAddress(localKey('desk')))

  it('completes: one charge, one delivery, one order', async () => {
    const ann = await enterBuyer(world, 'ann')
    await run()
    const wish = await onceUp(() => wishOf(ann, '100.00', { quantity: 2 }))
    await payments.kill()
    for (const moment of MOMENTS)
      await diesAt('POST /v1/checkout/sessions$', moment, () => beginPurchase(ann.session, wish))
    await run()
    const purchase = await beginAgain(ann, wish)
    await payments.kill()
    assert.equal(await pay(purchase), 303)
    for (const call of EFFECTS_OF_SUCCESS) for (const moment of MOMENTS) await diesAt(call, moment)
    await run()
    const { state, filledUnits, deliveredAmount } = await purchaseEnded(ann, purchase)
    assert.deepEqual([state, filledUnits, deliveredAmount], ['completed', 2, '100.00'])
    assert.equal((await unitsOf(world, series, ann.account.address)).length, 2)
    assert.equal(await cashOf(world, ann.account.address), 100_000_000n - 2n * (PRICE + FEE))
    assert.deepEqual(await cardBalance(purchase.checkoutUrl ?? ''), { taken: 10_000, refunded: 0, held: 0 })
    assert.equal(await deskCash(), DESK_FLOAT_USDC6 - 100_000_000n)
    await payments.kill()
  })

  it('refunds: the money back at the desk once, the card paid back once', async () => {
    const bob = await enterBuyer(world, 'bob')
    await run()
    const purchase = await beginAgain(bob, await onceUp(() => wishOf(bob, '50.00', { quantity: 1, isForged: true })))
    await payments.kill()
    await pay(purchase)
    await diesAt('POST /internal/v1/orders', 'before')
    for (const call of EFFECTS_OF_RETURN) for (const moment of MOMENTS) await diesAt(call, moment)
    await run()
    const { state, refundedAmount } = await purchaseEnded(bob, purchase)
    assert.deepEqual([state, refundedAmount], ['refunded', '50.00'])
    assert.equal(await cashOf(world, bob.account.address), 0n)
    const { taken, refunded, held } = await cardBalance(purchase.checkoutUrl ?? '')
    assert.deepEqual([taken - refunded, refunded, held], [10_000, 5_000, 0])
    assert.equal(await deskCash(), DESK_FLOAT_USDC6 - 100_000_000n)
    await payments.kill()
  })

  it('lets go: of two who want the last units the second is never charged', async () => {
    const [cem, dia] = [await enterBuyer(world, 'cem'), await enterBuyer(world, 'dia')]
    await run()
    const first = await beginAgain(cem, await onceUp(() => wishOf(cem, '100.00', { quantity: 2 })))
    const second = await beginAgain(dia, await wishOf(dia, '100.00', { quantity: 2 }))
    await pay(first)
    assert.equal((await purchaseEnded(cem, first)).state, 'completed')
    await payments.kill()
    await pay(second)
    for (const moment of MOMENTS) await diesAt('POST /v1/payment_intents/.*/cancel', moment)
    await run()
    const { state, reason, takenAmount } = await purchaseEnded(dia, second)
    assert.deepEqual([state, reason, takenAmount], ['cancelled', 'PURCHASE_BOOK_THIN', '0.00'])
    assert.equal((await cardBalance(second.checkoutUrl ?? '')).held, 0)
  })

  it('leaves books in which nothing is owed and the desk has what the chain says', async () => {
    assert.deepEqual(await owed(), {})
    assert.equal(await deskPostings(), (await deskCash()) - DESK_FLOAT_USDC6)
  })

  /** A wish needs the desk's address, which payments tell once they are up. */
  async function onceUp<T>(make: () => Promise<T>): Promise<T> {
    await until('payments being up', payments.spec.isReady, { timeoutMs: 60_000 })
    return await make()
  }
})
