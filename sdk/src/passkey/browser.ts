import type { PasskeyPublicKey } from './address.ts'
import { parsePublicKey } from './public-key.ts'
import type { Authenticator } from './signer.ts'

/** What is used of `navigator.credentials`, so that this package needs no browser's types. */
export interface CredentialsContainerLike {
  create(options: unknown): Promise<unknown>
  get(options: unknown): Promise<unknown>
}

export interface NewPasskey {
  /** The domain that the passkey belongs to; it signs for no other. */
  rpId: string
  rpName: string
  /** At most 64 bytes, no personal data. */
  userId: Uint8Array
  /** What the person sees in the list of passkeys. */
  userName: string
  /** From the server, used once. */
  challenge: Uint8Array
}

export interface CreatedPasskey {
  credentialId: Uint8Array
  publicKey: PasskeyPublicKey
  /** For the server's own check of the registration. */
  credential: unknown
}

interface CreatedCredential {
  rawId: ArrayBuffer
  response: { getPublicKey(): ArrayBuffer | null }
}

interface AssertedCredential {
  response: { authenticatorData: ArrayBuffer; clientDataJSON: ArrayBuffer; signature: ArrayBuffer }
}

/** Two minutes: a person may have to fetch the telephone. */
const TIMEOUT_MS = 120_000
/** ECDSA on P-256 with SHA-256 and nothing else: it is what the chain verifies. */
const ES256 = -7

/** Makes a passkey: `createPasskey(navigator.credentials, …)`. */
export async function createPasskey(credentials: CredentialsContainerLike, wish: NewPasskey): Promise<CreatedPasskey> {
  const publicKey = {
    rp: { id: wish.rpId, name: wish.rpName },
    user: { id: wish.userId, name: wish.userName, displayName: wish.userName },
    challenge: wish.challenge,
    pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
    timeout: TIMEOUT_MS,
  }
  const credential = (await credentials.create({ publicKey })) as CreatedCredential | null
  const spki = credential?.response.getPublicKey()
  if (!credential || !spki) throw new TypeError('The browser made no passkey.')
  return {
    credentialId: new Uint8Array(credential.rawId),
    publicKey: parsePublicKey(new Uint8Array(spki)),
    credential,
  }
}

/** Asks the browser for assertions of one passkey: `browserAuthenticator(navigator.credentials, …)`. */
export function browserAuthenticator(
  credentials: CredentialsContainerLike,
  { rpId, credentialId }: { rpId: string; credentialId: Uint8Array },
): Authenticator {
  return {
    async assert(challenge) {
      const allowCredentials = [{ type: 'public-key', id: credentialId }]
      const publicKey = { rpId, challenge, allowCredentials, userVerification: 'required', timeout: TIMEOUT_MS }
      const credential = (await credentials.get({ publicKey })) as AssertedCredential | null
      if (!credential) throw new TypeError('The browser gave no assertion.')
      const { authenticatorData, clientDataJSON, signature } = credential.response
      return {
        authenticatorData: new Uint8Array(authenticatorData),
        clientDataJSON: new Uint8Array(clientDataJSON),
        signature: new Uint8Array(signature),
      }
    },
  }
}
