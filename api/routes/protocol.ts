import { createRoute, z } from '@hono/zod-openapi'
import { DOMAIN_NAMES, type SigningContract } from '../../sdk/src/typed-data/domain.ts'
import { INTENTS } from '../../sdk/src/typed-data/intents.ts'
import { mappingChangeTypes, mappingDomain } from '../../sdk/src/typed-data/mapping.ts'
import { orderTypes } from '../../sdk/src/typed-data/order.ts'
import { apiKeyGrantTypes, selfTradeGroupTypes } from '../../sdk/src/typed-data/statements.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { moneyTokenDomain } from '../domain/money-token.ts'
import { domainOfStatements } from '../domain/statement-domain.ts'
import { domainFor } from '../domain/submit-intent.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { problems } from '../http/problems.ts'

const domain = z.object({
  name: z.string(),
  version: z.string().openapi({ example: '1' }),
  chainId: z.int(),
  verifyingContract: z.string(),
})
const typeFields = z.array(z.object({ name: z.string(), type: z.string() }))
const protocol = z
  .object({
    chainId: z.int(),
    contracts: z.record(z.string(), z.string()),
    domains: z.record(z.string(), domain).openapi({
      description:
        'EIP-712 domains by contract; `money` is the token’s, `statements` that of what no contract reads, `addressMap` that of where contacts lead.',
    }),
    types: z.record(z.string(), typeFields).openapi({ description: 'EIP-712 structs to sign.' }),
    intents: z.record(z.string(), z.object({ contract: z.string(), gasLimit: z.int() })),
  })
  .openapi('Protocol')

const protocolRoute = createRoute({
  method: 'get',
  path: '/protocol',
  tags: ['protocol'],
  summary: 'What a client needs to sign: chain, contracts, domains, types',
  responses: {
    200: { description: 'The protocol.', content: { 'application/json': { schema: protocol } } },
    ...problems(),
  },
})

export function protocolRoutes(dependencies: ApiDependencies): ApiApp {
  const { addresses, chainId } = dependencies
  return createRouter().openapi(protocolRoute, async (context) => {
    const signing = Object.keys(DOMAIN_NAMES) as SigningContract[]
    const own = signing.map((contract) => [contract, domainFor(dependencies, contract)] as const)
    const intents = Object.entries(INTENTS)
    return context.json(
      {
        chainId,
        contracts: addresses.toJSON(),
        domains: {
          ...Object.fromEntries(own),
          money: await moneyTokenDomain(dependencies),
          statements: domainOfStatements(dependencies),
          addressMap: mappingDomain({ chainId, verifyingContract: addresses.get('Settlement') }),
        },
        types: {
          Order: [...orderTypes.Order],
          ApiKeyGrant: [...apiKeyGrantTypes.ApiKeyGrant],
          MappingChange: [...mappingChangeTypes.MappingChange],
          SelfTradeGroup: [...selfTradeGroupTypes.SelfTradeGroup],
          ...Object.fromEntries(intents.map(([name, { fields }]) => [name, [...fields]])),
        },
        intents: Object.fromEntries(intents.map(([name, { contract, gasLimit }]) => [name, { contract, gasLimit }])),
      },
      200,
    )
  })
}
