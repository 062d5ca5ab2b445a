import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Address, bytesToHex } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { z } from 'zod'
import { BaseError } from './errors.ts'
import { addressField } from './fields.ts'
import { KEYSTORE_SCRYPT_N } from './limits.ts'
import { Secret } from './secret.ts'

const keystoreSchema = z.strictObject({
  format: z.literal('genex-keystore-1'),
  address: addressField,
  /** scrypt's cost; r = 8, p = 1. */
  n: z
    .number()
    .int()
    .min(2)
    .max(2 ** 20),
  salt: z.base64(),
  nonce: z.base64(),
  /** AES-256-GCM of the 32 bytes, the address as associated data. */
  sealed: z.base64(),
})

/** A new secp256k1 key in a file that only the passphrase opens; an existing file is left alone. Gives the key's address. */
export function createKeystore(file: string, passphrase: Secret): Address {
  if (existsSync(file)) return readKeystore(file).address
  const privateKey = generatePrivateKey()
  const address = privateKeyToAddress(privateKey)
  const [salt, nonce] = [randomBytes(16), randomBytes(12)]
  const key = keyOf(passphrase, salt, KEYSTORE_SCRYPT_N)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(address))
  const sealed = Buffer.concat([cipher.update(privateKey.slice(2), 'hex'), cipher.final(), cipher.getAuthTag()])
  const [saltText, nonceText, sealedText] = [salt, nonce, sealed].map((bytes) => bytes.toString('base64'))
  const content = {
    format: 'genex-keystore-1',
    address,
    n: KEYSTORE_SCRYPT_N,
    salt: saltText,
    nonce: nonceText,
    sealed: sealedText,
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
  return address
}

/** @throws KEYSTORE_UNREADABLE when the file is missing or damaged, or the passphrase another. */
export function openKeystore(file: string, passphrase: Secret): { address: Address; privateKey: Secret } {
  const { address, n, salt, nonce, sealed } = readKeystore(file)
  const [nonceBytes, bytes] = [Buffer.from(nonce, 'base64'), Buffer.from(sealed, 'base64')]
  const key = keyOf(passphrase, Buffer.from(salt, 'base64'), n)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonceBytes, { authTagLength: 16 }).setAAD(
      Buffer.from(address),
    )
    decipher.setAuthTag(bytes.subarray(-16))
    const plain = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()])
    return { address, privateKey: new Secret(bytesToHex(plain)) }
  } catch (cause) {
    throw unreadable(file, 'The passphrase is another, or the file was changed.', cause)
  }
}

function readKeystore(file: string): z.output<typeof keystoreSchema> {
  try {
    return keystoreSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw unreadable(file, 'It is missing or not in our format.', cause)
  }
}

/** Once at start: nothing else waits for it. */
function keyOf(passphrase: Secret, salt: Buffer, n: number): Buffer {
  return scryptSync(passphrase.reveal(), salt, 32, { N: n, r: 8, p: 1, maxmem: 256 * n * 8 })
}

function unreadable(file: string, details: string, cause: unknown): BaseError {
  const options = { code: 'KEYSTORE_UNREADABLE', details: `${file}: ${details}`, status: 500, cause }
  return new BaseError('The keystore cannot be opened.', options)
}
