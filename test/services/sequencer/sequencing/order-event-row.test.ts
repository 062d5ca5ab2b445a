import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ByteWriter } from '../../../../relayer/sequencer/engine/bytes.ts'
import { endReasons, orderStates, sides, tradeStates } from '../../../../relayer/sequencer/engine/types.ts'
import { MAX_CLIENT_ORDER_ID, ORDER_EVENT_BYTES } from '../../../../relayer/sequencer/limits.ts'
import {
  orderEventNames,
  readOrderEvent,
  writeOrderEvent,
} from '../../../../relayer/sequencer/sequencing/order-event-row.ts'
import type { OrderEvent } from '../../../../relayer/sequencer/sequencing/order-events.ts'
import { type OrderNumber, orderNumberOf } from '../../../../sdk/src/ids.ts'

const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((raw): `0x${string}` => `0x${Buffer.from(raw).toString('hex')}`)
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const u48 = fc.integer({ min: 0, max: 2 ** 48 - 1 })

const trade = fc.record(
  {
    tradeId: u48,
    price: u48.map(BigInt),
    quantity: u32,
    batchNo: u48,
    skipCode: fc.integer({ min: 0, max: 0xffff }),
    isTaker: fc.boolean(),
    state: fc.constantFrom(...tradeStates),
  },
  { noNullPrototype: true },
)
const orderEvent: fc.Arbitrary<OrderEvent> = fc.record(
  {
    type: fc.constant('order' as const),
    series: u32,
    final: fc.boolean(),
    sequence: u48,
    timeMs: u48,
    orderNumber: hex(32).map((digest): OrderNumber => orderNumberOf(digest)),
    side: fc.constantFrom(...sides),
    account: hex(20),
    accountSequence: u48,
    event: fc.constantFrom(...orderEventNames),
    state: fc.constantFrom(...orderStates),
    openUnits: u32,
    clientOrderId: fc.stringMatching(new RegExp(`^[!-~]{1,${MAX_CLIENT_ORDER_ID}}$`)),
    reason: fc.constantFrom(...endReasons),
    trade,
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'type',
      'series',
      'final',
      'sequence',
      'timeMs',
      'orderNumber',
      'side',
      'account',
      'accountSequence',
      'event',
      'state',
      'openUnits',
    ],
  },
)

describe('an order event as bytes', () => {
  it('is read as it was written, with all or little to tell, and has room in a row', () => {
    const writer = new ByteWriter()
    const property = fc.property(orderEvent, (event) => {
      writer.reset()
      writeOrderEvent(writer, event)
      assert.ok(writer.bytes().length <= ORDER_EVENT_BYTES)
      assert.deepEqual(readOrderEvent(writer.bytes()), event)
    })
    fc.assert(property, { numRuns: 500 })
  })
})
