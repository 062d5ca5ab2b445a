import { p256 } from '@noble/curves/nist.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { type RecoveryIdType, recover } from 'tiny-secp256k1'
import type { Address, Hex } from 'viem'
import { compactSignature } from '../../../sdk/src/batch/encode-batch.ts'

/** Half the order of secp256k1: a larger s is the malleable twin and the core refuses it. */
const SECP256K1_HALF = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n
const SIGNATURE_65 = 65
const SIGNATURE_P256 = 128

/** Who signed, and how the batch will carry it. */
export interface Signed {
  /** Lower case: the address, or for P-256 the low 160 bits of keccak(x || y). */
  signer: Address
  /** 64 bytes: r and vs (EIP-2098), or r and s of a P-256 key. */
  signature: Hex
  /** x and y of a P-256 key. */
  publicKey?: Hex
}

/**
 * Recovers the signer of a digest. secp256k1: 65 bytes r, s, v; P-256: 128 bytes r, s, x, y.
 * @returns undefined when the signature is not one, also for a high s.
 */
export function recoverSigner(digest: Uint8Array, signature: Hex): Signed | undefined {
  const bytes = hexToBytes(signature.slice(2))
  if (bytes.length === SIGNATURE_65) return recoverSecp256k1(digest, bytes, signature)
  return bytes.length === SIGNATURE_P256 ? recoverP256(digest, bytes) : undefined
}

function recoverSecp256k1(digest: Uint8Array, bytes: Uint8Array, signature: Hex): Signed | undefined {
  const v = bytes[64] ?? 0
  const recoveryId = v >= 27 ? v - 27 : v
  if (recoveryId > 1 || BigInt(`0x${signature.slice(66, 130)}`) > SECP256K1_HALF) return undefined
  try {
    const publicKey = recover(digest, bytes.subarray(0, 64), recoveryId as RecoveryIdType, false)
    return publicKey ? { signer: keyAddress(publicKey.subarray(1)), signature: compactSignature(signature) } : undefined
  } catch {
    return undefined
  }
}

function recoverP256(digest: Uint8Array, bytes: Uint8Array): Signed | undefined {
  const [signature, point] = [bytes.subarray(0, 64), bytes.subarray(64)]
  try {
    const isValid = p256.verify(signature, digest, Uint8Array.from([4, ...point]), { prehash: false, lowS: false })
    if (!isValid) return undefined
  } catch {
    return undefined
  }
  return { signer: keyAddress(point), signature: `0x${bytesToHex(signature)}`, publicKey: `0x${bytesToHex(point)}` }
}

function keyAddress(point: Uint8Array): Address {
  return `0x${bytesToHex(keccak_256(point)).slice(24)}`
}
