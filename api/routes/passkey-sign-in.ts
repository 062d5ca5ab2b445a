import { randomBytes } from 'node:crypto'
import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { openSession } from '../domain/auth/refresh-token.ts'
import { issueChallenge } from '../domain/passkeys/challenges.ts'
import { listPasskeys } from '../domain/passkeys/own-passkeys.ts'
import { registerPasskey } from '../domain/passkeys/register-passkey.ts'
import { relyingPartyOf } from '../domain/passkeys/relying-party.ts'
import { verifyPasskeySignIn } from '../domain/passkeys/verify-sign-in.ts'
import { judgeSignIn } from '../domain/risk/judge-sign-in.ts'
import { ticketRefused } from '../domain/sign-up/ticket.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { peerOf } from '../http/peer.ts'
import { bodyProblems } from '../http/problems.ts'
import type { TokenCredentials } from '../http/token-credentials.ts'
import { authenticationResponse, label, registrationResponse } from '../schemas/passkey.ts'
import { creationOptions, creationOptionsOf, requestOptions, requestOptionsOf } from '../schemas/passkey-options.ts'
import { signUpTicket } from '../schemas/sign-up.ts'
import { device, issueTokens, tokenResponse } from '../schemas/tokens.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const bodyOf = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } })
const FRESH = 'In a session, which takes a proof of the last 5 minutes, the passkey is added to its account.'

const registrationOptionsRoute = createRoute({
  method: 'post',
  path: '/passkeys/registration-options',
  tags: ['passkeys'],
  summary: 'What a browser needs to make a passkey',
  description: `Without a session the passkey gives birth to an account. ${FRESH}`,
  security: [{}, { bearer: [] }, { dpop: [] }],
  request: bodyOf(z.strictObject({ label })),
  responses: { 201: { description: 'For one registration.', content: json(creationOptions) }, ...bodyProblems() },
})

const registerRoute = createRoute({
  method: 'post',
  path: '/passkeys',
  tags: ['passkeys'],
  summary: 'Register a passkey',
  description: `It opens no session: the passkey signs in next, within an hour, and counts from then on. With a sign-up ticket the proven contact then leads to the new account; a session takes none. ${FRESH}`,
  security: [{}, { bearer: [] }, { dpop: [] }],
  request: bodyOf(z.strictObject({ label, credential: registrationResponse, signUpTicket: signUpTicket.optional() })),
  responses: {
    201: {
      description: 'Registered; sign in with it.',
      content: json(z.object({ account: z.string(), credentialId: z.string() })),
    },
    ...bodyProblems(),
  },
})

const signInOptionsRoute = createRoute({
  method: 'post',
  path: '/passkeys/sign-in-options',
  tags: ['passkeys'],
  summary: 'What a browser needs to sign in with a passkey',
  description: 'The person chooses among the passkeys of her device; nobody names an account.',
  responses: { 201: { description: 'For one sign-in.', content: json(requestOptions) }, ...bodyProblems() },
})

const signInRoute = createRoute({
  method: 'post',
  path: '/passkeys/sign-in',
  tags: ['passkeys'],
  summary: 'Sign in with a passkey',
  description: 'With a DPoP proof (RFC 9449) the tokens are bound to its key.',
  request: bodyOf(z.strictObject({ credential: authenticationResponse, device })),
  responses: { 200: tokenResponse, ...bodyProblems() },
})

export function passkeySignInRoutes(dependencies: ApiDependencies, tokens: TokenCredentials): ApiApp {
  const { addresses, config, now } = dependencies
  const party = relyingPartyOf(config)
  return createRouter()
    .openapi(registrationOptionsRoute, async (context) => {
      const account = context.get('principal') && requireSession(context).account
      const known = account ? await listPasskeys(dependencies, account) : []
      const wish = { purpose: 'registration', account: account ?? null } as const
      const options = creationOptionsOf(party, {
        challenge: await issueChallenge(dependencies, wish),
        userId: randomBytes(32),
        label: context.req.valid('json').label,
        known: known.map(({ credentialId }) => credentialId),
      })
      return context.json(options, 201)
    })
    .openapi(registerRoute, async (context) => {
      const account = context.get('principal') && requireSession(context).account
      const registry = addresses.get('AccountRegistry')
      const { label, credential, signUpTicket } = context.req.valid('json')
      if (account && signUpTicket !== undefined) throw ticketRefused()
      const wish = { response: credential, label, account, signUpTicket }
      const row = await registerPasskey({ ...dependencies, registry }, wish)
      return context.json({ account: row.account, credentialId: row.credentialId }, 201)
    })
    .openapi(signInOptionsRoute, async (context) => {
      const challenge = await issueChallenge(dependencies, { purpose: 'sign-in' })
      return context.json(requestOptionsOf(party, challenge), 201)
    })
    .openapi(signInRoute, async (context) => {
      const { credential, device } = context.req.valid('json')
      const keyThumbprint = await tokens.keyOf(context)
      const account = await verifyPasskeySignIn(dependencies, credential)
      const place = await judgeSignIn(dependencies, {
        account,
        keyThumbprint,
        address: peerOf(context, config.PROXY_HOPS),
      })
      const signIn = { account, method: 'passkey', device, keyThumbprint, ...place } as const
      const grant = await openSession(dependencies, signIn)
      return context.json(await issueTokens(tokens, grant, now()), 200)
    })
}
