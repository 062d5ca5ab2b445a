import { z } from '@hono/zod-openapi'
import { signAccessToken } from '../domain/auth/access-token.ts'
import type { Grant } from '../domain/auth/refresh-token.ts'
import type { TokenCredentials } from '../http/token-credentials.ts'
import { ACCESS_TOKEN_TTL_SEC } from '../limits.ts'

const tokens = z
  .object({
    account: z.string(),
    accessToken: z.string(),
    accessTokenTtlSec: z.int().openapi({ example: ACCESS_TOKEN_TTL_SEC }),
    tokenType: z.enum(['Bearer', 'DPoP']).openapi({ description: 'How the access token is presented.' }),
    refreshToken: z.string().openapi({ description: 'Good once; using it twice closes the session.' }),
  })
  .openapi('Tokens')

export const tokenResponse = { description: 'Signed in.', content: { 'application/json': { schema: tokens } } }

/** What the person calls the device she signs in on. */
export const device = z
  .string()
  .regex(/^[^\p{Cc}]{1,60}$/u, 'must be 1 to 60 characters, none of them a control character')
  .default('unnamed')
  .openapi({ example: 'Telephone' })

/** The tokens of a session that was just opened or refreshed. */
export async function issueTokens({ keys, sessions }: TokenCredentials, { principal, refreshToken }: Grant, now: Date) {
  sessions.saw(principal.sessionId)
  return {
    account: principal.account,
    accessToken: await signAccessToken(keys, principal, now),
    accessTokenTtlSec: ACCESS_TOKEN_TTL_SEC,
    tokenType: principal.keyThumbprint === undefined ? ('Bearer' as const) : ('DPoP' as const),
    refreshToken,
  }
}
