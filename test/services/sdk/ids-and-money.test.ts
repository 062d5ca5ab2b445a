import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isOrderNumber, orderNumberOf, splitTokenId, tokenId } from '../../../sdk/src/ids.ts'
import { feeOf, fillAmounts, formatUsdc, parseUsdc } from '../../../sdk/src/money.ts'
import { decodeOrderFlags, encodeOrderFlags, ORDER_CLASSES, UNIT_CHOICES } from '../../../sdk/src/order-flags.ts'

describe('ids', () => {
  it('joins and splits a token id', () => {
    assert.deepEqual(splitTokenId(tokenId(7, 12)), { series: 7, serial: 12 })
    assert.equal(tokenId(1, 1), (1n << 32n) | 1n)
  })

  it('refuses zero, fractions and what exceeds 32 bits', () => {
    for (const bad of [0, -1, 1.5, 2 ** 32]) assert.throws(() => tokenId(bad, 1), RangeError)
  })

  it('writes order numbers in Crockford base32', () => {
    const number = orderNumberOf(`0x${'ff'.repeat(32)}`)
    assert.equal(number, `GX${'Z'.repeat(16)}`)
    assert.ok(isOrderNumber(number))
    assert.ok(!isOrderNumber('GXIIIIIIIIIIIIIIII'))
  })
})

describe('money', () => {
  it('parses what it formats', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 63n), (amount) =>
        amount < 10n ** 19n ? parseUsdc(formatUsdc(amount)) === amount : true,
      ),
    )
  })

  it('refuses anything but a plain decimal', () => {
    for (const bad of ['', '-1', '1e3', '1,000', '.5', '1.', '01', '1.0000001', ' 1', '0x10'])
      assert.throws(() => parseUsdc(bad), SyntaxError)
  })

  it('floors fees per unit before multiplying', () => {
    assert.equal(feeOf(47_000_000n, 50), 235_000n)
    assert.equal(feeOf(199n, 50), 0n)
    assert.deepEqual(fillAmounts(45_000_000n, 3, 50, 120), {
      grossUsdc6: 135_000_000n,
      buyerFeeUsdc6: 675_000n,
      sellerFeeUsdc6: 1_620_000n,
      buyerPaysUsdc6: 135_675_000n,
      sellerReceivesUsdc6: 133_380_000n,
    })
  })
})

describe('order flags', () => {
  it('decode to what was encoded', () => {
    const flags = fc.record(
      {
        side: fc.constantFrom('buy' as const, 'sell' as const),
        final: fc.boolean(),
        postOnly: fc.boolean(),
        orderClass: fc.constantFrom(...ORDER_CLASSES),
        primary: fc.boolean(),
        toWallet: fc.boolean(),
        openSettle: fc.boolean(),
        unitChoice: fc.constantFrom(...UNIT_CHOICES),
        keyIndex: fc.integer({ min: 0, max: 7 }),
        market: fc.boolean(),
      },
      { noNullPrototype: true },
    )
    fc.assert(fc.property(flags, (value) => assert.deepEqual(decodeOrderFlags(encodeOrderFlags(value)), value)))
  })

  it('refuse unused bits', () => {
    for (const bad of [1 << 14, 1 << 15, 3 << 8, -1, 70_000]) assert.throws(() => decodeOrderFlags(bad), RangeError)
  })
})
