import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import type { KnownKeys } from '../domain/api-keys/known-keys.ts'
import { listKeys, readKey, revokeKey } from '../domain/api-keys/own-keys.ts'
import { type ApiKeyRow, checkRegistration, keepKey } from '../domain/api-keys/register-key.ts'
import { domainOfStatements } from '../domain/statement-domain.ts'
import { effectOnce } from '../http/effect-once.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { PAGE_SIZE_MAX } from '../limits.ts'
import { keyIdInPath, keyRegistration, keyView } from '../schemas/api-key.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const bearer = [{ bearer: [] }]

const registerRoute = createRoute({
  method: 'post',
  path: '/api-keys',
  tags: ['api keys'],
  summary: 'Register an Ed25519 key that signs requests',
  description:
    'Beside the session it takes the account’s signature over `ApiKeyGrant` (EIP-712, see GET /api/v1/protocol; `account` is the session’s) and the key’s own over the digest. We keep the public key only. Requests are then signed as HTTP Message Signatures (RFC 9421), see `signRequest` of the SDK.',
  security: bearer,
  request: { body: { required: true, content: json(keyRegistration) } },
  responses: { 201: { description: 'Registered.', content: json(keyView) }, ...bodyProblems(403) },
})

const listRoute = createRoute({
  method: 'get',
  path: '/api-keys',
  tags: ['api keys'],
  summary: 'Own API keys, newest first',
  security: bearer,
  responses: {
    200: { description: 'Revoked and expired ones as well.', content: json(z.object({ items: z.array(keyView) })) },
    ...problems(403),
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/api-keys/{keyId}',
  tags: ['api keys'],
  summary: 'One API key of the account',
  security: bearer,
  request: { params: z.object({ keyId: keyIdInPath }) },
  responses: { 200: { description: 'The key.', content: json(keyView) }, ...problems(400, 403, 404) },
})

const revokeRoute = createRoute({
  method: 'post',
  path: '/api-keys/{keyId}/revoke',
  tags: ['api keys'],
  summary: 'End an API key at once',
  security: bearer,
  request: { params: z.object({ keyId: keyIdInPath }) },
  responses: { 200: { description: 'Revoked.', content: json(keyView) }, ...bodyProblems(403, 404) },
})

export function apiKeyRoutes(dependencies: ApiDependencies, keys: KnownKeys): ApiApp {
  const { now } = dependencies
  const domain = domainOfStatements(dependencies)
  return createRouter()
    .openapi(registerRoute, async (context) => {
      const { account } = requireSession(context)
      const { signature, possession, ...terms } = context.req.valid('json')
      const registration = { domain, grant: { account, ...terms }, signature, possession }
      return await effectOnce(dependencies, context, async (commit) => {
        const row = await checkRegistration(dependencies, registration)
        return await commit(async (database) => context.json(viewOf(await keepKey(database, row)), 201))
      })
    })
    .openapi(listRoute, async (context) => {
      const { account } = requireSession(context)
      const rows = await listKeys(dependencies, account, PAGE_SIZE_MAX)
      return context.json({ items: rows.map(viewOf) }, 200)
    })
    .openapi(getRoute, async (context) => {
      const { account } = requireSession(context)
      return context.json(viewOf(await readKey(dependencies, account, context.req.valid('param').keyId)), 200)
    })
    .openapi(revokeRoute, async (context) => {
      const { account } = requireSession(context)
      const { keyId } = context.req.valid('param')
      const answer = await effectOnce(dependencies, context, (commit) =>
        commit(async (database) => context.json(viewOf(await revokeKey({ database, now }, account, keyId)), 200)),
      )
      keys.forget(keyId)
      return answer
    })
}

function viewOf({ id, createdAt, expiresAt, revokedAt, ...row }: ApiKeyRow) {
  const { account, publicKey, label, scopes, ipAllowList } = row
  return {
    keyId: id,
    account,
    publicKey,
    label,
    scopes,
    ipAllowList,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...(revokedAt ? { revokedAt: revokedAt.toISOString() } : {}),
  }
}
