import { convertCOSEtoPKCS, isoCBOR } from '@simplewebauthn/server/helpers'
import { bytesToHex, type Hex, hexToBytes, slice } from 'viem'
import type { PasskeyPublicKey } from '../../../sdk/src/passkey/address.ts'

/** Labels of a COSE_Key of ES256 (RFC 9053, 2.1 and 7.1): key type EC2, algorithm, curve P-256, and the two coordinates. */
const COSE = { keyType: 1, algorithm: 3, curve: -1, x: -2, y: -3 } as const
const COORDINATE_BYTES = 32

/** x and y of a COSE key: one form for each key, whatever way it was written. @throws RangeError unless it is one of P-256. */
export function pointOfCose(cose: Uint8Array): Hex {
  // The format byte 4, then x and y.
  const point = convertCOSEtoPKCS(new Uint8Array(cose))
  if (point.length !== 1 + 2 * COORDINATE_BYTES) throw new RangeError('not a key of P-256')
  return bytesToHex(point.slice(1))
}

/** The same key in the form in which WebAuthn verifies signatures. */
export function coseOfPoint(point: Hex): Uint8Array<ArrayBuffer> {
  const { x, y } = coordinatesOf(point)
  const key = new Map<number, number | Uint8Array>([
    [COSE.keyType, 2],
    [COSE.algorithm, -7],
    [COSE.curve, 1],
    [COSE.x, hexToBytes(x)],
    [COSE.y, hexToBytes(y)],
  ])
  return new Uint8Array(isoCBOR.encode(key))
}

export function coordinatesOf(point: Hex): PasskeyPublicKey {
  return { x: slice(point, 0, COORDINATE_BYTES), y: slice(point, COORDINATE_BYTES) }
}
