import type { Context, Hono } from 'hono'
import { BaseError } from '../../../kit/errors.ts'
import { parseInput } from '../../../kit/fields.ts'
import { jsonResponse } from '../../../kit/internal-app.ts'
import { parseJson } from '../../../kit/json.ts'
import type { ChainClient } from '../chain/chain-reader.ts'
import { findOrder } from '../sequencing/cancel-orders.ts'
import { isKept, keepAlive } from '../sequencing/keep-alive.ts'
import { requireMarketMaker } from '../sequencing/market-maker.ts'
import { runItems } from '../sequencing/order-items.ts'
import { setGroup } from '../sequencing/set-group.ts'
import type { AppDependencies } from './app.ts'
import { groupBody, itemsBody, keepAliveBody } from './market-maker-schemas.ts'
import { checksummed, renderItem, renderOrder } from './render.ts'
import { accountField, clientOrderIdField } from './schemas.ts'

export interface MarketMakerDependencies extends AppDependencies {
  /** Asks accounts that are contracts about their signatures. */
  client: Pick<ChainClient, 'verifyHash'>
}

/** What market makers need besides orders and cancels; the role is asked of the chain's mirror. */
export function marketMakerRoutes(app: Hono, dependencies: MarketMakerDependencies): void {
  const { sequencer, mirror } = dependencies
  app.post('/internal/v1/order-items', async (context) => {
    const { account, items } = parseInput(itemsBody, await body(context))
    requireMarketMaker(mirror.state, account)
    const outcomes = await runItems(dependencies, account, items)
    return jsonResponse({ results: outcomes.map((outcome) => renderItem(dependencies, outcome)) })
  })
  app.post('/internal/v1/keep-alives', async (context) => {
    const { account, ...wish } = parseInput(keepAliveBody, await body(context))
    // Whoever lost the role still has orders that a running watch must be able to guard, or leave alone.
    if (!isKept(sequencer, account, wish)) requireMarketMaker(mirror.state, account)
    keepAlive(sequencer, account, wish)
    await sequencer.durable()
    return jsonResponse({ nowMs: sequencer.now(), watches: sequencer.state.keepAlivesOf(account) })
  })
  app.post('/internal/v1/groups', async (context) => {
    await setGroup(dependencies, parseInput(groupBody, await body(context)))
    await sequencer.durable()
    return jsonResponse({})
  })
  readRoutes(app, dependencies)
}

function readRoutes(app: Hono, { sequencer }: MarketMakerDependencies): void {
  const { state } = sequencer
  app.get('/internal/v1/accounts/:account/keep-alives', (context) =>
    jsonResponse({ nowMs: sequencer.now(), watches: state.keepAlivesOf(accountOf(context)) }),
  )
  app.get('/internal/v1/accounts/:account/group', (context) => {
    const { accounts, version } = state.groupOf(accountOf(context))
    return jsonResponse({ accounts: accounts.map(checksummed), version })
  })
  app.get('/internal/v1/accounts/:account/client-orders/:clientOrderId', (context) => {
    const clientOrderId = parseInput(clientOrderIdField, context.req.param('clientOrderId'))
    const entry = findOrder(sequencer, accountOf(context), { clientOrderId })
    if (entry) return jsonResponse(renderOrder(state, entry))
    throw new BaseError('There is no such order.', { code: 'ORDER_NOT_FOUND', details: clientOrderId, status: 404 })
  })
}

function accountOf(context: Context) {
  return parseInput(accountField, context.req.param('account'))
}

async function body(context: Context): Promise<unknown> {
  return parseJson(await context.req.text())
}
