import { createRoute, z } from '@hono/zod-openapi'
import { type Address, encodeFunctionData, type Hex, hashTypedData } from 'viem'
import { issuerTreasuryAbi } from '../../sdk/src/abi/issuer-treasury.gen.ts'
import { marketMakerDepositsAbi } from '../../sdk/src/abi/market-maker-deposits.gen.ts'
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
const guaranteeDeposit = deposit.extend({
  issuer: address.describe('Unless it is the account, bits 64 to 223 of the nonce must be its address.'),
})
const makerDeposit = deposit.extend({
  maker: address.describe('Unless it is the account, bits 64 to 223 of the nonce must be its address.'),
})

type Deposit = z.output<typeof deposit>

const depositRoute = routeOf('/deposits', 'money', 'Deposit by ERC-3009', 'the core as payee', deposit)
const guaranteeRoute = routeOf(
  '/issuers/guarantee-deposits',
  'issuers',
  'Pay into an issuer’s guarantee by ERC-3009',
  'the issuer treasury as payee',
  guaranteeDeposit,
)
const makerRoute = routeOf(
  '/mm/deposits',
  'market makers',
  'Pay into a market maker’s deposit by ERC-3009',
  'the makers’ deposits as payee',
  makerDeposit,
)

export function depositRoutes(dependencies: ApiDependencies): ApiApp {
  const { addresses } = dependencies
  return createRouter()
    .openapi(depositRoute, async (context) => {
      const body = context.req.valid('json')
      requireOwn(requirePrincipal(context), body.account)
      const data = encodeFunctionData({ abi: settlementAbi, functionName: 'depositBySig', args: argumentsOf(body) })
      const digest = await digestOf(dependencies, body, addresses.get('Settlement'))
      const call = { account: body.account, digest, functionName: 'depositBySig', data }
      const { orderNumber, state } = await submitCall(dependencies, 'settlement', call)
      return context.json({ orderNumber, state }, 202)
    })
    .openapi(guaranteeRoute, async (context) => {
      const body = context.req.valid('json')
      requireOwn(requirePrincipal(context), body.account)
      const args = [body.issuer, ...argumentsOf(body)] as const
      const data = encodeFunctionData({ abi: issuerTreasuryAbi, functionName: 'depositBySig', args })
      const digest = await digestOf(dependencies, body, addresses.get('IssuerTreasury'))
      const call = { account: body.account, digest, functionName: 'depositBySig', data }
      const { orderNumber, state } = await submitCall(dependencies, 'issuerTreasury', call)
      return context.json({ orderNumber, state }, 202)
    })
    .openapi(makerRoute, async (context) => {
      const body = context.req.valid('json')
      requireOwn(requirePrincipal(context), body.account)
      const args = [body.maker, ...argumentsOf(body)] as const
      const data = encodeFunctionData({ abi: marketMakerDepositsAbi, functionName: 'depositBySig', args })
      const digest = await digestOf(dependencies, body, addresses.get('MarketMakerDeposits'))
      const call = { account: body.account, digest, functionName: 'depositBySig', data }
      const { orderNumber, state } = await submitCall(dependencies, 'marketMakerDeposits', call)
      return context.json({ orderNumber, state }, 202)
    })
}

function routeOf<P extends string, S extends z.ZodType>(
  path: P,
  tag: string,
  summary: string,
  payee: string,
  schema: S,
) {
  return createRoute({
    method: 'post',
    path,
    tags: [tag],
    summary,
    description: `Sign the money token’s \`ReceiveWithAuthorization\` with ${payee}; gas is paid for you.`,
    security: [{ bearer: [] }],
    request: { body: { required: true, content: { 'application/json': { schema } } } },
    responses: {
      202: {
        description: 'Taken; follow the order number.',
        content: { 'application/json': { schema: intentAccepted } },
      },
      ...bodyProblems(403),
    },
  })
}

function argumentsOf({ account, amount, validAfter, validBefore, nonce, signature: signed }: Deposit) {
  return [account, amount, validAfter, validBefore, nonce, signed] as const
}

async function digestOf(dependencies: ApiDependencies, body: Deposit, to: Address): Promise<Hex> {
  const { account: from, amount: value, validAfter, validBefore, nonce } = body
  const domain = await moneyTokenDomain(dependencies)
  return hashTypedData(depositTypedData(domain, { from, to, value, validAfter, validBefore, nonce }))
}
