import { p256 } from '@noble/curves/nist.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { type RecoveryIdType, recover } from 'tiny-secp256k1'

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

/** OpenSSL cannot be asked: it always hashes once more, and what was signed is the digest itself. */
function recoverP256(digest: Uint8Array, bytes: Uint8Array): Recovered | undefined {
  const [signature, point] = [bytes.slice(0, 64), bytes.subarray(64)]
  try {
    const isValid = p256.verify(signature, digest, Uint8Array.from([4, ...point]), { prehash: false, lowS: false })
    return isValid ? { kind: 'p256', signer: keyAddress(point), signature } : undefined
  } catch {
    return undefined
  }
}

function keyAddress(point: Uint8Array): Uint8Array {
  return keccak_256(point).subarray(-ADDRESS_BYTES)
}
