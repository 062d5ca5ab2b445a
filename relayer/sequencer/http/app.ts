import type { Context, Hono } from 'hono'
import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { parseInput } from '../../../kit/fields.ts'
import type { Health } from '../../../kit/health.ts'
import { createInternalApp, jsonResponse } from '../../../kit/internal-app.ts'
import { parseJson } from '../../../kit/json.ts'
import type { Logger } from '../../../kit/log.ts'
import type { Secret } from '../../../kit/secret.ts'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import { placementsBody } from '../admission/order-schema.ts'
import type { CommitmentSources } from '../balances/commitments.ts'
import type { ChainMirror } from '../chain/chain-mirror.ts'
import { receiptOf } from '../cosign/cancel-receipt.ts'
import { coSignIntent } from '../cosign/co-sign-intent.ts'
import type { CoSigner } from '../cosign/co-signer.ts'
import { coSignatureBody } from '../cosign/intent-schema.ts'
import type { PriceGuide } from '../pricing/price-guide.ts'
import { cancelAll, cancelOrders } from '../sequencing/cancel-orders.ts'
import type { OrderEntry } from '../sequencing/order-registry.ts'
import { type PlaceDependencies, placeOrders } from '../sequencing/place-orders.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'
import { renderCancel, renderFills, renderOrder, renderPlacement } from './render.ts'
import { renderAccount } from './render-account.ts'
import { renderBestPrices, renderBook, renderState } from './render-book.ts'
import {
  accountField,
  bestPricesBody,
  bookParameters,
  cancelAllBody,
  cancelsBody,
  orderNumberField,
  seriesField,
} from './schemas.ts'

export interface AppDependencies extends PlaceDependencies {
  prices: PriceGuide
  sequencer: Sequencer
  mirror: ChainMirror
  sources: CommitmentSources
  coSigner: CoSigner
  domain: GenexDomain
  health: Health
  log: Logger
  token: Secret
}

/** The sequencer's internal HTTP interface. Nothing is answered before what it tells is on disk. */
export function createApp(dependencies: AppDependencies): Hono {
  const app = createInternalApp(dependencies)
  orderRoutes(app, dependencies)
  cancelRoutes(app, dependencies)
  readRoutes(app, dependencies)
  app.post('/internal/v1/co-signatures', async (context) => {
    const { intent } = parseInput(coSignatureBody, await body(context))
    return jsonResponse(await coSignIntent(dependencies, intent))
  })
  return app
}

function orderRoutes(app: Hono, dependencies: AppDependencies): void {
  const { sequencer, coSigner } = dependencies
  app.post('/internal/v1/orders', async (context) => {
    const { orders } = parseInput(placementsBody, await body(context))
    const outcomes = await placeOrders(dependencies, orders)
    return jsonResponse({ results: outcomes.map((outcome) => renderPlacement(sequencer.state, outcome)) })
  })
  app.get('/internal/v1/orders/:orderNumber', (context) =>
    jsonResponse(renderOrder(sequencer.state, knownOrder(sequencer, context))),
  )
  app.get('/internal/v1/orders/:orderNumber/fills', (context) =>
    jsonResponse(renderFills({ coSigner, registry: sequencer.registry }, knownOrder(sequencer, context))),
  )
}

function cancelRoutes(app: Hono, { sequencer, coSigner }: AppDependencies): void {
  const receipts = { coSigner, registry: sequencer.registry }
  app.post('/internal/v1/cancels', async (context) => {
    const { account, cancels } = parseInput(cancelsBody, await body(context))
    const outcomes = cancelOrders(sequencer, account, cancels)
    await sequencer.durable()
    return jsonResponse({ results: outcomes.map((outcome) => renderCancel(receipts, outcome)) })
  })
  app.post('/internal/v1/cancel-all', async (context) => {
    const { account, series } = parseInput(cancelAllBody, await body(context))
    const entries = cancelAll(sequencer, account, series)
    await sequencer.durable()
    return jsonResponse({
      cancelled: entries.length,
      receipts: entries.flatMap((entry) => receiptOf(receipts, entry) ?? []),
    })
  })
}

function readRoutes(app: Hono, dependencies: AppDependencies): void {
  const { sequencer, mirror, sources, prices } = dependencies
  app.get('/internal/v1/books/:series', (context) => {
    const parameters = parseInput(bookParameters, { ...context.req.query(), series: context.req.param('series') })
    return jsonResponse(renderBook(sequencer, parameters))
  })
  app.post('/internal/v1/best-prices', async (context) => {
    const { markets } = parseInput(bestPricesBody, await body(context))
    return jsonResponse({ prices: markets.map((market) => renderBestPrices(sequencer, market)) })
  })
  app.get('/internal/v1/prices/:series', async (context) => {
    const series = parseInput(seriesField, Number(context.req.param('series')))
    await prices.ready(series)
    return jsonResponse({ guidance: prices.of(series) })
  })
  app.get('/internal/v1/accounts/:account', (context) => {
    return jsonResponse(renderAccount({ mirror: mirror.state, sources }, accountOf(context)))
  })
  app.get('/internal/v1/accounts/:account/orders', (context) => {
    const entries = sequencer.state.ordersOf(accountOf(context)).flatMap(({ position }) => {
      const entry = sequencer.registry.byPosition(position)
      return entry ? [renderOrder(sequencer.state, entry)] : []
    })
    return jsonResponse({ orders: entries })
  })
  // Standbys do not answer it, and a leader only while it surely is one: who sends requests here asks first.
  app.get('/internal/v1/leader', () => jsonResponse({ partition: mirror.state.partition }))
  app.get('/internal/v1/state', () => jsonResponse(renderState(sequencer, mirror)))
}

function knownOrder({ registry }: Sequencer, context: Context): OrderEntry {
  const orderNumber = parseInput(orderNumberField, context.req.param('orderNumber'))
  const entry = registry.byNumber(orderNumber)
  if (entry) return entry
  throw new BaseError('There is no such order.', { code: 'ORDER_NOT_FOUND', details: orderNumber, status: 404 })
}

function accountOf(context: Context): Address {
  return parseInput(accountField, context.req.param('account'))
}

async function body(context: Context): Promise<unknown> {
  return parseJson(await context.req.text())
}
