import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { deployedDescriptors } from '../domain/descriptors.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { notFoundError } from '../http/not-found.ts'
import { problems } from '../http/problems.ts'

const descriptor = z
  .object({
    $schema: z.string(),
    context: z.record(z.string(), z.unknown()),
    metadata: z.record(z.string(), z.unknown()),
    display: z.object({ formats: z.record(z.string(), z.unknown()) }),
  })
  .openapi('Descriptor', { description: 'An ERC-7730 file, see its `$schema`.' })

const listRoute = createRoute({
  method: 'get',
  path: '/protocol/descriptors',
  tags: ['protocol'],
  summary: 'Names of the clear-signing descriptors (ERC-7730)',
  responses: {
    200: {
      description: 'The names.',
      content: { 'application/json': { schema: z.object({ names: z.array(z.string()) }) } },
    },
    ...problems(),
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/protocol/descriptors/{name}',
  tags: ['protocol'],
  summary: 'A clear-signing descriptor (ERC-7730) with the addresses of this deployment',
  description:
    'What a wallet or a custody approver shows before signing. The same file stands in the SDK without addresses; compare both before you trust this one.',
  request: {
    params: z.object({
      name: z
        .string()
        .regex(/^(calldata|eip712)-[A-Za-z]{1,40}$/)
        .openapi({ example: 'eip712-Settlement' }),
    }),
  },
  responses: {
    200: { description: 'The descriptor.', content: { 'application/json': { schema: descriptor } } },
    ...problems(400, 404),
  },
})

export function descriptorRoutes(dependencies: ApiDependencies): ApiApp {
  const descriptors = deployedDescriptors(dependencies)
  return createRouter()
    .openapi(listRoute, (context) => context.json({ names: [...descriptors.keys()] }, 200))
    .openapi(getRoute, (context) => {
      const { name } = context.req.valid('param')
      const found = descriptors.get(name)
      if (!found) throw notFoundError('DESCRIPTOR_UNKNOWN', `This deployment has no descriptor ${name}.`)
      return context.json(descriptor.parse(found), 200)
    })
}
