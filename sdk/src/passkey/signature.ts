import { type Address, bytesToHex, bytesToString, concatHex, type Hex, numberToHex } from 'viem'
import type { PasskeyPublicKey } from './address.ts'
import { parseDerSignature } from './der.ts'

/** What `navigator.credentials.get` gives as the response, its buffers as bytes. */
export interface PasskeyAssertion {
  authenticatorData: Uint8Array
  clientDataJSON: Uint8Array
  /** DER, as authenticators sign. */
  signature: Uint8Array
}

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/**
 * An assertion as the contracts read it: r, s, where `"challenge":` and `"type":` stand in the client data, length of the authenticator
 * data, authenticator data, client data. About half of all authenticators' signatures have a high s, which the chain refuses: -s is as
 * good and made low here.
 * @throws RangeError when the client data is not that of an assertion, or the signature is not DER.
 */
export function encodeAssertion({ authenticatorData, clientDataJSON, signature }: PasskeyAssertion): Hex {
  const { r, s } = parseDerSignature(signature)
  const clientData = bytesToString(clientDataJSON)
  return concatHex([
    numberToHex(r, { size: 32 }),
    numberToHex(lowS(s), { size: 32 }),
    numberToHex(indexOf(clientData, '"challenge":'), { size: 2 }),
    numberToHex(indexOf(clientData, '"type":'), { size: 2 }),
    numberToHex(authenticatorData.length, { size: 2 }),
    bytesToHex(authenticatorData),
    bytesToHex(clientDataJSON),
  ])
}

/** ERC-7913: the registry as verifier, then the key. */
export function passkeySignerBytes(registry: Address, { x, y }: PasskeyPublicKey): Hex {
  return concatHex([registry, x, y])
}

/** The signature that every contract with intents takes from a passkey account, deployed or not. */
export function encodePasskeySignature(
  registry: Address,
  publicKey: PasskeyPublicKey,
  assertion: PasskeyAssertion,
): Hex {
  return concatHex([passkeySignerBytes(registry, publicKey), encodeAssertion(assertion)])
}

/** The half of the two equivalent signatures that the contracts take. */
export function lowS(s: bigint): bigint {
  return s > P256_ORDER / 2n ? P256_ORDER - s : s
}

/** ASCII stands before the first place of both, so characters are bytes (WebAuthn, 5.8.1.1: type, challenge, origin, in this order). */
function indexOf(clientData: string, member: string): number {
  const index = clientData.indexOf(member)
  if (index < 0) throw new RangeError(`the client data has no ${member}`)
  return index
}
