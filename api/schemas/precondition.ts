import { z } from '@hono/zod-openapi'

/** Header of a change that names the version it changes; whether it must be there is the route's matter (428). */
export const ifMatch = z.object({
  'if-match': z.string().max(1_024).optional().openapi({
    example: '"kWJf2oKqPzLwR3mYd0s5tUeXbGhVcN1"',
    description: '`ETag` of what was read before; "*" changes it whatever it is.',
  }),
})
