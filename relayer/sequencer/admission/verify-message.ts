import type { Address, Hex } from 'viem'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import type { Order } from '../../../sdk/src/typed-data/order.ts'
import { createFieldsHasher, ORDER_BYTES, writeOrder } from './order-digest.ts'
import { recoverSigner } from './signature.ts'

/** order | signature's length u8 | signature, up to 128 bytes */
const REQUEST_BYTES = ORDER_BYTES + 1 + 128
const SIGNATURE_AT = ORDER_BYTES + 1

/** digest | signer | signature | kind u8 */
const ANSWER_BYTES = 32 + 20 + 64 + 1
const SIGNER_AT = 32
const COMPACT_AT = 52
const KIND_AT = 116
const KIND_NOBODY = 0
const KIND_SECP256K1 = 1
const KIND_P256 = 2

export interface SignedOrder {
  order: Order
  signature: Hex
}

/** Who signed, and how the batch will carry it. */
export interface Signed {
  /** Lower case: the address, or for P-256 the low 160 bits of keccak(x || y). */
  signer: Address
  /** 64 bytes: r and vs (EIP-2098), or r and s of a P-256 key. */
  signature: Hex
  /** x and y of a P-256 key. */
  publicKey?: Hex
}

/** The digest of an order and, when the signature is one, who signed. */
export interface Verified {
  digest: Hex
  signed?: Signed
}

/** Orders as bytes in fixed places: they move to a worker without being copied or walked. */
export function packOrders(orders: readonly SignedOrder[]): ArrayBuffer {
  const message = new ArrayBuffer(orders.length * REQUEST_BYTES)
  const buffer = Buffer.from(message)
  for (const [i, { order, signature }] of orders.entries()) {
    const at = i * REQUEST_BYTES
    writeOrder(buffer, at, order)
    buffer[at + ORDER_BYTES] = buffer.write(signature.slice(2), at + SIGNATURE_AT, REQUEST_BYTES - SIGNATURE_AT, 'hex')
  }
  return message
}

/** What a worker does: digests and signers of packed orders. */
export function createVerifier(domain: GenexDomain): (message: ArrayBuffer) => ArrayBuffer {
  const hashFields = createFieldsHasher(domain)
  return (message) => {
    const bytes = new Uint8Array(message)
    const count = bytes.length / REQUEST_BYTES
    const answer = new Uint8Array(count * ANSWER_BYTES)
    for (let i = 0; i < count; i++) {
      const request = bytes.subarray(i * REQUEST_BYTES, (i + 1) * REQUEST_BYTES)
      const digest = hashFields(request.subarray(0, ORDER_BYTES))
      const length = request[ORDER_BYTES] ?? 0
      const recovered = recoverSigner(digest, request.subarray(SIGNATURE_AT, SIGNATURE_AT + length))
      const at = i * ANSWER_BYTES
      answer.set(digest, at)
      if (!recovered) continue
      answer.set(recovered.signer, at + SIGNER_AT)
      answer.set(recovered.signature, at + COMPACT_AT)
      answer[at + KIND_AT] = recovered.kind === 'p256' ? KIND_P256 : KIND_SECP256K1
    }
    return answer.buffer
  }
}

/** The answers of a worker, in the order of the orders that were packed. */
export function unpackAnswers(orders: readonly SignedOrder[], answer: ArrayBuffer): Verified[] {
  const bytes = Buffer.from(answer)
  return orders.map(({ signature }, i) => {
    const at = i * ANSWER_BYTES
    const hex = (from: number, to: number): Hex => `0x${bytes.toString('hex', at + from, at + to)}`
    const digest = hex(0, SIGNER_AT)
    const kind = bytes[at + KIND_AT] ?? KIND_NOBODY
    if (kind === KIND_NOBODY) return { digest }
    const signed = { signer: hex(SIGNER_AT, COMPACT_AT), signature: hex(COMPACT_AT, KIND_AT) }
    return { digest, signed: kind === KIND_P256 ? { ...signed, publicKey: `0x${signature.slice(130)}` } : signed }
  })
}
