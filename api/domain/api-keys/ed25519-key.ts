import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Hex } from 'viem'

/** DER of an Ed25519 public key up to its 32 bytes (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** A public key from its 32 bytes. */
export function ed25519Key(publicKey: Hex): KeyObject {
  const der = Buffer.concat([SPKI_PREFIX, Buffer.from(publicKey.slice(2), 'hex')])
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}
