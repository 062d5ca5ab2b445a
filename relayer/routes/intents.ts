import type { Hono } from 'hono'
import { BaseError } from '../../kit/errors.ts'
import { jsonResponse } from '../../kit/internal-app.ts'
import { isOrderNumber } from '../../sdk/src/ids.ts'
import type { IntentBatcher } from '../intents/batcher.ts'
import type { ContractBook } from '../intents/contract-book.ts'
import type { IntentIntake } from '../intents/intake.ts'
import { readIntent } from '../intents/read-intent.ts'
import { findIntent, intentStatus } from '../intents/status.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { readJsonBody } from './read-body.ts'

export interface IntentRoutes {
  outbox: Outbox
  batcher: IntentBatcher
  book: ContractBook
  intake: IntentIntake
}

/** POST and GET /internal/v1/intents: hand in a signed intent, ask what became of it. */
export function addIntentRoutes(app: Hono, { outbox, batcher, book, intake }: IntentRoutes): void {
  const { store } = outbox.context

  app.post('/internal/v1/intents', async (context) => {
    const intent = readIntent(book, await readJsonBody(context))
    const row = await intake.submit(intent)
    if (row.state === 'queued') batcher.notify()
    return jsonResponse(await intentStatus(store, row), row.state === 'queued' ? 202 : 200)
  })

  app.get('/internal/v1/intents/:orderNumber', async (context) => {
    const orderNumber = context.req.param('orderNumber')
    const row = isOrderNumber(orderNumber) ? await findIntent(store, orderNumber) : undefined
    if (!row) throw unknownIntent(orderNumber)
    return jsonResponse(await intentStatus(store, row))
  })
}

function unknownIntent(orderNumber: string): BaseError {
  const details = `${orderNumber} was not handed in here; an order number is GX and 16 characters of Crockford base32.`
  return new BaseError('The intent is not known.', { code: 'INTENT_UNKNOWN', details, status: 404 })
}
