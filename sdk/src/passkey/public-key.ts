import { bytesToHex } from 'viem'
import type { PasskeyPublicKey } from './address.ts'

/** SubjectPublicKeyInfo of an uncompressed P-256 point (RFC 5480): everything before x and y. */
const SPKI_HEAD = '0x3059301306072a8648ce3d020106082a8648ce3d03010703420004'
const SPKI_BYTES = 91
const COORDINATE_BYTES = 32

/**
 * Reads what `AuthenticatorAttestationResponse.getPublicKey()` gives.
 * @throws RangeError unless it is a P-256 key (ask for algorithm -7 only).
 */
export function parsePublicKey(spki: Uint8Array): PasskeyPublicKey {
  const head = bytesToHex(spki.subarray(0, SPKI_BYTES - 2 * COORDINATE_BYTES))
  if (spki.length !== SPKI_BYTES || head !== SPKI_HEAD)
    throw new RangeError('not a P-256 key: ask for algorithm -7 only')
  const [y, x] = [spki.subarray(-COORDINATE_BYTES), spki.subarray(-2 * COORDINATE_BYTES, -COORDINATE_BYTES)]
  return { x: bytesToHex(x), y: bytesToHex(y) }
}
