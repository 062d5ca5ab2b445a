import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { until } from '../../../local/until.ts'
import { openPaymentsWorld, type PaymentsWorld } from './support/payments-world.ts'

const CARD = '4242424242424242'

interface Begun {
  id: string
  checkoutId: string
  state: string
}

/** Real HTTP, a real database, providers' doubles that misbehave as they are told. */
describe('what providers send', { timeout: 300_000 }, () => {
  let world: PaymentsWorld

  before(async () => {
    world = await openPaymentsWorld()
    // Two, as two processes would be.
    world.work()
    world.work()
  })
  after(() => world.close())

  async function begin(changes: object = {}): Promise<Begun> {
    const response = await world.begin(changes)
    const body = await response.text()
    assert.equal(response.status, 201, body)
    return JSON.parse(body)
  }

  const count = async (text: string, values: unknown[] = []) =>
    Number((await world.pool.query(text, values)).rows[0].count)

  it('completes a purchase once when every webhook comes twice', async () => {
    world.stripe.double.faults.set({ calls: [], webhooks: 'twice' })
    const { id, checkoutId } = await begin()
    world.stripe.double.books.pay(checkoutId, CARD)
    const { takenUsdc6 } = await world.purchaseIs(id, ['completed'])
    assert.equal(takenUsdc6, 100_000_000n)
    const legs = await count('select count(*) from payments.posting where purchase_id = $1', [id])
    assert.equal(legs, 6, 'taken (2 legs) and delivered (4), once each')
    const events = 'select count(*), count(distinct event_id) as ids from payments.provider_event where provider = $1'
    const { rows } = await world.pool.query(events, ['stripe'])
    assert.equal(rows[0].count, rows[0].ids)
  })

  it('completes it when they come late and in the wrong order, or never', async () => {
    for (const webhooks of ['hold', 'none'] as const) {
      world.stripe.double.faults.set({ calls: [], webhooks })
      const { id, checkoutId } = await begin()
      world.stripe.double.books.pay(checkoutId, CARD)
      await world.purchaseIs(id, ['completed'])
      world.stripe.double.faults.set({ calls: [], webhooks: 'normal' })
      world.stripe.double.sender.flush()
      await world.purchaseIs(id, ['completed'])
    }
  })

  it('refuses one that is signed by somebody else, and keeps nothing of it', async () => {
    world.stripe.double.faults.set({ calls: [], webhooks: 'normal' })
    const before = await count('select count(*) from payments.provider_event')
    const headers = { 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'ab'.repeat(32)}` }
    const forged = await fetch(new URL('/webhooks/stripe', world.url), { method: 'POST', body: '{}', headers })
    assert.equal(forged.status, 400)
    assert.equal(((await forged.json()) as { code: string }).code, 'WEBHOOK_SIGNATURE_INVALID')
    assert.equal(await count('select count(*) from payments.provider_event'), before)
    const nobody = await fetch(new URL('/webhooks/nobody', world.url), { method: 'POST', body: '{}' })
    assert.equal(nobody.status, 404)
    const huge = await fetch(new URL('/webhooks/stripe', world.url), { method: 'POST', body: 'x'.repeat(300_000) })
    assert.equal(huge.status, 413)
  })

  it('takes the same wish again as the same purchase, and refuses another one under its id', async () => {
    const { id, checkoutId } = await begin()
    assert.equal((await begin({ id })).checkoutId, checkoutId)
    const other = await world.begin({ id, payUsdc6: '50000000', receiveUsdc6: '50000000' })
    assert.deepEqual([other.status, ((await other.json()) as { code: string }).code], [409, 'PURCHASE_KEY_REUSED'])
  })

  it('lets nobody but the API ask for purchases', async () => {
    assert.equal(
      (await fetch(new URL('/internal/v1/purchases', world.url), { method: 'POST', body: '{}' })).status,
      401,
    )
  })

  it('refunds what was taken when the amount is another one, and says so in the audit', async () => {
    const { id, checkoutId } = await begin()
    const { books } = world.stripe.double
    books.pay(checkoutId, CARD)
    const intent = String(books.session(checkoutId).payment_intent)
    books.tamper(intent, { amount: 9_000, amount_capturable: 9_000 })
    const { reason } = await world.purchaseIs(id, ['cancelled'])
    assert.equal(reason, 'PURCHASE_MISMATCH')
    assert.equal(books.intent(intent).status, 'canceled')
    const audits = await count(
      `select count(*) from payments.audit where purchase_id = $1 and kind = 'payment-mismatch'`,
      [id],
    )
    assert.equal(audits, 1)
  })

  it('holds a payment that belongs to another purchase for a human', async () => {
    const { id, checkoutId } = await begin()
    const { books } = world.stripe.double
    books.pay(checkoutId, CARD)
    books.tamper(String(books.session(checkoutId).payment_intent), { metadata: { purchase_id: 'somebody else’s' } })
    assert.equal((await world.purchaseIs(id, ['held'])).reason, 'PURCHASE_MISMATCH')
  })

  it('counts a refund made by hand, in part and whole, and books nothing about it by itself', async () => {
    const { id, checkoutId } = await begin()
    const { books } = world.stripe.double
    books.pay(checkoutId, CARD)
    await world.purchaseIs(id, ['completed'])
    books.refund(String(books.session(checkoutId).payment_intent), 3_000)
    const text = `select count(*) from payments.audit where purchase_id = $1 and kind = 'refunded-elsewhere'`
    await until('the note in the audit', async () => (await count(text, [id])) === 1, { timeoutMs: 60_000 })
    assert.equal((await world.purchaseIs(id, ['completed'])).refundedUsdc6, 30_000_000n)
  })

  it('pays crypto that comes too late out as stablecoin', async () => {
    const { id, checkoutId } = await begin({ method: 'crypto' })
    world.advance(21 * 60_000)
    await world.purchaseIs(id, ['cancelled'])
    const before = world.desk.deliveredUsdc6
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ status: 'UNRESOLVED' })
    await fetch(new URL(`/_double/charges/${checkoutId}/pay`, world.coinbase.double.url), {
      method: 'POST',
      body,
      headers,
    })
    const { reason } = await world.purchaseIs(id, ['refunded'])
    assert.equal(reason, 'PURCHASE_LATE_PAYMENT')
    assert.equal(world.desk.deliveredUsdc6 - before, 100_000_000n)
  })

  it('abandons a page that nobody paid at, and makes it unpayable', async () => {
    const { id, checkoutId } = await begin()
    world.advance(21 * 60_000)
    assert.equal((await world.purchaseIs(id, ['cancelled'])).reason, 'PURCHASE_ABANDONED')
    assert.throws(() => world.stripe.double.books.pay(checkoutId, CARD), /not open/)
  })

  it('gives two workers the same purchase never at once, and every effect once', async () => {
    world.stripe.double.faults.set({ calls: [], webhooks: 'twice' })
    const taken = world.stripe.double.books.balance().taken
    const delivered = world.desk.deliveredUsdc6
    const begun = await Promise.all(Array.from({ length: 12 }, () => begin()))
    for (const { checkoutId } of begun) world.stripe.double.books.pay(checkoutId, CARD)
    for (const { id } of begun) await world.purchaseIs(id, ['completed'])
    assert.equal(world.stripe.double.books.balance().taken - taken, 12 * 10_000)
    assert.equal(world.desk.deliveredUsdc6 - delivered, 12n * 100_000_000n)
    assert.equal(world.desk.overlaps, 0)
    assert.ok(begun.every(({ id }) => world.desk.submissions.get(`${id}:0`) === 1))
  })

  it('passes a provider that fails over for new purchases, and returns to it', async () => {
    world.stripe.double.faults.set({ calls: [{ match: '/v1/', mode: 'fail', times: 1_000_000 }], webhooks: 'none' })
    await world.board.checkAll()
    const providerOf = async ({ id }: Begun) => (await world.purchaseIs(id, ['checkout'])).provider
    assert.equal(await providerOf(await begin()), 'stripe-spare')
    world.stripe.double.faults.set({ calls: [], webhooks: 'normal' })
    await world.board.checkAll()
    world.advance(31_000)
    await world.board.checkAll()
    assert.equal(await providerOf(await begin()), 'stripe')
  })

  it('begins a purchase elsewhere only after a refusal', async () => {
    const refuse = { match: 'POST /v1/checkout/sessions', mode: 'refuse', times: 1 } as const
    world.stripe.double.faults.set({ calls: [refuse], webhooks: 'normal' })
    const { provider, refusedBy } = await world.purchaseIs((await begin()).id, ['checkout'])
    assert.deepEqual([provider, refusedBy], ['stripe-spare', ['stripe']])
    const lose = { match: 'POST /v1/checkout/sessions', mode: 'lose', times: 2 } as const
    world.stripe.double.faults.set({ calls: [lose], webhooks: 'normal' })
    assert.equal((await world.purchaseIs((await begin()).id, ['checkout'])).provider, 'stripe')
  })

  it('refuses when no provider of the method is well', async () => {
    const away = { calls: [{ match: '/', mode: 'fail', times: 1_000_000 } as const], webhooks: 'none' as const }
    world.coinbase.double.faults.set(away)
    await world.board.checkAll()
    const refused = await world.begin({ method: 'crypto' })
    assert.deepEqual(
      [refused.status, ((await refused.json()) as { code: string }).code],
      [503, 'PURCHASE_PROVIDER_AWAY'],
    )
    world.coinbase.double.faults.set({ calls: [], webhooks: 'normal' })
    await world.board.checkAll()
  })

  it('owes nothing to anybody at the end', async () => {
    const text = `select count(*) from (select account, asset from payments.posting where account like 'payer:%'
      group by 1, 2 having sum(amount) <> 0) owed`
    assert.equal(await count(text), 0)
    const unbalanced = `select count(*) from (select purchase_id, kind, asset from payments.posting
      group by 1, 2, 3 having sum(amount) <> 0) entries`
    assert.equal(await count(unbalanced), 0)
    const { balances } = (await (await world.request('/internal/v1/balances')).json()) as {
      balances: { account: string; asset: string; amount: string }[]
    }
    const amountOf = (account: string, asset: string) =>
      BigInt(balances.find((each) => each.account === account && each.asset === asset)?.amount ?? 0)
    assert.equal(amountOf('payers', 'USD'), 0n)
    assert.equal(amountOf('desk', 'USDC'), -world.desk.deliveredUsdc6)
    // Less what somebody refunded by hand, which is in the audit and in no entry.
    assert.equal(amountOf('provider:stripe', 'USD'), BigInt(world.stripe.double.books.balance().taken) * 10_000n)
  })
})
