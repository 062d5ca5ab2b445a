import { generateKeyPairSync, verify } from 'node:crypto'
import { BaseError } from '../../../kit/errors.ts'
import { contentDigest } from '../../../sdk/src/http-signature/content-digest.ts'
import { componentValue, type SignableRequest, signatureBase } from '../../../sdk/src/http-signature/signature-base.ts'
import { SIGNATURE_WINDOW_SEC } from '../../limits.ts'
import type { ApiKeyPrincipal } from '../auth/principal.ts'
import { ed25519Key } from './ed25519-key.ts'
import { isAllowed } from './ip-allow-list.ts'
import type { KnownKey, KnownKeys } from './known-keys.ts'
import type { NonceStore } from './nonces.ts'
import { readSignatureInput, type SignatureInput } from './signature-input.ts'

/** A request that claims to be signed. */
export interface SignedRequest extends SignableRequest {
  signatureInput: string
  signature: string
  /** undefined when nothing was sent. */
  body: Uint8Array<ArrayBuffer> | undefined
  /** Where it came from. */
  address: string
}

/** What was understood of a signature, up to the point where it failed. */
export interface Verdict {
  input?: SignatureInput
  /** The text that must have been signed; made of the request alone. */
  base?: string
  /** Only of a key that signed exactly this request: its holder may know all about it. */
  key?: KnownKey
  error?: BaseError
}

export interface CheckDependencies {
  keys: KnownKeys
  nonces: NonceStore
  now: () => Date
  /** Signatures from before this process are not taken: their nonces were known to the one before. */
  startedAtSec: number
}

/** Stands in for the key that an unknown id names, so that both take the same way; its private part is gone at once. */
const NOBODYS_KEY = generateKeyPairSync('ed25519').publicKey

/** Checks a signed request, the cheap and public things first; what depends on a key is told to nobody but its holder. */
export async function checkRequest(dependencies: CheckDependencies, request: SignedRequest): Promise<Verdict> {
  const input = readSignatureInput(request.signatureInput, request.signature)
  if (typeof input === 'string')
    return { error: refusal('API_SIGNATURE_MALFORMED', 'The signature cannot be read.', input) }
  const uncovered = missingComponent(request, input)
  if (uncovered)
    return { input, error: refusal('API_SIGNATURE_COVERAGE', 'The signature does not cover the request.', uncovered) }
  const base = signatureBase(request, input.components, input.text)
  const early = outsideTime(dependencies, input) ?? (await wrongDigest(request))
  if (early) return { input, base, error: early }
  const key = await dependencies.keys.find(input.keyId)
  const isSigned = verify(null, Buffer.from(base), key ? ed25519Key(key.publicKey) : NOBODYS_KEY, input.signature)
  if (!key || !isSigned) return { input, base, error: notSigned() }
  const error = notUsable(dependencies, key, request) ?? replayed(dependencies, input)
  return { input, base, key, ...(error ? { error } : {}) }
}

export function principalOf({ account, keyId, scopes }: KnownKey): ApiKeyPrincipal {
  return { kind: 'api-key', account, keyId, scopes }
}

/** Everything that changes what a request does must be covered. */
function missingComponent(request: SignedRequest, { components }: SignatureInput): string | undefined {
  const needed = ['@method', '@authority', '@path', '@query']
  if (request.body !== undefined) needed.push('content-digest')
  if (componentValue(request, 'idempotency-key') !== undefined) needed.push('idempotency-key')
  const missing = needed.find((name) => !components.includes(name))
  if (missing) return `Missing is "${missing}"; needed are ${needed.map((name) => `"${name}"`).join(' ')}.`
  const absent = components.find((name) => componentValue(request, name) === undefined)
  return absent === undefined ? undefined : `The request has no "${absent}".`
}

function outsideTime(
  { now, startedAtSec }: CheckDependencies,
  { createdSec, expiresSec }: SignatureInput,
): BaseError | undefined {
  const nowSec = Math.floor(now().getTime() / 1000)
  const isNear = Math.abs(nowSec - createdSec) <= SIGNATURE_WINDOW_SEC && createdSec >= startedAtSec
  if (isNear && (expiresSec === undefined || expiresSec >= nowSec)) return undefined
  const details = `created is ${createdSec}, our clock says ${nowSec}; accepted are ${SIGNATURE_WINDOW_SEC} s either way.`
  return refusal('API_SIGNATURE_EXPIRED', 'The signature is outside its time.', details)
}

async function wrongDigest(request: SignedRequest): Promise<BaseError | undefined> {
  const given = componentValue(request, 'content-digest')
  if (request.body === undefined && given === undefined) return undefined
  const expected = await contentDigest(request.body ?? new Uint8Array())
  if (given === expected) return undefined
  const details = `Content-Digest of the body that arrived is ${expected}.`
  return refusal('API_SIGNATURE_DIGEST', 'The body is not the one that was signed.', details)
}

/** Says the same of an unknown key and of a wrong signature: ids of other people's keys cannot be found out here. */
function notSigned(): BaseError {
  const details = 'Either the key is unknown or it did not sign this text; see GET /api/v1/auth/diagnose.'
  return refusal('API_SIGNATURE_INVALID', 'The signature is not valid.', details)
}

function notUsable({ now }: CheckDependencies, key: KnownKey, { address }: SignedRequest): BaseError | undefined {
  if (key.revokedAt) return refusal('API_KEY_REVOKED', 'The API key was revoked.', 'Register another one.')
  if (key.expiresAt <= now()) return refusal('API_KEY_EXPIRED', 'The API key has expired.', 'Register another one.')
  if (isAllowed(key.ipAllowList, address)) return undefined
  const details = `${address} is not in the key’s allow-list.`
  return new BaseError('The API key may not be used from here.', { code: 'API_KEY_ADDRESS', details, status: 403 })
}

function replayed(
  { nonces, now }: CheckDependencies,
  { keyId, nonce, createdSec }: SignatureInput,
): BaseError | undefined {
  if (nonces.spend(keyId, nonce, createdSec, Math.floor(now().getTime() / 1000))) return undefined
  return refusal(
    'API_SIGNATURE_REPLAYED',
    'The request was sent before.',
    'Sign each request anew, with a nonce of its own.',
  )
}

function refusal(code: string, title: string, details: string): BaseError {
  return new BaseError(title, { code, details, status: 401 })
}
