import { createRoute, z } from '@hono/zod-openapi'
import { messageOf, RetryableError } from '../../kit/errors.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { RECONCILIATION_TIMEOUT_MS } from '../limits.ts'
import { readRows } from '../reads/index-store.ts'

const trialBalance = z
  .object({
    isBalanced: z.boolean().openapi({ description: 'Every asset’s postings sum to zero.' }),
    assets: z.array(z.object({ asset: z.string(), postings: z.int(), sum: z.string().openapi({ example: '0' }) })),
  })
  .openapi('TrialBalance')

const difference = {
  check: z.string().openapi({ example: 'cash' }),
  account: z.string(),
  asset: z.string(),
  expected: z.string(),
  actual: z.string(),
}
const chainReconciliation = z
  .object({
    chainId: z.int(),
    blockNumber: z.int().openapi({ description: 'The block up to which was compared.' }),
    checks: z.array(z.string()).openapi({ description: 'What was compared.' }),
    unanswered: z.array(z.string()).openapi({ description: 'Checks that the node could not answer.' }),
    differences: z.array(z.object(difference)),
  })
  .openapi('ChainReconciliation')
const reconciliation = z
  .object({
    isReconciled: z.boolean(),
    chains: z.array(chainReconciliation),
    differences: z.array(z.object({ chainId: z.int(), ...difference })),
  })
  .openapi('Reconciliation', {
    description:
      'Postings against Transfer logs against balances against what the contracts say, at one block; tolerance zero.',
  })

const trialBalanceRoute = createRoute({
  method: 'get',
  path: '/ledger/trial-balance',
  tags: ['ledger'],
  summary: 'Sum of all postings per asset',
  responses: {
    200: { description: 'The trial balance.', content: { 'application/json': { schema: trialBalance } } },
    ...problems(),
  },
})

const reconciliationRoute = createRoute({
  method: 'get',
  path: '/ledger/reconciliation',
  tags: ['ledger'],
  summary: 'Three-way reconciliation',
  responses: {
    200: { description: 'What agrees and what does not.', content: { 'application/json': { schema: reconciliation } } },
    ...problems(),
  },
})

export function ledgerRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter()
    .openapi(trialBalanceRoute, async (context) => {
      const text = `select asset, count(*) as postings, sum(amount) as sum from $schema.posting
        where chain_id = $1 group by asset order by asset`
      const rows = await readRows(dependencies, text, [])
      const assets = rows.map(({ asset, postings, sum }) => ({
        asset: String(asset),
        postings: Number(postings),
        sum: String(sum),
      }))
      return context.json({ isBalanced: assets.every(({ sum }) => sum === '0'), assets }, 200)
    })
    .openapi(reconciliationRoute, async (context) => {
      return context.json(await askIndex(dependencies, '/reconciliation'), 200)
    })
}

async function askIndex({ config }: ApiDependencies, path: string): Promise<z.output<typeof reconciliation>> {
  try {
    const response = await fetch(new URL(path, config.PONDER_URL), {
      signal: AbortSignal.timeout(RECONCILIATION_TIMEOUT_MS),
    })
    if (!response.ok) throw new Error(`the index answered ${response.status}`)
    return reconciliation.parse(await response.json())
  } catch (error) {
    throw new RetryableError('The index does not answer.', {
      code: 'INDEX_UNAVAILABLE',
      details: messageOf(error),
      cause: error,
    })
  }
}
