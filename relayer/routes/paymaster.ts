import type { Hono } from 'hono'
import { parseInput } from '../../kit/fields.ts'
import { jsonResponse } from '../../kit/internal-app.ts'
import { answerRpc, type PaymasterService } from '../paymaster/rpc.ts'
import { tenantField } from '../sponsorship/tenant.ts'
import { readJsonBody } from './read-body.ts'

/** POST /internal/v1/paymaster/:tenant: ERC-7677 for the smart wallets of a tenant's users. */
export function addPaymasterRoutes(app: Hono, service: PaymasterService): void {
  app.post('/internal/v1/paymaster/:tenant', async (context) => {
    const tenant = parseInput(tenantField, context.req.param('tenant'))
    return jsonResponse(await answerRpc(service, tenant, await readJsonBody(context)))
  })
}
