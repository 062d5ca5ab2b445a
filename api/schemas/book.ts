import { z } from '@hono/zod-openapi'

export const level = z
  .object({ price: z.string().openapi({ example: '45.00' }), quantity: z.int(), orders: z.int() })
  .openapi('BookLevel')
