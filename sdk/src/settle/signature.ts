import { type Address, type Hex, keccak256, recoverAddress, sliceHex } from 'viem'
import type { GenexDomain } from '../typed-data/domain.ts'
import { hashOrder } from '../typed-data/order.ts'
import type { RawOrder } from './batch-reader.ts'
import { isNobody, type KeyState } from './state.ts'

/** A signature over a digest, to be checked against the signer. */
export type SignatureCheck =
  | { kind: 'secp256k1'; digest: Hex; r: Hex; s: Hex; yParity: 0 | 1; signer: Address }
  | { kind: 'p256'; digest: Hex; r: Hex; s: Hex; publicKey: Hex }
export type VerifySignature = (check: SignatureCheck) => boolean | Promise<boolean>

const PARITY_BIT = 1n << 255n

/** Whether the key signed the order for its epoch; the form of the signature must be the key's kind. */
export async function isSigned(
  domain: GenexDomain,
  raw: RawOrder,
  key: KeyState,
  verify: VerifySignature,
): Promise<boolean> {
  const digest = hashOrder(domain, { ...raw.order, epoch: key.epoch })
  if (key.isP256 !== (raw.publicKey !== undefined)) return false
  if (raw.publicKey) {
    const isTheKey = sliceHex(keccak256(raw.publicKey), 12) === key.key
    return isTheKey && verify({ kind: 'p256', digest, r: raw.r, s: raw.vs, publicKey: raw.publicKey })
  }
  const vs = BigInt(raw.vs)
  const s: Hex = `0x${(vs & ~PARITY_BIT).toString(16).padStart(64, '0')}`
  const yParity = (vs & PARITY_BIT) === 0n ? 0 : 1
  return !isNobody(key.key) && verify({ kind: 'secp256k1', digest, r: raw.r, s, yParity, signer: key.key })
}

/**
 * What viem can check by itself.
 * @throws RangeError for a P-256 signature: the caller brings the curve.
 */
export async function verifySecp256k1(check: SignatureCheck): Promise<boolean> {
  if (check.kind !== 'secp256k1') throw new RangeError('a P-256 signature needs a verifier that knows the curve')
  const { digest, r, s, yParity, signer } = check
  try {
    return (await recoverAddress({ hash: digest, signature: { r, s, yParity } })).toLowerCase() === signer
  } catch {
    return false // Like ecrecover: what recovers nobody is nobody's.
  }
}
