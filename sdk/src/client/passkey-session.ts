import type { Address } from 'viem'
import type { PasskeyPublicKey } from '../passkey/address.ts'
import { browserAuthenticator, type CredentialsContainerLike, createPasskey } from '../passkey/browser.ts'
import { passkeySigner } from '../passkey/signer.ts'
import { type Session, sessionOf } from './client.ts'
import { createHttp } from './http.ts'
import { contractOf, createProtocolReader } from './protocol.ts'
import { keepSignedIn, type Tokens } from './sign-in.ts'

/** WebAuthn's JSON forms (Level 3, 5.1), as the API speaks them; what is not used here is left out. */
interface CreationOptions {
  rp: { id: string; name: string }
  user: { id: string }
  challenge: string
}
interface RequestOptions {
  rpId: string
  challenge: string
  timeout: number
}
interface CredentialLike {
  rawId: ArrayBuffer
  toJSON(): { id: string }
}

export interface SignUp {
  /** What the person sees in the list of passkeys. */
  label: string
  /** The contact and the code that it was sent, so that it leads to the new account. */
  proof?: { contact: string; code: string }
}

/** Sends a one-time code to a phone number (E.164) or an e-mail address; the answer is the same for every contact. */
export async function askForCode(url: string, contact: string): Promise<void> {
  await createHttp(url).post('/api/v1/auth/otp', { contact })
}

/**
 * Makes a passkey and with it an account: `signUpWithPasskey(location.origin, navigator.credentials, …)`. It counts once it has signed in.
 * @throws ApiError CODE_REFUSED, PASSKEY_REFUSED and others; TypeError when the person made no passkey.
 */
export async function signUpWithPasskey(
  url: string,
  credentials: CredentialsContainerLike,
  { label, proof }: SignUp,
): Promise<{ account: Address }> {
  const http = createHttp(url)
  const proven = proof && (await http.post<{ signUpTicket: string }>('/api/v1/auth/otp/verify', proof))
  const options = await http.post<CreationOptions>('/api/v1/auth/passkeys/registration-options', { label })
  const { credential } = await createPasskey(credentials, {
    rpId: options.rp.id,
    rpName: options.rp.name,
    userId: bytesOf(options.user.id),
    userName: label,
    challenge: bytesOf(options.challenge),
  })
  return await http.post('/api/v1/auth/passkeys', {
    label,
    credential: (credential as CredentialLike).toJSON(),
    signUpTicket: proven?.signUpTicket,
  })
}

/**
 * Signs in with whichever passkey the person chooses, and signs with it from then on: everything that costs or moves something asks her.
 * @throws ApiError; TypeError when the person chose none.
 */
export async function openPasskeySession(
  url: string,
  credentials: CredentialsContainerLike,
  { device }: { device: string },
): Promise<Session> {
  const anonymous = createHttp(url)
  const { rpId, challenge, timeout } = await anonymous.post<RequestOptions>('/api/v1/auth/passkeys/sign-in-options', {})
  const publicKey = { rpId, challenge: bytesOf(challenge), timeout, userVerification: 'required' }
  const credential = (await credentials.get({ publicKey })) as CredentialLike | null
  if (!credential) throw new TypeError('No passkey was chosen.')
  const asserted = credential.toJSON()
  const tokens = await anonymous.post<Tokens & { account: Address }>('/api/v1/auth/passkeys/sign-in', {
    credential: asserted,
    device,
  })
  const http = keepSignedIn(url, tokens)
  const { items } = await http.get<{ items: { credentialId: string; publicKey: PasskeyPublicKey }[] }>(
    '/api/v1/auth/passkeys',
  )
  const own = items.find(({ credentialId }) => credentialId === asserted.id)
  if (!own) throw new TypeError('The API does not know the passkey that signed in.')
  const protocol = await createProtocolReader(anonymous)()
  const authenticator = browserAuthenticator(credentials, { rpId, credentialId: new Uint8Array(credential.rawId) })
  const account = passkeySigner({
    registry: contractOf(protocol, 'AccountRegistry'),
    publicKey: own.publicKey,
    account: tokens.account,
    authenticator,
  })
  return sessionOf(http, protocol, account)
}

function bytesOf(base64url: string): Uint8Array {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
