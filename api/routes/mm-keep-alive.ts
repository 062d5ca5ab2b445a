import { createRoute, z } from '@hono/zod-openapi'
import type { Watches } from '../clients/sequencer-market-maker.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { KEEP_ALIVE_MAX_MS, KEEP_ALIVE_MIN_MS } from '../limits.ts'
import { seriesNumber } from '../schemas/fields.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const security = [{ bearer: [] }, { httpSignature: [] }]

const timeout = z
  .int(`must be 0 or an integer between ${KEEP_ALIVE_MIN_MS} and ${KEEP_ALIVE_MAX_MS}`)
  .min(0)
  .max(KEEP_ALIVE_MAX_MS)
  .refine((ms) => ms === 0 || ms >= KEEP_ALIVE_MIN_MS, `must be 0 or at least ${KEEP_ALIVE_MIN_MS}`)
  .openapi({ type: 'integer', example: 10_000, description: '0 ends the watch.' })

const watches = z
  .object({
    serverTimeMs: z.int(),
    watches: z.array(
      z.object({
        series: z.int().optional().openapi({ description: 'Absent: every order of the account.' }),
        deadlineMs: z.int().openapi({ description: 'Unix time; what is in the book then is cancelled.' }),
      }),
    ),
  })
  .openapi('KeepAlives')

const keepRoute = createRoute({
  method: 'post',
  path: '/mm/keep-alive',
  tags: ['market makers'],
  summary: 'Dead man’s switch: cancel my orders unless I am heard from again',
  description:
    'Unless it is called again within `timeoutMs`, the sequencer cancels every open order of the account, or of `series` if that is given: orders with the reason SILENT, each with a receipt at GET /api/v1/orders/{orderNumber}. Time in which the sequencer is away counts. Nothing else renews it, and it is over once it acted. Needs the role of a market maker.',
  security,
  request: {
    body: {
      required: true,
      content: json(z.strictObject({ timeoutMs: timeout, series: seriesNumber.optional() })),
    },
  },
  responses: { 200: { description: 'What is watched now.', content: json(watches) }, ...bodyProblems(403) },
})

const readRoute = createRoute({
  method: 'get',
  path: '/mm/keep-alive',
  tags: ['market makers'],
  summary: 'What is watched, until when',
  security,
  responses: { 200: { description: 'What is watched now.', content: json(watches) }, ...problems() },
})

export function keepAliveRoutes({ sequencer }: ApiDependencies): ApiApp {
  return createRouter()
    .openapi(keepRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const { series, timeoutMs } = context.req.valid('json')
      const wish = { timeoutMs, ...(series === undefined ? {} : { series }) }
      return context.json(watchesOf(await sequencer.keepAlive(account, wish)), 200)
    })
    .openapi(readRoute, async (context) => {
      return context.json(watchesOf(await sequencer.watches(requirePrincipal(context).account)), 200)
    })
}

function watchesOf({ nowMs, watches: kept }: Watches) {
  return {
    serverTimeMs: nowMs,
    watches: kept.map(({ series, deadlineMs }) => ({ ...(series === 0 ? {} : { series }), deadlineMs })),
  }
}
