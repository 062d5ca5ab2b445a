import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ByteWriter } from '../../../../relayer/sequencer/engine/bytes.ts'
import { decodeCommand, typeOf, writeCommand } from '../../../../relayer/sequencer/engine/command-codec.ts'
import type { Command, Hex } from '../../../../relayer/sequencer/engine/types.ts'
import { addressOf, Exchange } from './exchange.ts'

const encode = (command: Command): Buffer => {
  const writer = new ByteWriter(1)
  writeCommand(writer, command)
  return writer.bytes()
}
const account = addressOf(3)
const place = new Exchange().order(1, 'sell', 47, 2, { postOnly: true })
const samples: Command[] = [
  place,
  { ...place, clientOrderId: 'mine ✓', publicKey: `0x${'09'.repeat(64)}`, selfTradePrevention: 'cancel-taker' },
  { kind: 'OPEN_MARKET', series: 7, tick: 10_000n },
  { kind: 'CANCEL', account, lane: 127, seq: 2 ** 32 - 1 },
  { kind: 'CANCEL_ALL', account },
  { kind: 'CANCEL_ALL', account, series: 3 },
  { kind: 'EXPIRE', account, lane: 0, seq: 1 },
  { kind: 'EVICT', account },
  { kind: 'EVICT', account, series: 3, order: { lane: 1, seq: 2 } },
  { kind: 'SUBMITTED', batchNo: 2 ** 40, tradeIds: [1, 2 ** 47] },
  {
    kind: 'SETTLED',
    batchNo: 9,
    outcomes: [
      { tradeId: 1, outcome: 'filled' },
      { tradeId: 2, outcome: 'skipped', guilty: 'none', skipCode: 255 },
      { tradeId: 3, outcome: 'skipped', guilty: 'both', skipCode: 1 },
    ],
  },
  { kind: 'REVERTED', fromBatchNo: 4 },
  { kind: 'FINALIZED', toBatchNo: 4 },
  {
    kind: 'SET_GROUP',
    accounts: [account, addressOf(4)],
    version: 1_800_000_000_000,
    signatures: [`0x${'03'.repeat(65)}`, '0x04'],
  },
  { kind: 'KEEP_ALIVE', account, timeoutMs: 5_000 },
  { kind: 'KEEP_ALIVE', account, series: 3, timeoutMs: 0 },
  { kind: 'SILENCE', account },
  { kind: 'SILENCE', account, series: 3 },
  { kind: 'BATCHED', batchNo: 7, tradeIds: [3, 2 ** 40], journalHead: place.hash, data: '0x01ff', gas: 14_000_000 },
  { kind: 'BATCH_DROPPED', batchNo: 7 },
  {
    kind: 'HELD',
    account,
    nonce: 2n ** 255n + 1n,
    deadlineSec: 2 ** 40,
    amountUsdc6: 2n ** 64n - 1n,
    tokenIds: [1n, 2n ** 63n],
    stopsOrders: true,
  },
  { kind: 'BRAKED', series: 3, untilMs: 2 ** 47 },
  { kind: 'BRAKED', series: 3, untilMs: 0 },
]

describe('command codec', () => {
  for (const command of samples) {
    it(`reads back ${command.kind}`, () => {
      assert.deepEqual(decodeCommand(typeOf(command), encode(command)), command)
    })
  }

  it('refuses truncated and prolonged payloads', () => {
    for (const command of samples) {
      const bytes = encode(command)
      const type = typeOf(command)
      for (let length = 0; length < bytes.length; length++) {
        assert.throws(() => decodeCommand(type, bytes.subarray(0, length)), RangeError, `${command.kind} ${length}`)
      }
      assert.throws(() => decodeCommand(type, Buffer.concat([bytes, Buffer.alloc(1)])), RangeError)
    }
    assert.throws(() => decodeCommand(99, Buffer.alloc(8)), RangeError)
  })

  const misfits: [name: string, command: Command][] = [
    ['a price above 48 bits', { ...place, order: { ...place.order, price: 2n ** 48n } }],
    ['a negative lane', { ...place, order: { ...place.order, lane: -1 } }],
    ['a short hash', { ...place, hash: '0x12' }],
    ['a signature of 65 bytes', { ...place, signature: `0x${'00'.repeat(65)}` }],
    ['letters that are not hexadecimal', { ...place, hash: `0x${'zz'.repeat(32)}` as Hex }],
    ['a client order id of 300 bytes', { ...place, clientOrderId: 'x'.repeat(300) }],
  ]
  for (const [name, command] of misfits) {
    it(`refuses ${name}`, () => assert.throws(() => encode(command), RangeError))
  }

  it('reads back any order', () => {
    const order = fc.record(
      {
        account: fc
          .uint8Array({ minLength: 20, maxLength: 20 })
          .map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`),
        series: fc.nat({ max: 2 ** 32 - 1 }),
        flags: fc.nat({ max: 2 ** 16 - 1 }),
        price: fc.bigInt({ min: 0n, max: 2n ** 48n - 1n }),
        quantity: fc.nat({ max: 2 ** 32 - 1 }),
        lane: fc.nat({ max: 255 }),
        seq: fc.nat({ max: 2 ** 32 - 1 }),
        epoch: fc.nat({ max: 2 ** 24 - 1 }),
        expiry: fc.maxSafeNat().map((value) => value % 2 ** 40),
        maxFeeBps: fc.nat({ max: 2 ** 16 - 1 }),
        minResalesLeft: fc.nat({ max: 255 }),
        unitId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      },
      { noNullPrototype: true },
    )
    fc.assert(
      fc.property(order, (fields) => {
        const command = { ...place, order: fields }
        assert.deepEqual(decodeCommand(typeOf(command), encode(command)), command)
      }),
    )
  })
})
