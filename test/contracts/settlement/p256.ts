import { p256 } from '@noble/curves/nist.js'
import {
  getAddress,
  getBytes,
  hexlify,
  keccak256,
  type TypedDataDomain,
  TypedDataEncoder,
  type TypedDataField,
} from 'ethers'
import type { Hex } from 'viem'

/** A P-256 trading key: its address as the core computes it, and signatures (r and s) over typed data. */
export function createP256Key(domain: TypedDataDomain) {
  const secretKey = p256.utils.randomSecretKey()
  const publicKey = hexlify(p256.getPublicKey(secretKey, false).slice(1)) as Hex
  const key = getAddress(`0x${keccak256(publicKey).slice(-40)}`)

  function sign(types: Record<string, TypedDataField[]>, message: object): Hex {
    const digest = getBytes(TypedDataEncoder.hash(domain, types, message))
    return hexlify(p256.sign(digest, secretKey)) as Hex
  }
  return { key, publicKey, sign }
}
