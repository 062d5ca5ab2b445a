import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assert as assertProperty, bigInt, boolean, property } from 'fast-check'
import { MAX_FEE_PER_GAS_WEI, MAX_NOOP_FEE_PER_GAS_WEI, MIN_TIP_WEI } from '../../../relayer/limits.ts'
import { bumpFees, type Fees, marketFees } from '../../../relayer/outbox/fees.ts'

const wei = () => bigInt({ min: 0n, max: 1_000_000_000_000n })
const fees = (max: bigint, tip: bigint): Fees => ({
  maxFeePerGasWei: max,
  maxPriorityFeePerGasWei: tip < max ? tip : max,
})

describe('marketFees', () => {
  it('leaves room for the base fee to double', () => {
    assert.deepEqual(marketFees(10n ** 9n, 2n * 10n ** 9n), fees(4n * 10n ** 9n, 2n * 10n ** 9n))
  })

  it('pays the least tip where the node suggests none', () => {
    assert.equal(marketFees(7n, 0n).maxPriorityFeePerGasWei, MIN_TIP_WEI)
  })
})

describe('bumpFees', () => {
  it('raises both fields by 12.5 % or to the market, tip at most the fee, never above the ceiling', () => {
    assertProperty(
      property(wei(), wei(), wei(), wei(), boolean(), (max, tip, marketMax, marketTip, isNoop) => {
        const previous = fees(max, tip)
        const market = fees(marketMax, marketTip)
        const bumped = bumpFees(previous, market, { isNoop })
        const ceiling = isNoop ? MAX_NOOP_FEE_PER_GAS_WEI : MAX_FEE_PER_GAS_WEI
        if (!bumped) return previous.maxFeePerGasWei * 9n > (ceiling - 1n) * 8n
        const isRaised = bumped.maxFeePerGasWei * 8n >= previous.maxFeePerGasWei * 9n
        const isTipRaised = bumped.maxPriorityFeePerGasWei * 8n >= previous.maxPriorityFeePerGasWei * 9n
        const isAtMarket = bumped.maxFeePerGasWei >= market.maxFeePerGasWei || bumped.maxFeePerGasWei === ceiling
        const isValid = bumped.maxPriorityFeePerGasWei <= bumped.maxFeePerGasWei && bumped.maxFeePerGasWei <= ceiling
        return isRaised && isTipRaised && isAtMarket && isValid
      }),
    )
  })

  it('lets a no-op pay what the ceiling forbids a payload', () => {
    const previous = fees(MAX_FEE_PER_GAS_WEI, 1n)

    assert.equal(bumpFees(previous, previous, { isNoop: false }), undefined)
    assert.ok(bumpFees(previous, previous, { isNoop: true }))
  })
})
