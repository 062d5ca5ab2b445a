import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import { concatBytes, numberToBytes } from 'viem'
import { coseOfPoint } from '../../../../api/domain/passkeys/public-key.ts'
import { FLAGS, type SoftwareAuthenticator, softwareAuthenticator } from '../../../support/software-authenticator.ts'
import { type Answer, post, type Requester, type Tokens } from './calls.ts'

const PASSKEYS = '/api/v1/auth/passkeys'
export const RP_ID = 'genex.test'
export const ORIGIN = 'http://genex.test:3000'
const CREDENTIAL_INCLUDED = 0x40
const SYNCHRONISED = FLAGS.backupEligible | FLAGS.backedUp

/** A passkey in software: the authenticator and the id under which it is known. */
export interface TestPasskey {
  authenticator: SoftwareAuthenticator
  credentialId: Buffer
}

export const newPasskey = (
  place: { rpId?: string; origin?: string; seed?: string } = { rpId: RP_ID, origin: ORIGIN },
): TestPasskey => ({
  authenticator: softwareAuthenticator(place),
  credentialId: randomBytes(16),
})

/** What a test may bend of a registration. */
/** Its id as paths and answers have it. */
export const idOf = ({ credentialId }: TestPasskey) => credentialId.toString('base64url')

export interface RegistrationChanges {
  origin?: string
  rpId?: string
  flags?: number
  headers?: Record<string, string>
  signUpTicket?: string
}

/** Registers a passkey with fresh options. */
export async function register(
  app: Requester,
  passkey: TestPasskey,
  { headers = {}, signUpTicket, ...changes }: RegistrationChanges = {},
): Promise<Answer> {
  const options = await post(app, `${PASSKEYS}/registration-options`, { label: 'Telephone' }, headers)
  assert.equal(options.status, 201, JSON.stringify(options.body))
  const credential = attest(passkey, String(options.body.challenge), changes)
  return await post(app, PASSKEYS, { label: 'Telephone', credential, signUpTicket }, headers)
}

/** What a browser makes of `navigator.credentials.create` without attestation (WebAuthn, 6.5.2 and 8.7). */
export function attest(
  { authenticator, credentialId }: TestPasskey,
  challenge: string,
  changes: Omit<RegistrationChanges, 'headers' | 'signUpTicket'> = {},
) {
  const { origin = ORIGIN, rpId = RP_ID, flags = FLAGS.userPresent | FLAGS.userVerified | SYNCHRONISED } = changes
  const { x, y } = authenticator.publicKey
  const authData = concatBytes([
    createHash('sha256').update(rpId).digest(),
    Uint8Array.of(flags | CREDENTIAL_INCLUDED),
    numberToBytes(0, { size: 4 }),
    new Uint8Array(16),
    numberToBytes(credentialId.length, { size: 2 }),
    credentialId,
    coseOfPoint(`${x}${y.slice(2)}` as `0x${string}`),
  ])
  const clientData = { type: 'webauthn.create', challenge, origin, crossOrigin: false }
  const attestation = new Map<string, unknown>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', authData],
  ])
  const response = {
    clientDataJSON: Buffer.from(JSON.stringify(clientData)).toString('base64url'),
    attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
    transports: ['internal'],
  }
  return { ...named(credentialId), response }
}

/** A sign-in with fresh options; `flags` and `challenge` may be bent. */
export async function signInWith(
  app: Requester,
  passkey: TestPasskey,
  changes: { flags?: number; challenge?: string } = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const challenge = changes.challenge ?? (await signInChallenge(app))
  const credential = await assertionOf(passkey, challenge, changes.flags)
  return await post(app, `${PASSKEYS}/sign-in`, { credential, device: 'Telephone' }, headers)
}

/** What a browser makes of `navigator.credentials.get`. */
export async function assertionOf(
  { authenticator, credentialId }: TestPasskey,
  challenge: string,
  flags = FLAGS.userPresent | FLAGS.userVerified | SYNCHRONISED,
) {
  const assertion = await authenticator.assert(Buffer.from(challenge, 'base64url'), { flags })
  const response = Object.fromEntries(
    Object.entries(assertion).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64url')]),
  )
  return { ...named(credentialId), response }
}

export async function signInChallenge(app: Requester): Promise<string> {
  return String((await post(app, `${PASSKEYS}/sign-in-options`, {})).body.challenge)
}

/** Registers and signs in: an account born with a passkey. */
export async function bornWith(app: Requester, passkey: TestPasskey): Promise<Tokens> {
  assert.equal((await register(app, passkey)).status, 201)
  const { status, body } = await signInWith(app, passkey)
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as Tokens
}

function named(credentialId: Buffer) {
  const id = credentialId.toString('base64url')
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {} }
}
