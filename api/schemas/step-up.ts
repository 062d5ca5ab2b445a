import { z } from '@hono/zod-openapi'
import { PROOF_KINDS } from '../domain/step-up/proofs.ts'
import { contact } from './contact.ts'
import { signature } from './fields.ts'
import { authenticationResponse } from './passkey.ts'
import { oneTimeCode } from './sign-up.ts'
import { recoveryCode, totpCode } from './totp.ts'

export const operation = z
  .strictObject({
    method: z.enum(['POST']),
    path: z
      .string()
      .regex(/^\/api\/[\x21-\x7e]{1,500}$/, 'must be the path of an operation')
      .openapi({ example: '/api/v1/payments/quotes' }),
    bodySha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
      .openapi({ example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }),
  })
  .openapi('Operation', {
    description:
      'One request exactly as it will be sent. Its digest, hexadecimal: SHA-256 of "genex operation", method, path with query, and bodySha256, joined by line feeds.',
  })

const forOne = { operation: operation.optional() }

export const offeredProof = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('wallet'), message: z.string().min(1).max(4_096), signature, ...forOne }),
    z.strictObject({ kind: z.literal('passkey'), credential: authenticationResponse }),
    z.strictObject({ kind: z.literal('totp'), code: totpCode, ...forOne }),
    z.strictObject({ kind: z.literal('recovery-code'), recoveryCode, ...forOne }),
    z.strictObject({ kind: z.literal('otp'), contact, code: oneTimeCode, ...forOne }),
  ])
  .openapi('OfferedProof')

export const givenProof = z
  .object({
    kind: z.enum(PROOF_KINDS),
    operation: z.string().optional().openapi({ description: 'Digest of the one operation that it is good for.' }),
    goodUntil: z.iso.datetime(),
  })
  .openapi('GivenProof')
