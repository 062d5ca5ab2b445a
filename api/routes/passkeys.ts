import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { listPasskeys, readPasskey, renamePasskey, revokePasskey } from '../domain/passkeys/own-passkeys.ts'
import { coordinatesOf } from '../domain/passkeys/public-key.ts'
import type { PasskeyRow } from '../domain/passkeys/register-passkey.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { etagOf, requireMatch } from '../http/etag.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { credentialIdInPath, label, passkeyView } from '../schemas/passkey.ts'
import { ifMatch } from '../schemas/precondition.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const security = [{ bearer: [] }, { dpop: [] }]
const params = z.object({ credentialId: credentialIdInPath })

const listRoute = createRoute({
  method: 'get',
  path: '/passkeys',
  tags: ['passkeys'],
  summary: 'Passkeys that sign this account in',
  security,
  responses: {
    200: {
      description: 'Newest first, revoked ones as well.',
      content: json(z.object({ items: z.array(passkeyView) })),
    },
    ...problems(),
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/passkeys/{credentialId}',
  tags: ['passkeys'],
  summary: 'One passkey of the account',
  description: 'Its `ETag` is what a change names in `If-Match`.',
  security,
  request: { params },
  responses: { 200: { description: 'The passkey.', content: json(passkeyView) }, ...problems(400, 404) },
})

const renameRoute = createRoute({
  method: 'post',
  path: '/passkeys/{credentialId}/rename',
  tags: ['passkeys'],
  summary: 'Call a passkey something else',
  security,
  request: { params, headers: ifMatch, body: { required: true, content: json(z.strictObject({ label })) } },
  responses: { 200: { description: 'Renamed.', content: json(passkeyView) }, ...bodyProblems(404, 412, 428) },
})

const revokeRoute = createRoute({
  method: 'post',
  path: '/passkeys/{credentialId}/revoke',
  tags: ['passkeys'],
  summary: 'End the sign-ins of a passkey at once',
  description:
    'Takes a proof of the last 5 minutes. Sessions go on: see /sessions/revoke-others. What the passkey signs on chain ends by an intent to the account registry.',
  security,
  request: { params },
  responses: { 200: { description: 'Revoked.', content: json(passkeyView) }, ...bodyProblems(404) },
})

export function passkeyRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter()
    .openapi(listRoute, async (context) => {
      const rows = await listPasskeys(dependencies, requireSession(context).account)
      return context.json({ items: rows.map(viewOf) }, 200)
    })
    .openapi(getRoute, async (context) => {
      const { account } = requireSession(context)
      const { credentialId } = context.req.valid('param')
      return context.json(viewOf(await readPasskey(dependencies, { account, credentialId })), 200)
    })
    .openapi(renameRoute, async (context) => {
      const { account } = requireSession(context)
      const { credentialId } = context.req.valid('param')
      const wish = { account, credentialId, ...context.req.valid('json') }
      const view = viewOf(await renamePasskey(dependencies, wish, (row) => requireMatch(context, viewOf(row))))
      context.header('etag', etagOf(view))
      return context.json(view, 200)
    })
    .openapi(revokeRoute, async (context) => {
      const { account } = requireSession(context)
      const { credentialId } = context.req.valid('param')
      return context.json(viewOf(await revokePasskey(dependencies, { account, credentialId })), 200)
    })
}

function viewOf({ credentialId, account, label, publicKey, deviceType, createdAt, lastUsedAt, revokedAt }: PasskeyRow) {
  return {
    credentialId,
    account,
    label,
    publicKey: coordinatesOf(publicKey),
    isDeviceBound: deviceType === 'singleDevice',
    createdAt: createdAt.toISOString(),
    ...(lastUsedAt ? { lastUsedAt: lastUsedAt.toISOString() } : {}),
    ...(revokedAt ? { revokedAt: revokedAt.toISOString() } : {}),
  }
}
