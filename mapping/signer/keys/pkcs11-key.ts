import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { bytesToHex, concat, type Hex, hexToBytes, isAddressEqual, numberToHex, recoverAddress } from 'viem'
import { publicKeyToAddress } from 'viem/accounts'
import { BaseError } from '../../../kit/errors.ts'
import type { Secret } from '../../../kit/secret.ts'
import { PKCS11_OUTPUT_BYTES, PKCS11_TIMEOUT_MS } from '../limits.ts'
import type { SigningKey } from './signing-key.ts'

export interface Pkcs11Parameters {
  /** Path of OpenSC's pkcs11-tool. */
  tool: string
  /** The module's library, as /usr/lib/softhsm/libsofthsm2.so. */
  module: string
  tokenLabel: string
  /** CKA_ID of the key pair, hexadecimal. */
  keyId: string
  pin: Secret
  /** SoftHSM's configuration file; other modules have their own ways. */
  softhsmConf?: string | undefined
}

/** Order of secp256k1: of s and n - s Ethereum takes the lower. */
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/**
 * A key that never leaves a PKCS#11 token, reached through OpenSC's pkcs11-tool: no native code in our process, and whatever
 * token OpenSC knows. @throws PKCS11_FAILED.
 */
export async function openPkcs11Key(parameters: Pkcs11Parameters): Promise<SigningKey> {
  const { keyId } = parameters
  const spki = await run(parameters, ['--read-object', '--type', 'pubkey', '--id', keyId])
  // SubjectPublicKeyInfo of an uncompressed point ends with 04 || x || y.
  const point = spki.subarray(-65)
  if (point.length !== 65 || point[0] !== 4) throw failed('The token gave no uncompressed public key.')
  const address = publicKeyToAddress(bytesToHex(point))
  const args = ['--login', '--pin', 'env:GENEX_PKCS11_PIN', '--sign', '--mechanism', 'ECDSA']
  return {
    address,
    sign: async (digest) => {
      const raw = await run(parameters, [...args, '--signature-format', 'rs', '--id', keyId], hexToBytes(digest))
      if (raw.length !== 64) throw failed(`The token gave ${raw.length} bytes instead of r and s.`)
      const signature = await withRecovery(address, digest, raw)
      if (signature) return signature
      throw failed('The token signed with another key than the one it shows.')
    },
  }
}

/** ECDSA of a token tells r and s only, in either form of s: finds the form that recovers to the key. */
async function withRecovery(address: Hex, digest: Hex, raw: Uint8Array): Promise<Hex | undefined> {
  const r = bytesToHex(raw.subarray(0, 32))
  const s = BigInt(bytesToHex(raw.subarray(32)))
  const low = numberToHex(s > N / 2n ? N - s : s, { size: 32 })
  for (const v of ['0x1b', '0x1c'] as const) {
    const signature = concat([r, low, v])
    const signer = await recoverAddress({ hash: digest, signature }).catch(() => undefined)
    if (signer && isAddressEqual(signer, address)) return signature
  }
  return undefined
}

/** Runs the tool; the PIN goes through its environment, where no list of processes shows it. */
async function run(parameters: Pkcs11Parameters, args: string[], input?: Uint8Array): Promise<Buffer> {
  const { tool, module, tokenLabel, pin, softhsmConf } = parameters
  const child = spawn(tool, ['--module', module, '--token-label', tokenLabel, ...args], {
    env: { GENEX_PKCS11_PIN: pin.reveal(), ...(softhsmConf ? { SOFTHSM2_CONF: softhsmConf } : {}) },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: PKCS11_TIMEOUT_MS,
  })
  const [output, complaints] = [collect(child.stdout), collect(child.stderr)]
  // A tool that ends without reading its input is told by its exit code.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input ?? '')
  const [code] = await once(child, 'close').catch((cause: unknown) => {
    throw failed(`${tool} cannot be run.`, cause)
  })
  if (code === 0) return output()
  throw failed(complaints().toString('utf8').trim().slice(-300) || `It ended with ${code}.`)
}

function collect(stream: NodeJS.ReadableStream): () => Buffer {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= PKCS11_OUTPUT_BYTES) chunks.push(chunk)
  })
  return () => Buffer.concat(chunks)
}

function failed(details: string, cause?: unknown): BaseError {
  return new BaseError('The security module did not sign.', { code: 'PKCS11_FAILED', details, status: 503, cause })
}
