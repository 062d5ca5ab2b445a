import { createRoute, z } from '@hono/zod-openapi'
import type { Address } from 'viem'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { STATUS_DAYS } from '../limits.ts'
import { readMakerStanding } from '../reads/maker-standing.ts'
import { obligationView, suspensionView } from '../schemas/watch.ts'

const DAY_MS = 86_400_000
const dollars = z.string().openapi({ example: '50000.00' })
const time = z.int().openapi({ example: 1_800_000_000 })

const status = z
  .object({
    account: z.string(),
    level: z.int(),
    state: z.string().openapi({ example: 'active', description: 'none, active, suspended or terminated, on chain.' }),
    since: time.nullable(),
    reportHash: z.string().nullable().openapi({ description: 'What the newest change of the state rests on.' }),
    deposit: z.object({
      amount: dollars,
      minimum: dollars.openapi({ description: 'Needed to become active, or to be reinstated.' }),
      isSufficient: z.boolean(),
      withdrawalMaturesAt: time.nullable(),
      claim: z.object({ state: z.string(), amount: dollars, maturesAt: time.nullable() }).nullable(),
    }),
    suspendAfterDays: z
      .int()
      .nullable()
      .openapi({ description: 'Days in a row below the obligations; then suspended.' }),
    proposals: z.array(suspensionView).nullable(),
    obligations: z.array(obligationView).nullable(),
  })
  .openapi('MarketMakerStatus')

const statusRoute = createRoute({
  method: 'get',
  path: '/mm/status',
  tags: ['market makers'],
  summary: 'Own standing, deposit and obligations of the last 7 days',
  description:
    'Standing and deposit are the index’s. `suspendAfterDays`, `proposals` and `obligations` are null while the market watch does not answer.',
  security: [{ bearer: [] }, { httpSignature: [] }],
  responses: {
    200: { description: 'The status.', content: { 'application/json': { schema: status } } },
    ...problems(),
  },
})

export function makerStatusRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter().openapi(statusRoute, async (context) => {
    const { account } = requirePrincipal(context)
    const [standing, watched] = await Promise.all([
      readMakerStanding(dependencies, account),
      readWatched(dependencies, account),
    ])
    return context.json({ account, ...standing, ...watched }, 200)
  })
}

/** What the watch adds. What the chain says is told without it. */
async function readWatched({ watch, now, log }: ApiDependencies, account: Address) {
  const fromDay = new Date(now().getTime() - STATUS_DAYS * DAY_MS).toISOString().slice(0, 10)
  try {
    const [{ afterDays, proposals }, reports] = await Promise.all([
      watch.suspensions(account),
      watch.reports({ account }),
    ])
    const obligations = reports.filter(({ day }) => day >= fromDay)
    return { suspendAfterDays: afterDays, proposals, obligations }
  } catch (error) {
    log.warn({ err: error }, 'the market watch does not answer')
    return { suspendAfterDays: null, proposals: null, obligations: null }
  }
}
