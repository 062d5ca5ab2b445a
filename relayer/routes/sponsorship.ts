import type { Hono } from 'hono'
import { z } from 'zod'
import { addressField, parseInput, uintField } from '../../kit/fields.ts'
import { jsonResponse } from '../../kit/internal-app.ts'
import { isCarried } from '../intents/actions.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { OPERATION_ACTION } from '../paymaster/sponsor.ts'
import { ALL, findPolicies, type SponsorDefaults, setPolicy } from '../sponsorship/policy.ts'
import { showUse } from '../sponsorship/show-use.ts'
import { tenantField } from '../sponsorship/tenant.ts'
import { dayAt } from '../sponsorship/use-ledger.ts'
import { readJsonBody } from './read-body.ts'

const intentsLimit = z.int('must be an integer').min(0).max(2_147_483_647).nullable().default(null)
const gasLimit = uintField(62).nullable().default(null)

const isSponsored = (action: string) => action === ALL || action === OPERATION_ACTION || isCarried(action)

const policySchema = z.strictObject({
  tenant: tenantField,
  action: z.string().refine(isSponsored, 'must be *, userOperation or a function that is carried'),
  accountIntents: intentsLimit,
  accountGas: gasLimit,
  tenantIntents: intentsLimit,
  tenantGas: gasLimit,
})
const useSchema = z.strictObject({ tenant: tenantField, account: addressField })

/** PUT /internal/v1/sponsorship/policies and GET of a tenant's; GET /internal/v1/sponsorship shows what was used today. */
export function addSponsorshipRoutes(
  app: Hono,
  { outbox, defaults }: { outbox: Outbox; defaults: SponsorDefaults },
): void {
  const { store } = outbox.context

  app.put('/internal/v1/sponsorship/policies', async (context) => {
    const policy = parseInput(policySchema, await readJsonBody(context))
    await setPolicy(store, policy)
    return jsonResponse(policy, 200)
  })

  app.get('/internal/v1/sponsorship/policies/:tenant', async (context) => {
    return jsonResponse({ policies: await findPolicies(store, context.req.param('tenant')) })
  })

  app.get('/internal/v1/sponsorship', async (context) => {
    const of = parseInput(useSchema, context.req.query())
    const day = dayAt(outbox.look.head.timestampSec)
    return jsonResponse({ ...of, day, uses: await showUse({ store, defaults }, { ...of, day }) })
  })
}
