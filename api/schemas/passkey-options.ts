import { z } from '@hono/zod-openapi'
import { ALGORITHMS, type RelyingParty } from '../domain/passkeys/relying-party.ts'
import { PASSKEY_CHALLENGE_SEC } from '../limits.ts'

const TIMEOUT_MS = PASSKEY_CHALLENGE_SEC * 1000
const credential = z.object({ type: z.literal('public-key'), id: z.string() })

/** `PublicKeyCredentialCreationOptionsJSON` (WebAuthn Level 3, 5.1). */
export const creationOptions = z
  .object({
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int(),
    excludeCredentials: z.array(credential),
    authenticatorSelection: z.object({ residentKey: z.literal('required'), userVerification: z.literal('required') }),
    attestation: z.literal('none'),
  })
  .openapi('PasskeyCreationOptions')

/** `PublicKeyCredentialRequestOptionsJSON`. */
export const requestOptions = z
  .object({ challenge: z.string(), rpId: z.string(), timeout: z.int(), userVerification: z.literal('required') })
  .openapi('PasskeyRequestOptions')

/** @param userId Random for each passkey: an authenticator that knew it already would replace the older one. */
export function creationOptionsOf(
  { id }: RelyingParty,
  { challenge, userId, label, known }: { challenge: Buffer; userId: Buffer; label: string; known: readonly string[] },
): z.input<typeof creationOptions> {
  return {
    rp: { id, name: 'Genex' },
    user: { id: userId.toString('base64url'), name: label, displayName: label },
    challenge: challenge.toString('base64url'),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: TIMEOUT_MS,
    excludeCredentials: known.map((credentialId) => ({ type: 'public-key', id: credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
  }
}

export function requestOptionsOf({ id }: RelyingParty, challenge: Buffer): z.input<typeof requestOptions> {
  return { challenge: challenge.toString('base64url'), rpId: id, timeout: TIMEOUT_MS, userVerification: 'required' }
}
