import { setTimeout as pause } from 'node:timers/promises'
import type { Hono } from 'hono'
import type pg from 'pg'
import { addressField, parseInput } from '../../kit/fields.ts'
import { jsonResponse } from '../../kit/internal-app.ts'
import { parseJson } from '../../kit/json.ts'
import { OPENING_PATIENCE_MS, OPENING_POLL_MS } from '../limits.ts'
import type { ProviderBoard } from '../providers/provider-board.ts'
import { refuse } from '../refuse.ts'
import { checkWish } from '../saga/check-wish.ts'
import type { Ports } from '../saga/ports.ts'
import type { Purchase } from '../saga/purchase.ts'
import { findPurchase, insertPurchase, listPurchases, readBalances } from '../store/purchases.ts'
import { isSameWish, newPurchase, purchaseBody, viewOf } from './purchase-body.ts'

export interface PurchaseRoutes {
  pool: pg.Pool
  board: ProviderBoard
  ports: Pick<Ports, 'objection'>
  desk: string
  now: () => Date
}

/** What the API asks for. */
export function addPurchaseRoutes(app: Hono, dependencies: PurchaseRoutes): void {
  const { pool, board, desk } = dependencies

  app.post('/internal/v1/purchases', async (context) => {
    const body = parseInput(purchaseBody, parseJson(await context.req.text()))
    const begun = await begin(dependencies, newPurchase(body, dependencies.now()))
    return jsonResponse(viewOf(await untilOpened(pool, begun)), 201)
  })

  app.get('/internal/v1/purchases/:id', async (context) => {
    const id = context.req.param('id')
    const found = await findPurchase(pool, id)
    if (!found) throw refuse('PURCHASE_UNKNOWN', `There is no purchase ${id}.`)
    return jsonResponse(viewOf(found))
  })

  app.get('/internal/v1/purchases', async (context) => {
    const account = parseInput(addressField, context.req.query('account'))
    return jsonResponse({ purchases: (await listPurchases(pool, account)).map(viewOf) })
  })

  app.get('/internal/v1/balances', async () => jsonResponse({ balances: await readBalances(pool) }))

  app.get('/internal/v1/desk', () => jsonResponse({ account: desk, providers: board.standings() }))
}

/** The same request again finds what the first one made. */
async function begin({ pool, board, ports, now }: PurchaseRoutes, wish: Purchase): Promise<Purchase> {
  const known = await findPurchase(pool, wish.id)
  if (known) return sameOr(known, wish)
  const refusal =
    checkWish(wish, Math.floor(now().getTime() / 1000)) ??
    (board.pick(wish.method) ? undefined : refuse('PURCHASE_PROVIDER_AWAY', 'Try again in a moment.')) ??
    (await ports.objection(wish, 'asked'))
  if (refusal) throw refusal
  return sameOr(await insertPurchase(pool, wish), wish)
}

function sameOr(known: Purchase, wish: Purchase): Purchase {
  if (isSameWish(known, wish)) return known
  throw refuse('PURCHASE_KEY_REUSED', 'Use a new key for a new purchase.')
}

/** The page to pay at is there within a moment; whoever waits for it need not ask again. */
async function untilOpened(pool: pg.Pool, purchase: Purchase): Promise<Purchase> {
  let known = purchase
  for (let waitedMs = 0; known.state === 'opening' && waitedMs < OPENING_PATIENCE_MS; waitedMs += OPENING_POLL_MS) {
    await pause(OPENING_POLL_MS)
    known = (await findPurchase(pool, purchase.id)) ?? known
  }
  return known
}
