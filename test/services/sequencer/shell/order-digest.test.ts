import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { p256 } from '@noble/curves/nist.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { type Address, type Hex, keccak256, numberToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createOrderHasher, digestHex } from '../../../../relayer/sequencer/admission/order-digest.ts'
import { createVerifier, packOrders, unpackAnswers } from '../../../../relayer/sequencer/admission/verify-message.ts'
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

const ORDER: Order = {
  account: `0x${'aa'.repeat(20)}`,
  series: 1,
  flags: 1,
  price: 45_000_000n,
  quantity: 2,
  lane: 3,
  seq: 4,
  epoch: 5,
  expiry: 1_800_000_000,
  maxFeeBps: 50,
  minResalesLeft: 0,
  unitId: 0n,
}

describe('the digest of an order', () => {
  it('equals the one of the typed data', () => {
    const hash = createOrderHasher(domain)
    fc.assert(
      fc.property(orders, (order) => digestHex(hash(order)) === hashOrder(domain, order)),
      { numRuns: 500 },
    )
  })
})

describe('the signer of an order', () => {
  const keys = fc.bigInt({ min: 1n, max: SECP256K1_ORDER - 1n }).map((key) => numberToHex(key, { size: 32 }))
  const verify = createVerifier(domain)
  const answersOf = (signed: { order: Order; signature: Hex }[]) => unpackAnswers(signed, verify(packOrders(signed)))

  it('is recovered from secp256k1 signatures, which become compact, for every order of a batch', async () => {
    const signing = fc.array(fc.record({ order: orders, key: keys }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(signing, async (wishes) => {
        const signed = await Promise.all(
          wishes.map(async ({ order, key }) => {
            const hash = hashOrder(domain, order)
            return { order, signature: await privateKeyToAccount(key).sign({ hash }) }
          }),
        )
        const expected = signed.map(({ order, signature }, i) => {
          const signer = privateKeyToAccount(wishes[i]?.key ?? '0x').address.toLowerCase()
          return { digest: hashOrder(domain, order), signed: { signer, signature: compactSignature(signature) } }
        })
        assert.deepEqual(answersOf(signed), expected)
      }),
      { numRuns: 50 },
    )
  })

  it('is nobody for the malleable twin with a high s', async () => {
    const account = privateKeyToAccount(`0x${'11'.repeat(32)}`)
    const signature = await account.sign({ hash: hashOrder(domain, ORDER) })
    const high = numberToHex(SECP256K1_ORDER - BigInt(`0x${signature.slice(66, 130)}`), { size: 32 }).slice(2)
    const twin: Hex = `0x${signature.slice(2, 66)}${high}${signature.endsWith('1b') ? '1c' : '1b'}`
    assert.deepEqual(answersOf([{ order: ORDER, signature: twin }]), [{ digest: hashOrder(domain, ORDER) }])
  })

  it('is nobody for bytes that are no signature', () => {
    const signatures: Hex[] = [`0x${'00'.repeat(65)}`, `0x${'ff'.repeat(65)}`, `0x${'00'.repeat(128)}`, '0x']
    const digest = hashOrder(domain, ORDER)
    assert.deepEqual(
      answersOf(signatures.map((signature) => ({ order: ORDER, signature }))),
      signatures.map(() => ({ digest })),
    )
  })

  it('is the hash of a P-256 key', () => {
    const secret = hexToBytes('33'.repeat(32))
    const point = p256.getPublicKey(secret, false).subarray(1)
    const digest = hashOrder(domain, ORDER)
    const rs = bytesToHex(p256.sign(hexToBytes(digest.slice(2)), secret))
    const [answer] = answersOf([{ order: ORDER, signature: `0x${rs}${bytesToHex(point)}` }])
    const signed = {
      signer: `0x${keccak256(point).slice(26)}`,
      signature: `0x${rs}`,
      publicKey: `0x${bytesToHex(point)}`,
    }
    assert.deepEqual(answer, { digest, signed })
  })
})
