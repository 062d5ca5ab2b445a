import { readFileSync } from 'node:fs'
import { size, sliceHex } from 'viem'
import { z } from 'zod'
import { BaseError } from '../../kit/errors.ts'
import { addressField, hexField, parseInput, uintField } from '../../kit/fields.ts'
import { parseJson } from '../../kit/json.ts'
import type { BatchOrder } from '../../sdk/src/batch/encode-batch.ts'
import { parseUsdc } from '../../sdk/src/money.ts'
import type { SignedExit } from '../../sdk/src/unaided/leave.ts'
import { MAX_ORDERS_A_BATCH } from '../../sdk/src/unaided/open-settle.ts'

const P256_BYTES = 128
const whole = (bits: number) =>
  z
    .int()
    .min(0)
    .max(2 ** bits - 1)

const orderSchema = z.object({
  account: addressField,
  series: whole(32),
  flags: whole(16),
  price: z.string().transform(parseUsdc),
  quantity: whole(32),
  lane: z.int().min(0).max(127),
  seq: whole(32).min(1),
  epoch: whole(24),
  expiry: whole(40),
  maxFeeBps: whole(16),
  minResalesLeft: whole(8),
  unitId: uintField(64),
})

/** The body of POST /api/v1/orders, as people once sent it and kept it. */
const ordersSchema = z.object({
  orders: z
    .array(z.object({ order: orderSchema, signature: hexField(P256_BYTES) }))
    .min(1)
    .max(MAX_ORDERS_A_BATCH),
})

const exitSchema = z.object({
  account: addressField,
  nonce: uintField(256),
  deadline: whole(48),
  gasLimit: whole(32),
  signature: hexField(4_096),
})

/** Reads signed orders; one that stands there twice counts once. */
export function readOrders(file: string): BatchOrder[] {
  const { orders } = parseInput(ordersSchema, readJson(file))
  const entries = orders.map(({ order, signature }): [string, BatchOrder] => [
    `${order.account}:${order.lane}:${order.seq}`,
    size(signature) === P256_BYTES
      ? { order, signature: sliceHex(signature, 0, 64), publicKey: sliceHex(signature, 64), position: 0n }
      : { order, signature, position: 0n },
  ])
  return [...new Map(entries).values()]
}

/** Reads what `sign-exit` printed. */
export function readExit(file: string): SignedExit {
  return parseInput(exitSchema, readJson(file))
}

function readJson(file: string): unknown {
  try {
    return parseJson(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new BaseError(`${file} cannot be read as JSON.`, { code: 'FILE_UNREADABLE', cause })
  }
}
