import { type Address, concatHex, type Hex, keccak256, recoverAddress, sliceHex } from 'viem'
import type { GenexDomain } from '../typed-data/domain.ts'
import { hashOrder } from '../typed-data/order.ts'
import { webCryptoBytes } from '../web-crypto-bytes.ts'
import type { RawOrder } from './batch-reader.ts'
import { isNobody, type KeyState } from './state.ts'

/** A signature over a digest, to be checked against the signer. */
export type SignatureCheck =
  | { kind: 'secp256k1'; digest: Hex; r: Hex; s: Hex; yParity: 0 | 1; signer: Address }
  | { kind: 'p256'; digest: Hex; r: Hex; s: Hex; publicKey: Hex }

const PARITY_BIT = 1n << 255n

/** Whether the key signed the order for its epoch; the form of the signature must be the key's kind. */
export async function isSigned(domain: GenexDomain, raw: RawOrder, key: KeyState): Promise<boolean> {
  const digest = hashOrder(domain, { ...raw.order, epoch: key.epoch })
  if (key.isP256 !== (raw.publicKey !== undefined)) return false
  if (raw.publicKey) {
    const isTheKey = sliceHex(keccak256(raw.publicKey), 12) === key.key
    return isTheKey && verifySignature({ kind: 'p256', digest, r: raw.r, s: raw.vs, publicKey: raw.publicKey })
  }
  const vs = BigInt(raw.vs)
  const s: Hex = `0x${(vs & ~PARITY_BIT).toString(16).padStart(64, '0')}`
  const yParity = (vs & PARITY_BIT) === 0n ? 0 : 1
  return !isNobody(key.key) && verifySignature({ kind: 'secp256k1', digest, r: raw.r, s, yParity, signer: key.key })
}

/** What the chain checks: secp256k1 over the digest, P-256 over its SHA-256, as browsers and security modules sign. */
export async function verifySignature(check: SignatureCheck): Promise<boolean> {
  return check.kind === 'p256' ? verifyP256(check) : verifySecp256k1(check)
}

type CheckOf<K extends SignatureCheck['kind']> = Extract<SignatureCheck, { kind: K }>

async function verifySecp256k1({ digest, r, s, yParity, signer }: CheckOf<'secp256k1'>): Promise<boolean> {
  try {
    return (await recoverAddress({ hash: digest, signature: { r, s, yParity } })).toLowerCase() === signer
  } catch {
    return false // Like ecrecover: what recovers nobody is nobody's.
  }
}

async function verifyP256({ digest, r, s, publicKey }: CheckOf<'p256'>): Promise<boolean> {
  try {
    const point = webCryptoBytes(concatHex(['0x04', publicKey]))
    const key = await crypto.subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    return await crypto.subtle.verify(algorithm, key, webCryptoBytes(concatHex([r, s])), webCryptoBytes(digest))
  } catch {
    return false // Like the precompile: what is no point of the curve signed nothing.
  }
}
