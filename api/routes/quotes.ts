import { createRoute, z } from '@hono/zod-openapi'
import { formatUsdc } from '../../sdk/src/money.ts'
import { formatRate } from '../../sdk/src/pricing/convert.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { keepQuote, type Quote, readQuote, writeQuote } from '../domain/quotes/quotes.ts'
import { PAY_ASSETS } from '../domain/quotes/rates.ts'
import { effectOnce } from '../http/effect-once.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { positiveAmount } from '../schemas/fields.ts'

/** What a bigint column holds; nobody pays more at once. */
const MAX_PAY_UNITS = 10n ** 15n

const quoteView = z
  .object({
    quoteId: z.uuid(),
    pay: z.enum(PAY_ASSETS),
    payAmount: z.string().openapi({ example: '100.00' }),
    receive: z.literal('USDC'),
    receiveAmount: z.string().openapi({ example: '99.98' }),
    rate: z.string().openapi({ example: '0.99980000', description: 'USDC for one unit of what is paid.' }),
    state: z.enum(['open', 'expired']),
    expiresAt: z.iso.datetime(),
  })
  .openapi('Quote')

const createQuoteRoute = createRoute({
  method: 'post',
  path: '/payments/quotes',
  tags: ['money'],
  summary: 'Lock a rate for 15 minutes',
  description:
    'The rate comes from the on-chain oracle; one that is old, contradicted or far from a dollar is refused.',
  security: [{ bearer: [] }],
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({
            pay: z.enum(PAY_ASSETS),
            amount: positiveAmount.refine((value) => value <= MAX_PAY_UNITS, 'must be at most a billion'),
          }),
        },
      },
    },
  },
  responses: {
    201: { description: 'Locked.', content: { 'application/json': { schema: quoteView } } },
    ...bodyProblems(),
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/payments/quotes/{quoteId}',
  tags: ['money'],
  summary: 'One quote of the account',
  security: [{ bearer: [] }],
  request: { params: z.object({ quoteId: z.uuid() }) },
  responses: {
    200: { description: 'The quote.', content: { 'application/json': { schema: quoteView } } },
    ...problems(400, 404),
  },
})

export function quoteRoutes(dependencies: ApiDependencies): ApiApp {
  const { now } = dependencies
  return createRouter()
    .openapi(createQuoteRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const { pay, amount } = context.req.valid('json')
      return await effectOnce(dependencies, context, async (commit) => {
        const written = await writeQuote(dependencies, { account, pay, payUsdc6: amount })
        return await commit(async (database) => context.json(viewOf(await keepQuote(database, written), now()), 201))
      })
    })
    .openapi(getRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const found = await readQuote(dependencies, account, context.req.valid('param').quoteId)
      return context.json(viewOf(found, now()), 200)
    })
}

function viewOf({ id, pay, payUsdc6, rateE8, receiveUsdc6, expiresAt }: Quote, now: Date) {
  return {
    quoteId: id,
    pay,
    payAmount: formatUsdc(payUsdc6),
    receive: 'USDC' as const,
    receiveAmount: formatUsdc(receiveUsdc6),
    rate: formatRate(rateE8),
    state: expiresAt > now ? ('open' as const) : ('expired' as const),
    expiresAt: expiresAt.toISOString(),
  }
}
