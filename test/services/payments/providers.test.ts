import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { ProviderRefusedError } from '../../../payments/providers/provider.ts'
import { openCoinbase, openStripe, WEBHOOK_SECRET } from './support/providers.ts'

const WISH = {
  purchaseId: '0b0c6c1e-0000-8000-8000-00000000000a',
  description: 'Genex purchase',
  amountCents: 10_000n,
  returnUrl: 'http://shop.test/?purchase=1',
}
const AWAY = { code: 'PAYMENT_PROVIDER_AWAY' }

describe('Stripe', () => {
  let stripe: Awaited<ReturnType<typeof openStripe>>
  before(async () => {
    stripe = await openStripe()
  })
  after(() => stripe.close())

  it('authorises, captures and refunds a card, each told as it is', async () => {
    const { provider, double } = stripe
    const { checkoutId, url } = await provider.open(WISH, 'a:open')
    assert.match(url, /\/c\/pay\/cs_test_/)
    const asked = { purchaseId: WISH.purchaseId, currency: 'usd', askedCents: 10_000n, refundedCents: 0n }
    assert.deepEqual(await provider.query(checkoutId), { ...asked, status: 'open', takenCents: 0n })
    double.books.pay(checkoutId, '4242424242424242')
    const { paymentId = '', ...held } = await provider.query(checkoutId)
    assert.deepEqual(held, { ...asked, status: 'authorized', takenCents: 0n })
    await provider.capture(paymentId, 'a:capture')
    assert.equal((await provider.query(checkoutId)).takenCents, 10_000n)
    await provider.refund({ paymentId, amountCents: 4_000n }, 'a:refund:0')
    await provider.refund({ paymentId, amountCents: 6_000n }, 'a:refund:4000')
    const { status, refundedCents } = await provider.query(checkoutId)
    assert.deepEqual([status, refundedCents], ['paid', 10_000n])
    await assert.rejects(provider.refund({ paymentId, amountCents: 1n }, 'a:refund:10000'), ProviderRefusedError)
  })

  it('lets go of an open page and of an authorisation', async () => {
    const { provider, double } = stripe
    const page = await provider.open(WISH, 'b:open')
    await provider.release(page.checkoutId, 'b:release:open')
    assert.equal((await provider.query(page.checkoutId)).status, 'closed')
    const paid = await provider.open(WISH, 'c:open')
    double.books.pay(paid.checkoutId, '4242424242424242')
    await provider.release(paid.checkoutId, 'c:release:authorized')
    assert.equal((await provider.query(paid.checkoutId)).status, 'closed')
    assert.equal(double.books.balance().held, 0)
  })

  it('does the same under the same key once, also when its answer was lost', async () => {
    const { provider, double } = stripe
    const { checkoutId } = await provider.open(WISH, 'd:open')
    assert.equal((await provider.open(WISH, 'd:open')).checkoutId, checkoutId)
    double.books.pay(checkoutId, '4242424242424242')
    const { paymentId = '' } = await provider.query(checkoutId)
    double.faults.set({ calls: [{ match: '/capture', mode: 'lose', times: 1 }], webhooks: 'normal' })
    await assert.rejects(provider.capture(paymentId, 'd:capture'), AWAY)
    await provider.capture(paymentId, 'd:capture')
    assert.equal((await provider.query(checkoutId)).takenCents, 10_000n)
  })

  it('tells what was certainly not done from what may have been', async () => {
    const { provider, double } = stripe
    const told = async (mode: 'refuse' | 'fail' | 'limit') => {
      double.faults.set({ calls: [{ match: 'POST /v1/checkout/sessions', mode, times: 1 }], webhooks: 'normal' })
      return await provider.open(WISH, `e:${mode}`).then(
        () => 'opened',
        (error: unknown) => (error instanceof ProviderRefusedError ? 'refused' : 'away'),
      )
    }
    assert.deepEqual([await told('refuse'), await told('limit'), await told('fail')], ['refused', 'refused', 'away'])
  })

  it('gives up on a call that hangs after the money was taken, and finds it taken', async () => {
    const { provider, double } = stripe
    const { checkoutId } = await provider.open(WISH, 'f:open')
    double.books.pay(checkoutId, '4242424242424242')
    const { paymentId = '' } = await provider.query(checkoutId)
    double.faults.set({ calls: [{ match: '/capture', mode: 'hang', times: 1 }], webhooks: 'normal' })
    await assert.rejects(provider.capture(paymentId, 'f:capture'), AWAY)
    assert.equal((await provider.query(checkoutId)).status, 'paid')
  })

  it('believes a webhook that is signed, and no other', async () => {
    const { provider } = stripe
    const object = { object: 'checkout.session', id: 'cs_test_1', metadata: { purchase_id: WISH.purchaseId } }
    const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'checkout.session.completed', data: { object } })
    const headersOf = (atSec: number, secret = WEBHOOK_SECRET) => {
      const signature = createHmac('sha256', secret).update(`${atSec}.${body}`).digest('hex')
      return new Headers({ 'stripe-signature': `t=${atSec},v1=${signature}` })
    }
    const nowSec = Math.floor(Date.now() / 1000)
    assert.deepEqual(await provider.readWebhook(body, headersOf(nowSec)), {
      id: 'evt_1',
      type: 'checkout.session.completed',
      checkoutId: 'cs_test_1',
      purchaseId: WISH.purchaseId,
    })
    const refused = { code: 'WEBHOOK_SIGNATURE_INVALID' }
    await assert.rejects(provider.readWebhook(body, headersOf(nowSec, 'whsec_another')), refused)
    await assert.rejects(provider.readWebhook(body, headersOf(nowSec - 3_600)), refused)
    await assert.rejects(provider.readWebhook(`${body} `, headersOf(nowSec)), refused)
    await assert.rejects(provider.readWebhook(body, new Headers()), refused)
  })
})

describe('Coinbase Commerce', () => {
  let coinbase: Awaited<ReturnType<typeof openCoinbase>>
  before(async () => {
    coinbase = await openCoinbase()
  })
  after(() => coinbase.close())

  const post = (path: string, body: object) =>
    fetch(new URL(path, coinbase.double.url), {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })

  it('tells a charge as it is: open, paid, paid too little, cancelled', async () => {
    const { provider } = coinbase
    const whole = await provider.open(WISH, 'a')
    assert.equal((await provider.query(whole.checkoutId)).status, 'open')
    await post(`/_double/charges/${whole.checkoutId}/pay`, {})
    const { status, takenCents, askedCents, purchaseId } = await provider.query(whole.checkoutId)
    assert.deepEqual([status, takenCents, askedCents, purchaseId], ['paid', 10_000n, 10_000n, WISH.purchaseId])

    const short = await provider.open(WISH, 'b')
    await post(`/_double/charges/${short.checkoutId}/pay`, { amount: '99.999', status: 'UNRESOLVED' })
    const facts = await provider.query(short.checkoutId)
    assert.deepEqual([facts.status, facts.takenCents], ['paid', 9_999n])

    const left = await provider.open(WISH, 'c')
    await provider.release(left.checkoutId, 'c')
    assert.equal((await provider.query(left.checkoutId)).status, 'closed')
    await assert.rejects(provider.refund({ paymentId: left.checkoutId, amountCents: 1n }, 'c'), {
      code: 'PAYMENT_PROVIDER_REFUSED',
    })
  })

  it('tells what was certainly not done from what may have been', async () => {
    const { provider, double } = coinbase
    const told = async (mode: 'refuse' | 'fail' | 'lose') => {
      double.faults.set({ calls: [{ match: 'POST /charges', mode, times: 1 }], webhooks: 'normal' })
      return await provider.open(WISH, mode).catch((error: { code: string }) => error.code)
    }
    const away = 'PAYMENT_PROVIDER_AWAY'
    assert.deepEqual(
      [await told('refuse'), await told('fail'), await told('lose')],
      ['PAYMENT_PROVIDER_REFUSED', away, away],
    )
  })

  it('believes a webhook that is signed, and no other', async () => {
    const { provider } = coinbase
    const data = { id: 'charge-1', metadata: { purchase_id: WISH.purchaseId } }
    const body = JSON.stringify({ id: 'w', event: { id: 'e', type: 'charge:confirmed', data } })
    const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')
    const headers = new Headers({ 'x-cc-webhook-signature': signature })
    assert.equal((await provider.readWebhook(body, headers)).checkoutId, 'charge-1')
    const refused = { code: 'WEBHOOK_SIGNATURE_INVALID' }
    await assert.rejects(provider.readWebhook(`${body} `, headers), refused)
    await assert.rejects(provider.readWebhook(body, new Headers({ 'x-cc-webhook-signature': 'ab' })), refused)
  })
})
