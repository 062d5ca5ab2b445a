import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { concatHex, numberToHex, size } from 'viem'
import { decodeRecords } from '../../../sdk/src/batch/decode-records.ts'
import { compactSignature, encodeBatch } from '../../../sdk/src/batch/encode-batch.ts'
import type { Order } from '../../../sdk/src/typed-data/order.ts'

const BUYER = '0x2222222222222222222222222222222222222222'
const SELLER = '0x1111111111111111111111111111111111111111'
const HEAD = `0x${'ab'.repeat(32)}` as const
const SIGNATURE = `0x${'01'.repeat(32)}${'02'.repeat(32)}1c` as const

const order = (overrides: Partial<Order>): Order => ({
  account: BUYER,
  series: 1,
  flags: 0,
  price: 45_000_000n,
  quantity: 1,
  lane: 0,
  seq: 1,
  epoch: 0,
  expiry: 2_000_000_000,
  maxFeeBps: 50,
  minResalesLeft: 0,
  unitId: 0n,
  ...overrides,
})

describe('encodeBatch', () => {
  it('packs header, tables, orders and trades without gaps', () => {
    const batch = encodeBatch({
      batchNo: 1n,
      journalHead: HEAD,
      orders: [
        { order: order({}), signature: SIGNATURE, position: 5n },
        { order: order({ account: SELLER, flags: 1 }), signature: SIGNATURE, position: 6n },
      ],
      trades: [{ buy: 0, sell: 1, taker: 'sell', units: 1, serials: [9] }],
    })
    assert.equal(size(batch), 47 + 2 * 20 + 4 + 2 * 99 + 9)
    assert.equal(batch.slice(-18), '000100000300000009', 'the seller sorts first, so the buy order is index 1')
  })

  it('refuses a serial count that differs from the units', () => {
    const orders = [{ order: order({}), signature: SIGNATURE, position: 5n }]
    assert.throws(
      () =>
        encodeBatch({
          batchNo: 1n,
          journalHead: HEAD,
          orders,
          trades: [{ buy: 0, sell: 0, taker: 'buy', units: 2, serials: [1] }],
        }),
      RangeError,
    )
  })

  it('moves the recovery bit into s', () => {
    assert.equal(compactSignature(SIGNATURE).slice(66, 68), '82')
  })
})

describe('decodeRecords', () => {
  const word0 = (code: number, info: number, units: number) =>
    concatHex([BUYER, u(code, 1), u(info, 1), u(3, 1), u(7, 4), u(units, 1), u(0, 4)])
  const word1 = concatHex([SELLER, u(1, 1), u(8, 4), u(50, 2), u(10, 2), u(0, 3)])
  const word2 = (serial: number) => concatHex([u(4, 4), u(47_000_000, 6), u(5, 6), u(6, 6), u(serial, 4), u(0, 6)])

  it('reads a secondary fill of ten units over two extra words', () => {
    const serials = Array.from({ length: 9 }, (_, i) => i + 2)
    const extra = [serials.slice(0, 8), [...serials.slice(8), 0, 0, 0, 0, 0, 0, 0]].map((part) =>
      concatHex(part.map((n) => u(n, 4))),
    )
    const [trade, ...rest] = decodeRecords([word0(0, 1, 10), word1, word2(1), ...extra])
    assert.equal(rest.length, 0)
    assert.deepEqual(trade?.serials, [1, ...serials])
    assert.deepEqual(trade?.buy, { account: BUYER, lane: 3, seq: 7, feeBps: 50, position: 5n })
    assert.deepEqual(trade?.sell, { account: SELLER, lane: 1, seq: 8, feeBps: 10, position: 6n })
    assert.equal(trade?.taker, 'sell')
    assert.equal(trade?.priceUsdc6, 47_000_000n)
  })

  it('reads a primary fill without extra words and a skip with its side', () => {
    const trades = decodeRecords([word0(0, 2, 3), word1, word2(11), word0(17, 8 | 32, 1), word1, word2(0)])
    assert.deepEqual(trades[0]?.serials, [11, 12, 13])
    assert.equal(trades[1]?.code, 'INSUFFICIENT_CASH')
    assert.equal(trades[1]?.failingSide, 'buy')
    assert.equal(trades[1]?.causedBySkip, true)
    assert.deepEqual(trades[1]?.serials, [])
  })

  it('refuses records that end inside a trade', () => {
    assert.throws(() => decodeRecords([word0(0, 0, 1), word1]), RangeError)
  })

  function u(value: number, bytes: number) {
    return numberToHex(value, { size: bytes })
  }
})
