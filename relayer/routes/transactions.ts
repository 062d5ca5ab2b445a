import type { Hono } from 'hono'
import { type Address, type Hex, slice } from 'viem'
import { z } from 'zod'
import { BaseError } from '../../kit/errors.ts'
import { addressField, hexField, parseInput } from '../../kit/fields.ts'
import { jsonResponse } from '../../kit/internal-app.ts'
import { CONFIRMATIONS } from '../intents/status.ts'
import { MAX_CALLDATA_BYTES, MAX_TRANSACTION_GAS } from '../limits.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { enqueue, findSubmission, hasFailed, hashOf } from '../outbox/serial-queue.ts'
import type { TransactionRow } from '../store/schema.ts'
import { readJsonBody } from './read-body.ts'

/** What the operator's key may be used for: these functions of this contract. */
export interface OperatorTarget {
  to: Address
  selectors: readonly Hex[]
}

const gasField = z
  .union([z.string().regex(/^[1-9][0-9]{0,9}$/), z.number().int().positive()], 'must be a positive integer')
  .transform(BigInt)
  .refine((gas) => gas >= 21_000n && gas <= MAX_TRANSACTION_GAS, `must be between 21000 and ${MAX_TRANSACTION_GAS}`)

const bodySchema = z.strictObject({
  lane: z.literal('settlement', 'must be settlement'),
  to: addressField,
  data: hexField(MAX_CALLDATA_BYTES),
  gas: gasField,
  idempotencyKey: z.string().regex(/^[A-Za-z0-9:._-]{1,128}$/, 'must be 1 to 128 letters, digits or : . _ -'),
})

/** POST and GET /internal/v1/transactions: the settlement lane, one transaction after another. */
export function addTransactionRoutes(app: Hono, { outbox, target }: { outbox: Outbox; target: OperatorTarget }): void {
  app.post('/internal/v1/transactions', async (context) => {
    const { lane: _, ...submission } = parseInput(bodySchema, await readJsonBody(context))
    checkTarget(target, submission)
    const row = await enqueue(outbox.context, outbox.lanes.settlement, { ...submission, kind: 'settlement' })
    // Durable now; if the node is away, the next look at the chain sends it.
    if (row.state === 'queued') await outbox.sendSettlement().catch((error) => outbox.context.log.warn({ err: error }))
    const current = await findSubmission(outbox.context, submission.idempotencyKey)
    return jsonResponse(await statusOf(outbox, current ?? row), 202)
  })

  app.get('/internal/v1/transactions/:idempotencyKey', async (context) => {
    const key = context.req.param('idempotencyKey')
    const row = await findSubmission(outbox.context, key)
    if (!row) {
      throw new BaseError('The transaction is not known.', { code: 'TRANSACTION_UNKNOWN', details: key, status: 404 })
    }
    return jsonResponse(await statusOf(outbox, row))
  })
}

/** queued, submitted, executed or failed, in the words of intents. */
async function statusOf(outbox: Outbox, row: TransactionRow) {
  const confirmation = CONFIRMATIONS.find((each) => each === row.state)
  return {
    idempotencyKey: row.idempotencyKey,
    state: stateOf(row),
    confirmation,
    hash: await hashOf(outbox.context, row),
    block: row.blockNumber ?? undefined,
    gasUsed: row.gasUsed ?? undefined,
    code: row.code ?? (row.hasSucceeded === false ? 'TRANSACTION_REVERTED' : undefined),
    detail: row.detail ?? undefined,
  }
}

function stateOf(row: TransactionRow): 'queued' | 'submitted' | 'executed' | 'failed' {
  if (hasFailed(row)) return 'failed'
  if (row.hasSucceeded) return 'executed'
  return row.state === 'queued' ? 'queued' : 'submitted'
}

function checkTarget(target: OperatorTarget, { to, data }: { to: Address; data: Hex }): void {
  const selector = data.length >= 10 ? slice(data, 0, 4) : '0x'
  if (to === target.to && target.selectors.includes(selector)) return
  throw new BaseError('The operator key does not sign this.', {
    code: 'CALL_NOT_ALLOWED',
    details: `Allowed are ${target.selectors.join(', ')} of ${target.to}, given was ${selector} of ${to}.`,
    status: 403,
  })
}
