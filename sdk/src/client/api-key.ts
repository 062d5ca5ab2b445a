import { bytesToHex, type Hex } from 'viem'
import { webCryptoBytes } from '../web-crypto-bytes.ts'

/** Signs requests with one API key; the private key may as well be in another process. */
export interface RequestSigner {
  keyId: string
  sign(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
}

/** DER of an Ed25519 private key up to its 32 bytes (RFC 8410, section 7). */
const PKCS8_PREFIX = '0x302e020100300506032b657004220420'
const ALGORITHM = 'Ed25519'

/** A new Ed25519 key: the seed stays with you, the public key is registered at POST /api/v1/api-keys. */
export async function generateApiKey(): Promise<{ seed: Hex; publicKey: Hex }> {
  const seed = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  return { seed, publicKey: await publicKeyOf(seed) }
}

/** The 32 bytes that belong to a seed. */
export async function publicKeyOf(seed: Hex): Promise<Hex> {
  const { x } = await crypto.subtle.exportKey('jwk', await importSeed(seed, true))
  if (x === undefined) throw new Error('the runtime exports no public part of an Ed25519 key')
  const base64 = x.replaceAll('-', '+').replaceAll('_', '/')
  return bytesToHex(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
}

/** A signer that holds the key in this process. */
export async function createRequestSigner(keyId: string, seed: Hex): Promise<RequestSigner> {
  const key = await importSeed(seed, false)
  return { keyId, sign: async (data) => new Uint8Array(await crypto.subtle.sign(ALGORITHM, key, data)) }
}

function importSeed(seed: Hex, isExtractable: boolean) {
  const der = webCryptoBytes(`${PKCS8_PREFIX}${seed.slice(2)}`)
  return crypto.subtle.importKey('pkcs8', der, ALGORITHM, isExtractable, ['sign'])
}
