import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { requireMember } from '../domain/submit-intent.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { MAX_GROUP_ACCOUNTS } from '../limits.ts'
import { address, signature } from '../schemas/fields.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const security = [{ bearer: [] }, { httpSignature: [] }]

const group = z
  .object({
    accounts: z.array(z.string()).openapi({ description: 'Yours first.' }),
    version: z.int().openapi({ description: 'Of your newest statement, 0 before the first.' }),
  })
  .openapi('SelfTradeGroup')

const setRoute = createRoute({
  method: 'post',
  path: '/mm/group',
  tags: ['market makers'],
  summary: 'Accounts of one firm that never trade with each other',
  description:
    'Every member signs the same `SelfTradeGroup` (EIP-712, see GET /api/v1/protocol): the accounts in the order given here and a version, now in milliseconds. Each leaves the group it was in; one account alone leaves its group. Orders that rest already count. `selfTradePrevention` of the newer order then decides as between orders of one account.',
  security,
  request: {
    body: {
      required: true,
      content: json(
        z.strictObject({
          members: z
            .array(z.strictObject({ account: address, signature }))
            .min(1)
            .max(MAX_GROUP_ACCOUNTS)
            .refine((members) => new Set(members.map(({ account }) => account)).size === members.length, 'must differ'),
          version: z
            .int()
            .min(1)
            .max(2 ** 48 - 1)
            .openapi({ example: 1_800_000_000_000 }),
        }),
      ),
    },
  },
  responses: { 200: { description: 'The group.', content: json(group) }, ...bodyProblems(403) },
})

const readRoute = createRoute({
  method: 'get',
  path: '/mm/group',
  tags: ['market makers'],
  summary: 'The own group',
  security,
  responses: { 200: { description: 'The group.', content: json(group) }, ...problems() },
})

export function groupRoutes({ sequencer }: ApiDependencies): ApiApp {
  return createRouter()
    .openapi(setRoute, async (context) => {
      const principal = requirePrincipal(context)
      const statement = context.req.valid('json')
      requireMember(principal, statement.members)
      await sequencer.setGroup(statement)
      return context.json(await sequencer.group(principal.account), 200)
    })
    .openapi(readRoute, async (context) => {
      return context.json(await sequencer.group(requirePrincipal(context).account), 200)
    })
}
