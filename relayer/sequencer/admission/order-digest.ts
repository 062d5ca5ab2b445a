import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { type Address, domainSeparator, type Hex, hexToBytes, toBytes } from 'viem'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import { type Order, orderTypes } from '../../../sdk/src/typed-data/order.ts'

const WORD = 32
const FIELDS = orderTypes.Order
const ADDRESS_AT = WORD + 12
const DIGEST_BYTES = 66
const EIP712_PREFIX = [0x19, 0x01] as const

/** Hashes an order to its EIP-712 digest. */
export type OrderHasher = (order: Order) => Uint8Array

/**
 * An EIP-712 hasher for orders only: every field has its fixed place in one buffer that is reused, so nothing is encoded or
 * concatenated per order. Equal to `hashOrder`, and several times as fast.
 */
export function createOrderHasher(domain: GenexDomain): OrderHasher {
  const struct = new Uint8Array(WORD * (FIELDS.length + 1))
  const view = new DataView(struct.buffer)
  struct.set(typeHash(), 0)
  const digest = new Uint8Array(DIGEST_BYTES)
  digest.set(EIP712_PREFIX, 0)
  digest.set(hexToBytes(domainSeparator({ domain })), 2)
  /** Writes a number of up to 32 bits at the end of the field's word. */
  const put32 = (field: number, value: number) => view.setUint32(WORD * (field + 2) - 4, value)
  const put64 = (field: number, value: bigint) => view.setBigUint64(WORD * (field + 2) - 8, value)
  return (order) => {
    putAddress(struct, order.account)
    put32(1, order.series)
    put32(2, order.flags)
    put64(3, order.price)
    put32(4, order.quantity)
    put32(5, order.lane)
    put32(6, order.seq)
    put32(7, order.epoch)
    put64(8, BigInt(order.expiry))
    put32(9, order.maxFeeBps)
    put32(10, order.minResalesLeft)
    put64(11, order.unitId)
    digest.set(keccak_256(struct), 34)
    return keccak_256(digest)
  }
}

export function digestHex(digest: Uint8Array): Hex {
  return `0x${bytesToHex(digest)}`
}

function putAddress(struct: Uint8Array, account: Address): void {
  for (let i = 0; i < 20; i++) struct[ADDRESS_AT + i] = Number.parseInt(account.slice(2 + 2 * i, 4 + 2 * i), 16)
}

function typeHash(): Uint8Array {
  return keccak_256(toBytes(`Order(${FIELDS.map(({ type, name }) => `${type} ${name}`).join(',')})`))
}
