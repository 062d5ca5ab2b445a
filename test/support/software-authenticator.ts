import { createHash } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import { bytesToHex, concatBytes, numberToBytes, stringToBytes } from 'viem'
import type { PasskeyPublicKey } from '../../sdk/src/passkey/address.ts'
import type { PasskeyAssertion } from '../../sdk/src/passkey/signature.ts'
import type { Authenticator } from '../../sdk/src/passkey/signer.ts'

/** Bits of the authenticator data's flags (WebAuthn, 6.1). */
export const FLAGS = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10 } as const

/** What a test may bend; everything else is as the specification says. */
export interface AssertionChanges {
  flags?: number
  type?: string
  challenge?: Uint8Array
  /** Leave the s that came out; authenticators do. */
  s?: 'low' | 'high' | 'any'
}

export interface SoftwareAuthenticator extends Authenticator {
  publicKey: PasskeyPublicKey
  assert(challenge: Uint8Array, changes?: AssertionChanges): Promise<PasskeyAssertion>
}

interface Options {
  rpId?: string
  origin?: string
  /** The same key for the same seed; without it a new one. */
  seed?: string
}

const PRESENT_AND_VERIFIED = FLAGS.userPresent | FLAGS.userVerified

/** A platform authenticator and its browser in one, without a screen: authenticator data and client data as in WebAuthn, 5.8.1 and 6.1. */
export function softwareAuthenticator(options: Options = {}): SoftwareAuthenticator {
  const { rpId = 'localhost', origin = 'http://localhost:3000', seed } = options
  const secretKey = seed === undefined ? p256.utils.randomSecretKey() : sha256(stringToBytes(seed))
  const point = p256.getPublicKey(secretKey, false)
  let counter = 0

  async function assert(challenge: Uint8Array, changes: AssertionChanges = {}): Promise<PasskeyAssertion> {
    const flags = Uint8Array.of(changes.flags ?? PRESENT_AND_VERIFIED)
    const authenticatorData = concatBytes([sha256(stringToBytes(rpId)), flags, numberToBytes(++counter, { size: 4 })])
    const clientData = {
      type: changes.type ?? 'webauthn.get',
      challenge: Buffer.from(changes.challenge ?? challenge).toString('base64url'),
      origin,
      crossOrigin: false,
    }
    const clientDataJSON = stringToBytes(JSON.stringify(clientData))
    const digest = sha256(concatBytes([authenticatorData, sha256(clientDataJSON)]))
    const signature = derOf(p256.sign(digest, secretKey, { prehash: false, lowS: false }), changes.s ?? 'any')
    return { authenticatorData, clientDataJSON, signature }
  }

  return { publicKey: { x: bytesToHex(point.slice(1, 33)), y: bytesToHex(point.slice(33)) }, assert }
}

function derOf(compact: Uint8Array, wanted: 'low' | 'high' | 'any'): Uint8Array {
  const { r, s } = p256.Signature.fromBytes(compact)
  const isHigh = s > p256.Point.Fn.ORDER >> 1n
  const isWrong = wanted !== 'any' && isHigh !== (wanted === 'high')
  return new p256.Signature(r, isWrong ? p256.Point.Fn.ORDER - s : s).toBytes('der')
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}
