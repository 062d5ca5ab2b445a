import { createRoute, z } from '@hono/zod-openapi'
import { encodeFunctionData, type Hex, hashTypedData } from 'viem'
import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import { depositTypedData } from '../../sdk/src/typed-data/authorizations.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { moneyTokenDomain } from '../domain/money-token.ts'
import { requireOwn, submitCall } from '../domain/submit-intent.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { bodyProblems } from '../http/problems.ts'
import { address, bytes32, positiveAmount, signature, uint } from '../schemas/fields.ts'
import { intentAccepted } from '../schemas/intent.ts'

const deposit = z.strictObject({
  account: address,
  amount: positiveAmount,
  validAfter: uint(256),
  validBefore: uint(256),
  nonce: bytes32,
  signature,
})

const depositRoute = createRoute({
  method: 'post',
  path: '/deposits',
  tags: ['money'],
  summary: 'Deposit by ERC-3009',
  description: 'Sign the money token’s `ReceiveWithAuthorization` with the core as payee; gas is paid for you.',
  security: [{ bearer: [] }],
  request: { body: { required: true, content: { 'application/json': { schema: deposit } } } },
  responses: {
    202: {
      description: 'Taken; follow the order number.',
      content: { 'application/json': { schema: intentAccepted } },
    },
    ...bodyProblems(403),
  },
})

export function depositRoutes(dependencies: ApiDependencies): ApiApp {
  return createRouter().openapi(depositRoute, async (context) => {
    const body = context.req.valid('json')
    requireOwn(requirePrincipal(context), body.account)
    const { account } = body
    const digest = await digestOf(dependencies, body)
    const call = { account, digest, functionName: 'depositBySig', data: encodeDeposit(body) }
    const { orderNumber, state } = await submitCall(dependencies, 'settlement', call)
    return context.json({ orderNumber, state }, 202)
  })
}

function encodeDeposit(body: z.output<typeof deposit>): Hex {
  const { account, amount, validAfter, validBefore, nonce, signature } = body
  const args = [account, amount, validAfter, validBefore, nonce, signature] as const
  return encodeFunctionData({ abi: settlementAbi, functionName: 'depositBySig', args })
}

async function digestOf(dependencies: ApiDependencies, body: z.output<typeof deposit>): Promise<Hex> {
  const { account, amount, validAfter, validBefore, nonce } = body
  const to = dependencies.addresses.get('Settlement')
  const domain = await moneyTokenDomain(dependencies)
  return hashTypedData(depositTypedData(domain, { from: account, to, value: amount, validAfter, validBefore, nonce }))
}
