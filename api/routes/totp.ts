import { createRoute, z } from '@hono/zod-openapi'
import type { Address } from 'viem'
import type { ApiDependencies } from '../dependencies.ts'
import { confirm, enrol, readEnrolment, remove, renewRecoveryCodes } from '../domain/totp/enrolment.ts'
import { spendRecoveryCode } from '../domain/totp/recovery-codes.ts'
import { spendTotp } from '../domain/totp/spend-totp.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { appOrRecoveryCode, recoveryCodes, totpCode } from '../schemas/totp.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const bodyOf = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } })
const common = { tags: ['authenticator app'], security: [{ bearer: [] }, { dpop: [] }] }

const readRoute = createRoute({
  ...common,
  method: 'get',
  path: '/totp',
  summary: 'Whether the account has an authenticator app',
  responses: {
    200: {
      description: 'It counts as a proof from `confirmedAt` on.',
      content: json(z.object({ confirmedAt: z.iso.datetime().optional(), recoveryCodesLeft: z.int() })),
    },
    ...problems(),
  },
})

const enrolRoute = createRoute({
  ...common,
  method: 'post',
  path: '/totp',
  summary: 'Begin with an authenticator app (TOTP, RFC 6238)',
  description: 'The secret is shown once. It proves nothing until a code of it was confirmed.',
  responses: {
    201: { description: 'Show `uri` as a QR code.', content: json(z.object({ uri: z.string(), secret: z.string() })) },
    ...bodyProblems(),
  },
})

const confirmRoute = createRoute({
  ...common,
  method: 'post',
  path: '/totp/confirm',
  summary: 'Confirm the authenticator app by a code of it',
  request: bodyOf(z.strictObject({ code: totpCode })),
  responses: { 200: { description: 'From now on it is a proof.', content: json(recoveryCodes) }, ...bodyProblems() },
})

const renewRoute = createRoute({
  ...common,
  method: 'post',
  path: '/totp/recovery-codes',
  summary: 'New recovery codes in the place of all older ones',
  request: bodyOf(appOrRecoveryCode),
  responses: { 200: { description: 'Keep them.', content: json(recoveryCodes) }, ...bodyProblems() },
})

const removeRoute = createRoute({
  ...common,
  method: 'post',
  path: '/totp/remove',
  summary: 'Take the authenticator app away',
  request: bodyOf(appOrRecoveryCode),
  responses: { 204: { description: 'Secret and recovery codes are deleted.' }, ...bodyProblems() },
})

export function totpRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter()
    .openapi(readRoute, async (context) => {
      const enrolment = await readEnrolment(dependencies, requireSession(context).account)
      const confirmedAt = enrolment?.confirmedAt?.toISOString()
      const recoveryCodesLeft = enrolment?.recoveryCodesLeft ?? 0
      return context.json({ ...(confirmedAt === undefined ? {} : { confirmedAt }), recoveryCodesLeft }, 200)
    })
    .openapi(enrolRoute, async (context) =>
      context.json(await enrol(dependencies, requireSession(context).account), 201),
    )
    .openapi(confirmRoute, async (context) => {
      const { account } = requireSession(context)
      const { code } = context.req.valid('json')
      return context.json({ recoveryCodes: await confirm(dependencies, account, code) }, 200)
    })
    .openapi(renewRoute, async (context) => {
      const { account } = requireSession(context)
      await spend(dependencies, account, context.req.valid('json'))
      return context.json({ recoveryCodes: await renewRecoveryCodes(dependencies, account) }, 200)
    })
    .openapi(removeRoute, async (context) => {
      const { account } = requireSession(context)
      await spend(dependencies, account, context.req.valid('json'))
      await remove(dependencies, account)
      return context.body(null, 204)
    })
}

async function spend(
  dependencies: ApiDependencies,
  account: Address,
  given: z.output<typeof appOrRecoveryCode>,
): Promise<void> {
  if ('code' in given) return await spendTotp(dependencies, { account, code: given.code, isConfirmed: true })
  return await spendRecoveryCode(dependencies, account, given.recoveryCode)
}
