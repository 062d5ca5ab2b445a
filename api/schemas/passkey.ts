import { z } from '@hono/zod-openapi'

/** base64url, as WebAuthn's JSON forms have it; bounded by what authenticators make. */
const base64url = (max: number) =>
  z
    .string()
    .regex(/^[\w-]+$/, 'must be base64url')
    .max(max)
/** WebAuthn, 4: credential ids have at most 1,023 bytes. */
const credentialId = base64url(1_364).openapi({ example: 'q8Ck5kHkU1vZk2b0b8b2Tw' })
const attachment = z.string().max(32).optional()
const common = { id: credentialId, rawId: credentialId, type: z.literal('public-key') }
/** Extensions are neither asked for nor read. */
const clientExtensionResults = z.record(z.string().max(64), z.unknown()).transform(() => ({}))

export const label = z
  .string()
  .regex(/^[^\p{Cc}]{1,60}$/u, 'must be 1 to 60 characters, none of them a control character')
  .openapi({ example: 'Telephone' })

/** `RegistrationResponseJSON` (WebAuthn Level 3, 5.1); what we do not read is dropped. */
export const registrationResponse = z
  .object({
    ...common,
    authenticatorAttachment: attachment,
    clientExtensionResults,
    response: z.object({
      clientDataJSON: base64url(4_096),
      attestationObject: base64url(16_384),
      transports: z.array(z.string().max(32)).max(8).default([]),
    }),
  })
  .transform(({ authenticatorAttachment: _, ...rest }) => rest)
  .openapi('PasskeyRegistration')

/** `AuthenticationResponseJSON` (WebAuthn Level 3, 5.1); what we do not read is dropped. */
export const authenticationResponse = z
  .object({
    ...common,
    authenticatorAttachment: attachment,
    clientExtensionResults,
    response: z.object({
      clientDataJSON: base64url(4_096),
      authenticatorData: base64url(4_096),
      signature: base64url(512),
      userHandle: base64url(128).nullish(),
    }),
  })
  .transform(({ authenticatorAttachment: _, response: { userHandle: _handle, ...response }, ...rest }) => ({
    ...rest,
    response,
  }))
  .openapi('PasskeyAssertion')

export const credentialIdInPath = credentialId

export const passkeyView = z
  .object({
    credentialId: z.string(),
    account: z.string(),
    label: z.string(),
    publicKey: z.object({ x: z.string(), y: z.string() }).openapi({
      description: 'A point of P-256, 32 bytes each in hex: who signs with the passkey needs it.',
      example: { x: `0x${'ab'.repeat(32)}`, y: `0x${'cd'.repeat(32)}` },
    }),
    isDeviceBound: z.boolean().openapi({ description: 'It never leaves its device; others are synchronised.' }),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().optional(),
    revokedAt: z.iso.datetime().optional(),
  })
  .openapi('Passkey')
