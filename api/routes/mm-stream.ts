import { createRoute, z } from '@hono/zod-openapi'
import { BaseError } from '../../kit/errors.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { problems } from '../http/problems.ts'
import { countInQuery } from '../schemas/fields.ts'

const routeOf = (parts: number) =>
  createRoute({
    method: 'get',
    path: '/mm/stream',
    tags: ['market makers'],
    summary: 'Own order and fill events over WebSocket, numbered, to be resumed from a number',
    description:
      'Open it as a WebSocket with an access token or a signature (RFC 9421) in the headers. The first message, `began`, says from which number the events go on and whether all behind `after` could be told; each `order` is numbered by one more. A market of several parts numbers in each. Messages and close codes: api/stream/README.md, or the SDK’s `MakerStream`.',
    security: [{ bearer: [] }, { httpSignature: [] }],
    request: {
      query: z.object({
        after: z.coerce.number().pipe(z.int().min(0)).optional().openapi({
          type: 'integer',
          description: 'The newest event that you know; without it only what happens next.',
        }),
        part: countInQuery(parts, 1),
      }),
    },
    responses: { 204: { description: 'In place of it: 101, the WebSocket.' }, ...problems(400, 426) },
  })

export function makerStreamRoutes({ config }: ApiDependencies): ApiApp {
  return createRouter().openapi(routeOf(config.SEQUENCER_URL.length), (context) => {
    const { account } = requirePrincipal(context)
    if (!context.env?.acceptStream) {
      const details = 'Send the request with "upgrade: websocket".'
      throw new BaseError('This is a WebSocket.', { code: 'UPGRADE_REQUIRED', details, status: 426 })
    }
    context.env.acceptStream({ account, after: context.req.valid('query').after })
    return context.body(null, 204)
  })
}
