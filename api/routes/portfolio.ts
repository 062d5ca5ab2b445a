import { createRoute, type z } from '@hono/zod-openapi'
import { formatUsdc } from '../../sdk/src/money.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { readPage, readRows } from '../reads/index-store.ts'
import { dollars, moneyMoveOf, numberOrNull } from '../reads/views.ts'
import { pageOf, pageQuery } from '../schemas/page.ts'
import { moneyMove, portfolioView } from '../schemas/reads.ts'

const portfolioRoute = createRoute({
  method: 'get',
  path: '/portfolio',
  tags: ['money'],
  summary: 'Own money, units and standing',
  security: [{ bearer: [] }],
  responses: {
    200: { description: 'The portfolio.', content: { 'application/json': { schema: portfolioView } } },
    ...problems(),
  },
})

const movesRoute = (path: '/deposits' | '/withdrawals') =>
  createRoute({
    method: 'get',
    path,
    tags: ['money'],
    summary: `Own ${path.slice(1)}, newest first`,
    security: [{ bearer: [] }],
    request: { query: pageQuery },
    responses: {
      200: { description: 'A page.', content: { 'application/json': { schema: pageOf(moneyMove) } } },
      ...problems(400),
    },
  })

export function portfolioRoutes(dependencies: ApiDependencies): ApiApp {
  const moves = (table: 'deposit' | 'withdrawal', account: string, page: z.output<typeof pageQuery>) =>
    readPage(dependencies, page, {
      list: table,
      select: `select * from $schema.${table} where chain_id = $1 and account = $2`,
      values: [account.toLowerCase()],
      keys: ['block_number', 'log_index'],
      toItem: moneyMoveOf,
    })
  return createRouter()
    .openapi(portfolioRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const text = 'select * from $schema.account where chain_id = $1 and address = $2'
      const [[row], balances] = await Promise.all([
        readRows(dependencies, text, [account.toLowerCase()]),
        dependencies.sequencer.account(account),
      ])
      return context.json(
        {
          account,
          level: Number(row?.level ?? 0),
          state: String(row?.state ?? 'active'),
          cash: row ? dollars(row.cash_usdc6) : '0.00',
          availableCash: formatUsdc(balances.availableCash),
          units: Number(row?.units ?? 0),
          exitMaturesAt: numberOrNull(row?.exit_matures_at),
          exitLapsesAt: numberOrNull(row?.exit_lapses_at),
        },
        200,
      )
    })
    .openapi(movesRoute('/deposits'), async (context) => {
      const page = await moves('deposit', requirePrincipal(context).account, context.req.valid('query'))
      return context.json(page, 200)
    })
    .openapi(movesRoute('/withdrawals'), async (context) => {
      const page = await moves('withdrawal', requirePrincipal(context).account, context.req.valid('query'))
      return context.json(page, 200)
    })
}
