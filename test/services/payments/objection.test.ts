import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RetryableError } from '../../../kit/errors.ts'
import { newPurchase } from '../../../payments/routes/purchase-body.ts'
import { checkWish } from '../../../payments/saga/check-wish.ts'
import { createObjection, type ObjectionDependencies } from '../../../payments/saga/objection.ts'
import type { Purchase } from '../../../payments/saga/purchase.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags, type OrderFlags } from '../../../sdk/src/order-flags.ts'

const NOW = new Date('2026-01-01T00:00:00Z')
const NOW_SEC = NOW.getTime() / 1000
const ACCOUNT = '0x00000000000000000000000000000000000000B1'
const DAY_SEC = 86_400

function purchaseOf(changes: Partial<Purchase> = {}): Purchase {
  const order = {
    account: ACCOUNT,
    series: 1,
    flags: encodeOrderFlags(DEFAULT_ORDER_FLAGS),
    price: 45_000_000n,
    quantity: 2,
    lane: 0,
    seq: 1,
    epoch: 0,
    expiry: NOW_SEC + DAY_SEC,
    maxFeeBps: 100,
    minResalesLeft: 0,
    unitId: 0n,
  } as const
  const body = {
    id: '0b0c6c1e-0000-8000-8000-00000000000a',
    account: ACCOUNT,
    method: 'card',
    payUsdc6: 100_000_000n,
    rateE8: 100_000_000n,
    receiveUsdc6: 100_000_000n,
    lockedUntil: new Date(NOW.getTime() + 900_000),
    order: { order, signature: '0x' },
    return: { nonce: 1n, deadline: NOW_SEC + DAY_SEC, gasLimit: 200_000, signature: '0x' },
  } as const
  return { ...newPurchase(body, NOW), ...changes }
}

function withOrder(changes: object): Partial<Purchase> {
  const { order } = purchaseOf()
  return order ? { order: { ...order, order: { ...order.order, ...changes } } } : {}
}

describe('a purchase that does not fit together', () => {
  const code = (changes: Partial<Purchase>) => checkWish(purchaseOf(changes), NOW_SEC)?.code
  const flagged = (flags: Partial<OrderFlags>) =>
    withOrder({ flags: encodeOrderFlags({ ...DEFAULT_ORDER_FLAGS, ...flags }) })

  it('is refused for its amount: broken cents, too little, too much, another amount than the rate makes', () => {
    assert.equal(code({}), undefined)
    const wrong = [
      { payUsdc6: 100_000_001n, receiveUsdc6: 100_000_001n },
      { payUsdc6: 490_000n, receiveUsdc6: 490_000n },
      { payUsdc6: 50_000_010_000n, receiveUsdc6: 50_000_010_000n },
      { receiveUsdc6: 100_000_001n },
    ]
    assert.deepEqual(
      wrong.map(code),
      wrong.map(() => 'PURCHASE_AMOUNT'),
    )
  })

  it('is refused for an order that could not be placed when the money is there', () => {
    const wrong = [
      withOrder({ account: '0x00000000000000000000000000000000000000B2' }),
      withOrder({ expiry: NOW_SEC + 60 }),
      withOrder({ quantity: 3 }),
      withOrder({ flags: 0xffff }),
      flagged({ side: 'sell' }),
      flagged({ orderClass: 'IOC' }),
      flagged({ orderClass: 'FOK' }),
      flagged({ postOnly: true }),
    ]
    assert.deepEqual(
      wrong.map(code),
      wrong.map(() => 'PURCHASE_ORDER_INVALID'),
    )
  })

  it('is refused without a return that lives long enough, unless nothing is to be returned', () => {
    const short = { nonce: 1n, deadline: NOW_SEC + 60, gasLimit: 1, signature: '0x' as const }
    assert.equal(code({ return: null }), 'PURCHASE_RETURN_INVALID')
    assert.equal(code({ return: short }), 'PURCHASE_RETURN_INVALID')
    assert.equal(code({ return: null, method: 'crypto' }), undefined)
    assert.equal(code({ return: null, order: null }), undefined)
  })
})

describe('what stands in the way of a purchase', () => {
  interface World {
    level: number
    state: number
    sanctioned: boolean
    usdc6: bigint
    open: number
    rateE8: bigint
    float: bigint
    offered: number
    lateMs: number
  }
  const FINE = {
    level: 1,
    state: 0,
    sanctioned: false,
    usdc6: 0n,
    open: 0,
    rateE8: 100_000_000n,
    float: 10n ** 12n,
    offered: 2,
    lateMs: 0,
  }

  async function code(changes: Partial<World>, moment: 'asked' | 'paid' = 'asked', purchase = purchaseOf()) {
    const world = { ...FINE, ...changes }
    const { level, state, sanctioned } = world
    const dependencies = {
      chain: { identityOf: async () => ({ level, state, sanctioned }), rateE8: async () => world.rateE8 },
      sequencer: { availableCash: async () => world.float, offered: async () => world.offered },
      desk: ACCOUNT,
      moneyInBefore: async () => ({ usdc6: world.usdc6, open: world.open }),
      now: () => new Date(NOW.getTime() + world.lateMs),
    } as unknown as ObjectionDependencies
    return (await createObjection(dependencies)(purchase, moment))?.code
  }

  it('is nothing for a known person within her limit', async () => {
    assert.equal(await code({}), undefined)
    assert.equal(await code({}, 'paid'), undefined)
  })

  it('is the account: its level, its state, sanctions', async () => {
    assert.equal(await code({ level: 0 }), 'PURCHASE_LEVEL_REQUIRED')
    assert.equal(await code({ state: 2 }, 'paid'), 'PURCHASE_ACCOUNT_STATE')
    assert.equal(await code({ sanctioned: true }), 'PURCHASE_ACCOUNT_STATE')
  })

  it('is the day’s limit of the level: 1,000, 50,000, none', async () => {
    assert.equal(await code({ usdc6: 900_000_000n }), undefined)
    assert.equal(await code({ usdc6: 900_010_000n }), 'PURCHASE_LIMIT_EXCEEDED')
    assert.equal(await code({ usdc6: 49_900_000_000n, level: 2 }), undefined)
    assert.equal(await code({ usdc6: 49_900_010_000n, level: 2 }), 'PURCHASE_LIMIT_EXCEEDED')
    assert.equal(await code({ usdc6: 900_000_000_000n, level: 3 }), undefined)
    assert.equal(await code({ open: 5 }), 'PURCHASE_TOO_MANY_OPEN')
  })

  it('is the rate: honoured while locked, and later as long as the market is within 1 %', async () => {
    const late = 16 * 60_000
    assert.equal(await code({ lateMs: late }), 'PURCHASE_QUOTE_EXPIRED')
    assert.equal(await code({ rateE8: 97_000_000n }), 'PURCHASE_RATE_MOVED', 'a quote far from the oracle')
    assert.equal(await code({ rateE8: 90_000_000n }, 'paid'), undefined)
    assert.equal(await code({ rateE8: 99_100_000n, lateMs: late }, 'paid'), undefined)
    assert.equal(await code({ rateE8: 98_900_000n, lateMs: late }, 'paid'), 'PURCHASE_RATE_MOVED')
    assert.equal(await code({ rateE8: 101_100_000n, lateMs: late }, 'paid'), 'PURCHASE_RATE_MOVED')
  })

  it('is a desk without money, or a book without offers', async () => {
    assert.equal(await code({ float: 99_999_999n }), 'PURCHASE_FLOAT_SHORT')
    assert.equal(await code({ offered: 1 }), 'PURCHASE_BOOK_THIN')
    assert.equal(await code({ offered: 0 }, 'paid', purchaseOf({ order: null })), undefined)
  })

  it('is not known while the chain does not answer: nothing is charged on a guess', async () => {
    const away = () => Promise.reject(new RetryableError('away', { code: 'CHAIN_UNAVAILABLE' }))
    const dependencies = { chain: { identityOf: away } } as unknown as ObjectionDependencies
    await assert.rejects(createObjection(dependencies)(purchaseOf(), 'paid'), { code: 'CHAIN_UNAVAILABLE' })
  })
})
