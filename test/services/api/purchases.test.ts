import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { createApp } from '../../../api/app.ts'
import type { PurchaseView, PurchaseWish } from '../../../api/clients/payments.ts'
import { quote } from '../../../api/store/tables.ts'
import { Health } from '../../../kit/health.ts'
import { assertProblem, bearer, call, newAccount, post, type Requester, signIn } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const world = useApiWorld()

/** What the API adds to payments: whose purchase it is, at which quote, under which id. The process itself is in test/services/payments. */
describe('purchases', () => {
  let app: Requester
  const begun: PurchaseWish[] = []

  before(() => {
    const { dependencies } = world()
    const payments = {
      begin: async (wish: PurchaseWish) => {
        begun.push(wish)
        return viewOf(wish)
      },
      purchase: async (id: string) => viewOf(begun.find((wish) => wish.id === id) ?? wishOf(id)),
      purchasesOf: async () => begun.map(viewOf),
      desk: async () => Promise.reject(new Error('nobody asks')),
    }
    app = createApp({ ...dependencies, payments, health: new Health('api') })
  })

  async function storeQuote(account: string, pay: 'USD' | 'USDT' = 'USD'): Promise<string> {
    const [id, at] = [randomUUID(), new Date()]
    const amounts = { payUsdc6: 100_000_000n, rateE8: 100_000_000n, receiveUsdc6: 100_000_000n }
    await world()
      .dependencies.database.insert(quote)
      .values({ id, account, pay, ...amounts, createdAt: at, expiresAt: at })
    return id
  }

  async function enter() {
    const account = newAccount()
    return { account: account.address, headers: bearer(await signIn(app, account)) }
  }

  const buy = ({ headers }: { headers: object }, quoteId: string, key?: string) =>
    post(
      app,
      '/api/v1/purchases',
      { quoteId, method: 'card' },
      {
        ...headers,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
    )

  it('have the same id for the same account and key, and another one for another account', async () => {
    const [ann, bob] = [await enter(), await enter()]
    const first = await buy(ann, await storeQuote(ann.account), 'key-1')
    assert.equal(first.status, 201, JSON.stringify(first.body))
    const others = [
      await buy(ann, await storeQuote(ann.account), 'key-2'),
      await buy(bob, await storeQuote(bob.account), 'key-1'),
    ]
    const ids = new Set([first, ...others].map(({ body }) => body.purchaseId))
    assert.equal(ids.size, 3)
    // The memory of answers is gone; the id is not.
    await world().dependencies.pool.query('delete from app.idempotency')
    const again = await buy(ann, await storeQuote(ann.account), 'key-1')
    assert.equal(again.body.purchaseId, first.body.purchaseId)
  })

  it('need an Idempotency-Key and a quote of one’s own in dollars', async () => {
    const [ann, bob] = [await enter(), await enter()]
    assertProblem(await buy(ann, await storeQuote(ann.account)), 400, 'REQUEST_INVALID')
    assertProblem(await buy(ann, await storeQuote(bob.account), 'a'), 404, 'QUOTE_UNKNOWN')
    assertProblem(await buy(ann, await storeQuote(ann.account, 'USDT'), 'b'), 422, 'PURCHASE_QUOTE_CURRENCY')
  })

  it('are told to nobody else', async () => {
    const [ann, bob] = [await enter(), await enter()]
    const { body } = await buy(ann, await storeQuote(ann.account), 'mine')
    const path = `/api/v1/purchases/${body.purchaseId}`
    assert.equal((await call(app, path, { headers: ann.headers })).status, 200)
    assertProblem(await call(app, path, { headers: bob.headers }), 404, 'PURCHASE_UNKNOWN')
  })

  it('are away with their process', async () => {
    const ann = await enter()
    const answer = await call(world().app, '/api/v1/purchases', { headers: ann.headers })
    assertProblem(answer, 503, 'PAYMENTS_UNAVAILABLE')
  })

  function wishOf(id: string): PurchaseWish {
    const amounts = { payUsdc6: 1n, rateE8: 1n, receiveUsdc6: 1n }
    return { id, account: newAccount().address, method: 'card', ...amounts, lockedUntil: new Date() }
  }

  function viewOf({ id, account, method, payUsdc6, receiveUsdc6 }: PurchaseWish): PurchaseView {
    const none = { takenUsdc6: 0n, refundedUsdc6: 0n, deliveredUsdc6: 0n, returnedUsdc6: 0n, filledUnits: 0 }
    const unknown = { checkoutUrl: null, reason: null, orderNumber: null, deliveryNumber: null, endedAt: null }
    const createdAt = new Date().toISOString()
    return { id, account, method, payUsdc6, receiveUsdc6, state: 'opening', createdAt, ...none, ...unknown }
  }
})
