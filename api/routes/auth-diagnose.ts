import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import type { Verdict } from '../domain/api-keys/check-request.ts'
import type { Identification, Identify } from '../http/authenticate.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { problems } from '../http/problems.ts'

const diagnosis = z
  .object({
    credentials: z
      .enum(['none', 'bearer', 'dpop', 'signature', 'both'])
      .openapi({ description: 'What was presented.' }),
    isAccepted: z.boolean(),
    account: z.string().optional(),
    scopes: z.array(z.string()).optional().openapi({ description: 'Of an API key; a session may do everything.' }),
    expiresAt: z.iso.datetime().optional().openapi({ description: 'Of an API key that signed this request.' }),
    code: z
      .string()
      .optional()
      .openapi({ example: 'API_SIGNATURE_EXPIRED', description: 'Why not; see /docs/errors.' }),
    detail: z.string().optional(),
    serverTimeMs: z.int(),
    signature: z
      .object({
        keyId: z.string(),
        components: z.array(z.string()),
        createdSec: z.int(),
        clockSkewSec: z.int().openapi({ description: 'Yours less ours; small either way is fine.' }),
        expectedBase: z.string().optional().openapi({
          description: 'The text that must be signed, made of what arrived; absent when parts are missing.',
        }),
      })
      .optional(),
  })
  .openapi('Diagnosis')

const diagnoseRoute = createRoute({
  method: 'get',
  path: '/diagnose',
  tags: ['auth'],
  summary: 'What was understood of your credentials, and why they fail',
  description:
    'Answers 200 whatever is presented. Nothing is told of a key but to whoever signed with it. A nonce counts as used.',
  responses: {
    200: { description: 'The diagnosis.', content: { 'application/json': { schema: diagnosis } } },
    ...problems(),
  },
})

export function diagnoseRoutes({ now }: Pick<ApiDependencies, 'now'>, identify: Identify): ApiApp {
  return createRouter().openapi(diagnoseRoute, async (context) => {
    return context.json(diagnosisOf(await identify(context), now()), 200)
  })
}

function diagnosisOf({ credentials, principal, verdict, error }: Identification, now: Date) {
  const { input, key } = verdict ?? {}
  const account = principal?.account ?? key?.account
  return {
    credentials,
    isAccepted: principal !== undefined,
    ...(account ? { account } : {}),
    ...(key ? { scopes: [...key.scopes], expiresAt: key.expiresAt.toISOString() } : {}),
    ...(error ? { code: error.code, detail: error.details ?? error.shortMessage } : {}),
    serverTimeMs: now.getTime(),
    ...(input ? { signature: signatureOf(input, verdict?.base, now) } : {}),
  }
}

function signatureOf(
  { keyId, components, createdSec }: NonNullable<Verdict['input']>,
  base: string | undefined,
  now: Date,
) {
  const clockSkewSec = createdSec - Math.floor(now.getTime() / 1000)
  const told = { keyId, components: [...components], createdSec, clockSkewSec }
  return { ...told, ...(base === undefined ? {} : { expectedBase: base }) }
}
