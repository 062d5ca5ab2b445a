import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { listPasskeys, renamePasskey, revokePasskey } from '../domain/passkeys/own-passkeys.ts'
import { coordinatesOf } from '../domain/passkeys/public-key.ts'
import type { PasskeyRow } from '../domain/passkeys/register-passkey.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { requireFreshSession } from '../http/require-fresh.ts'
import { credentialIdInPath, label, passkeyView } from '../schemas/passkey.ts'

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

const renameRoute = createRoute({
  method: 'post',
  path: '/passkeys/{credentialId}/rename',
  tags: ['passkeys'],
  summary: 'Call a passkey something else',
  security,
  request: { params, body: { required: true, content: json(z.strictObject({ label })) } },
  responses: { 200: { description: 'Renamed.', content: json(passkeyView) }, ...bodyProblems(404) },
})

const revokeRoute = createRoute({
  method: 'post',
  path: '/passkeys/{credentialId}/revoke',
  tags: ['passkeys'],
  summary: 'End the sign-ins of a passkey at once',
  description:
    'Takes a sign-in of the last 5 minutes. Sessions go on: see /sessions/revoke-others. What the passkey signs on chain ends by an intent to the account registry.',
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
    .openapi(renameRoute, async (context) => {
      const { account } = requireSession(context)
      const { credentialId } = context.req.valid('param')
      const renamed = await renamePasskey(dependencies, { account, credentialId, ...context.req.valid('json') })
      return context.json(viewOf(renamed), 200)
    })
    .openapi(revokeRoute, async (context) => {
      const { account } = requireFreshSession(context, dependencies.now())
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
