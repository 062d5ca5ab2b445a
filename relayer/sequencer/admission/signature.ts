import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { type RecoveryIdType, recover } from 'tiny-secp256k1'
import { MAX_KNOWN_P256_KEYS } from '../limits.ts'

/** Half the order of secp256k1: a larger s is the malleable twin and the core refuses it. */
const SECP256K1_HALF = Buffer.from('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0', 'hex')
const SIGNATURE_65 = 65
const SIGNATURE_P256 = 128
const ADDRESS_BYTES = 20

/** Who signed: the signer's address, and the signature as the batch carries it (r and vs, EIP-2098; or r and s of P-256). */
export interface Recovered {
  kind: 'secp256k1' | 'p256'
  signer: Uint8Array
  signature: Uint8Array
}

/**
 * Recovers the signer of a digest. secp256k1: 65 bytes r, s, v; P-256: 128 bytes r, s, x, y.
 * @returns undefined when the signature is not one, also for a high s.
 */
export function recoverSigner(digest: Uint8Array, signature: Uint8Array): Recovered | undefined {
  if (signature.length === SIGNATURE_65) return recoverSecp256k1(digest, signature)
  return signature.length === SIGNATURE_P256 ? recoverP256(digest, signature) : undefined
}

function recoverSecp256k1(digest: Uint8Array, bytes: Uint8Array): Recovered | undefined {
  const v = bytes[64] ?? 0
  const recoveryId = v >= 27 ? v - 27 : v
  if (recoveryId > 1 || SECP256K1_HALF.compare(bytes, 32, 64) < 0) return undefined
  try {
    const publicKey = recover(digest, bytes.subarray(0, 64), recoveryId as RecoveryIdType, false)
    if (!publicKey) return undefined
    const compact = bytes.slice(0, 64)
    compact[32] = (compact[32] ?? 0) | (recoveryId << 7)
    return { kind: 'secp256k1', signer: keyAddress(publicKey.subarray(1)), signature: compact }
  } catch {
    return undefined
  }
}

/** As the core does: over the SHA-256 of the digest. */
function recoverP256(digest: Uint8Array, bytes: Uint8Array): Recovered | undefined {
  const [signature, point] = [bytes.slice(0, 64), bytes.subarray(64)]
  try {
    const isValid = verify('sha256', digest, { key: p256Key(point), dsaEncoding: 'ieee-p1363' }, signature)
    return isValid ? { kind: 'p256', signer: keyAddress(point), signature } : undefined
  } catch {
    return undefined
  }
}

/** Keys of this thread by their point: reading one costs half as much as a check. */
const keys = new Map<string, KeyObject>()

/** Throws for what is no point of the curve. */
function p256Key(point: Uint8Array): KeyObject {
  const bytes = Buffer.from(point)
  const name = bytes.toString('base64url')
  const known = keys.get(name)
  if (known) return known
  const [x, y] = [bytes.toString('base64url', 0, 32), bytes.toString('base64url', 32)]
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  if (keys.size >= MAX_KNOWN_P256_KEYS) keys.clear()
  keys.set(name, key)
  return key
}

function keyAddress(point: Uint8Array): Uint8Array {
  return keccak_256(point).subarray(-ADDRESS_BYTES)
}
