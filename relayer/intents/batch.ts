import { encodeFunctionData, type Hex, hexToBytes, size } from 'viem'
import { BATCH_OVERHEAD_GAS, ITEM_OVERHEAD_GAS, MAX_BATCH_GAS, MAX_BATCH_ITEMS, MAX_CALLDATA_BYTES } from '../limits.ts'
import type { IntentRow } from '../store/schema.ts'
import { intentsAbi } from './abi.ts'

const INTRINSIC_GAS = 21_000n
/** EIP-7623: a transaction that does little pays this much for a byte of calldata. */
const ZERO_BYTE_GAS = 10n
const BYTE_GAS = 40n

type Item = Pick<IntentRow, 'data' | 'gas' | 'tries'>

/** As many intents as one batch may hold, in order. One whose batch failed as a whole before goes alone, so that it takes nobody with it. */
export function fitBatch<T extends Item>(items: readonly T[]): T[] {
  const batch: T[] = []
  let gas = INTRINSIC_GAS + BATCH_OVERHEAD_GAS
  let bytes = 0
  for (const item of items) {
    gas += itemGas(item)
    bytes += size(item.data) + 96
    const isAlone = item.tries > 0
    const isFull = batch.length >= MAX_BATCH_ITEMS || gas > MAX_BATCH_GAS || bytes > MAX_CALLDATA_BYTES
    if (batch.length > 0 && (isFull || isAlone)) break
    batch.push(item)
    if (isAlone) break
  }
  return batch
}

export function encodeBatch(items: readonly Item[]): Hex {
  return encodeFunctionData({ abi: intentsAbi, functionName: 'executeIntents', args: [items.map(({ data }) => data)] })
}

/** Explicit gas, enough for every item to get what its signer asked for: an estimate would starve the last ones. */
export function batchGas(items: readonly Item[]): bigint {
  return items.reduce((sum, item) => sum + itemGas(item), INTRINSIC_GAS + BATCH_OVERHEAD_GAS)
}

/** Gas of an intent that is simulated alone. */
export function singleGas(item: Item): bigint {
  return INTRINSIC_GAS + itemGas(item)
}

/** A call gets 63/64 of what is left. */
function itemGas({ data, gas }: Item): bigint {
  return (gas * 64n) / 63n + 1n + ITEM_OVERHEAD_GAS + calldataGas(data)
}

function calldataGas(data: Hex): bigint {
  return hexToBytes(data).reduce((sum, byte) => sum + (byte === 0 ? ZERO_BYTE_GAS : BYTE_GAS), 0n)
}
