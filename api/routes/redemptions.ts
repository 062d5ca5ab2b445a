import { createRoute, z } from '@hono/zod-openapi'
import { INTENT_PATHS } from '../../sdk/src/intent-paths.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { submitIntent } from '../domain/submit-intent.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { bodyProblems } from '../http/problems.ts'
import { address, signature, tokenIdText, uint8, unixSecond } from '../schemas/fields.ts'
import { intentAccepted, intentMessage } from '../schemas/intent.ts'

const redemption = z
  .strictObject({
    authorization: z.strictObject({ tokenId: tokenIdText, changes: uint8, merchant: address, expiry: unixSecond }),
    holderSignature: signature,
    message: intentMessage('ConfirmRedemption'),
    signature,
  })
  .refine(({ authorization, message }) => authorization.tokenId === message.tokenId, {
    path: ['message', 'tokenId'],
    message: 'must be the unit that the holder authorised',
  })

const redemptionRoute = createRoute({
  method: 'post',
  path: INTENT_PATHS.ConfirmRedemption,
  tags: ['coupons'],
  summary: 'Confirm a redemption as its merchant',
  description:
    'The holder signs a `RedemptionAuthorization` (offline if need be); the merchant confirms it with a `ConfirmRedemption` intent. The unit is burned and the issuer is paid.',
  security: [{ bearer: [] }],
  request: { body: { required: true, content: { 'application/json': { schema: redemption } } } },
  responses: {
    202: {
      description: 'Taken; follow the order number.',
      content: { 'application/json': { schema: intentAccepted } },
    },
    ...bodyProblems(403),
  },
})

export function redemptionRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter().openapi(redemptionRoute, async (context) => {
    const intent = { name: 'ConfirmRedemption' as const, ...context.req.valid('json') }
    const { orderNumber, state } = await submitIntent(dependencies, requirePrincipal(context), intent)
    return context.json({ orderNumber, state }, 202)
  })
}
