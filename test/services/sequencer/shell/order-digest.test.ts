import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { p256 } from '@noble/curves/nist.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { type Address, type Hex, keccak256, numberToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createOrderHasher, digestHex } from '../../../../relayer/sequencer/admission/order-digest.ts'
import { recoverSigner } from '../../../../relayer/sequencer/admission/signature.ts'
import { compactSignature } from '../../../../sdk/src/batch/encode-batch.ts'
import { domainOf } from '../../../../sdk/src/typed-data/domain.ts'
import { hashOrder, type Order } from '../../../../sdk/src/typed-data/order.ts'

const domain = domainOf('settlement', 719_719, '0x5FbDB2315678afecb367f032d93F642f64180aa3')
const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const uint = (bits: number) => fc.nat({ max: 2 ** bits - 1 })
const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value): Hex => `0x${bytesToHex(value)}`)
const orders: fc.Arbitrary<Order> = fc.record({
  account: hex(20) as fc.Arbitrary<Address>,
  series: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map(Number),
  flags: uint(16),
  price: fc.bigInt({ min: 0n, max: 2n ** 48n - 1n }),
  quantity: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map(Number),
  lane: uint(7),
  seq: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map(Number),
  epoch: uint(24),
  expiry: fc.bigInt({ min: 0n, max: 2n ** 40n - 1n }).map(Number),
  maxFeeBps: uint(16),
  minResalesLeft: uint(8),
  unitId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
})

describe('the digest of an order', () => {
  it('equals the one of the typed data', () => {
    const hash = createOrderHasher(domain)
    fc.assert(
      fc.property(orders, (order) => digestHex(hash(order)) === hashOrder(domain, order)),
      { numRuns: 500 },
    )
  })
})

describe('the signer of a digest', () => {
  const digests = hex(32)
  const keys = fc.bigInt({ min: 1n, max: SECP256K1_ORDER - 1n }).map((key) => numberToHex(key, { size: 32 }))

  it('is recovered from a secp256k1 signature, which becomes compact', async () => {
    await fc.assert(
      fc.asyncProperty(digests, keys, async (digest, key) => {
        const account = privateKeyToAccount(key)
        const signature = await account.sign({ hash: digest })
        const signed = recoverSigner(hexToBytes(digest.slice(2)), signature)
        assert.deepEqual(signed, { signer: account.address.toLowerCase(), signature: compactSignature(signature) })
      }),
      { numRuns: 50 },
    )
  })

  it('is nobody for the malleable twin with a high s', async () => {
    const account = privateKeyToAccount(`0x${'11'.repeat(32)}`)
    const digest: Hex = `0x${'22'.repeat(32)}`
    const signature = await account.sign({ hash: digest })
    const high = numberToHex(SECP256K1_ORDER - BigInt(`0x${signature.slice(66, 130)}`), { size: 32 }).slice(2)
    const twin: Hex = `0x${signature.slice(2, 66)}${high}${signature.endsWith('1b') ? '1c' : '1b'}`
    assert.equal(recoverSigner(hexToBytes(digest.slice(2)), twin), undefined)
  })

  it('is nobody for bytes that are no signature', () => {
    fc.assert(
      fc.property(digests, (digest) => {
        const nothing: Hex = `0x${'00'.repeat(65)}`
        return recoverSigner(hexToBytes(digest.slice(2)), nothing) === undefined
      }),
    )
  })

  it('is the hash of a P-256 key', () => {
    const secret = hexToBytes('33'.repeat(32))
    const digest = hexToBytes('44'.repeat(32))
    const point = p256.getPublicKey(secret, false).subarray(1)
    const signature = p256.sign(digest, secret, { prehash: false })
    const signed = recoverSigner(digest, `0x${bytesToHex(signature)}${bytesToHex(point)}`)
    assert.equal(signed?.signer, `0x${keccak256(point).slice(26)}`)
    assert.equal(signed?.publicKey, `0x${bytesToHex(point)}`)
  })
})
