import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { BaseError } from './errors.ts'
import type { KeyRing } from './key-ring.ts'

/** Where an encrypted value belongs. It is authenticated with the value: what was copied to another place does not open. */
export interface FieldPlace {
  user: string
  table: string
  column: string
  /** Of the row or record; 1 where a value is never replaced in place. */
  version: number
}

/** A user's data key, wrapped: the key-encryption key's id and the sealed key. Deleting it is deleting what it encrypts. */
export type WrappedKey = string
/** An encrypted value as text: format, nonce, ciphertext and tag. */
export type SealedField = string

const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32
const FORMAT = 'g1'

/** A new data key for a user, wrapped by the current key-encryption key. */
export function createDataKey(ring: KeyRing, user: string): { key: Buffer; wrapped: WrappedKey } {
  const key = randomBytes(KEY_BYTES)
  return { key, wrapped: wrap(ring, user, key) }
}

/** @throws FIELD_UNREADABLE when it is another user's, damaged, or of a key-encryption key that is gone. */
export function openDataKey(ring: KeyRing, user: string, wrapped: WrappedKey): Buffer {
  const [id = '', sealed = ''] = splitOnce(wrapped, ':')
  const key = ring.find(id)
  if (!key) throw unreadable(`There is no key-encryption key ${id}.`)
  return open(key, sealed, wrapPlace(user, id))
}

/** The same data key under the current key-encryption key; undefined when it is already. */
export function rewrapDataKey(ring: KeyRing, user: string, wrapped: WrappedKey): WrappedKey | undefined {
  if (splitOnce(wrapped, ':')[0] === ring.current.id) return undefined
  return wrap(ring, user, openDataKey(ring, user, wrapped))
}

/** AES-256-GCM under the user's data key, bound to its place. */
export function sealField(dataKey: Buffer, place: FieldPlace, text: string): SealedField {
  return seal(dataKey, Buffer.from(text, 'utf8'), placeText(place))
}

/** @throws FIELD_UNREADABLE when value, key or place is not the one it was sealed with. */
export function openField(dataKey: Buffer, place: FieldPlace, sealed: SealedField): string {
  return open(dataKey, sealed, placeText(place)).toString('utf8')
}

function wrap(ring: KeyRing, user: string, dataKey: Buffer): WrappedKey {
  const { id, key } = ring.current
  return `${id}:${seal(key, dataKey, wrapPlace(user, id))}`
}

function wrapPlace(user: string, keyId: string): string {
  return placeText({ user, table: 'data_key', column: keyId, version: 1 })
}

/** `user|table|column|version`. None of the parts may hold the bar, so that two places never read the same. */
function placeText({ user, table, column, version }: FieldPlace): string {
  const parts = [user, table, column, String(version)]
  if (parts.every((part) => /^[A-Za-z0-9_.:-]{1,128}$/.test(part))) return parts.join('|')
  throw new Error('a part of a field’s place is empty, too long or holds other than letters, digits and _.:-')
}

function seal(key: Buffer, plain: Buffer, aad: string): string {
  // Random nonces are safe for 2^32 values of a key (NIST SP 800-38D, 8.3); a user has some dozens.
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad, 'utf8'))
  const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return `${FORMAT}.${sealed.toString('base64url')}`
}

function open(key: Buffer, text: string, aad: string): Buffer {
  const [format, encoded = ''] = splitOnce(text, '.')
  const sealed = Buffer.from(encoded, 'base64url')
  if (format !== FORMAT || sealed.length < NONCE_BYTES + TAG_BYTES) throw unreadable('It is not in our format.')
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const options = { authTagLength: TAG_BYTES }
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, options).setAAD(Buffer.from(aad, 'utf8'))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch (cause) {
    throw unreadable('Value, key and place do not belong together.', cause)
  }
}

function splitOnce(text: string, separator: string): [string] | [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function unreadable(details: string, cause?: unknown): BaseError {
  return new BaseError('An encrypted field cannot be read.', { code: 'FIELD_UNREADABLE', details, status: 500, cause })
}
