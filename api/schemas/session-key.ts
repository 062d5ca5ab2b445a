import { z } from '@hono/zod-openapi'

const address = z.string().openapi({ example: '0x90F79bf6EB2c4f870365E785982E1f101E93b906' })
const dollars = z.string().openapi({ example: '500.00' })

export const sessionKeyView = z
  .object({
    key: address,
    kind: z.enum(['secp256k1', 'p256']),
    expiry: z.int().openapi({ description: 'Last second at which it signs.' }),
    window: z.int().openapi({ description: 'Seconds that `windowLimit` is for.' }),
    windowLimit: dollars,
    totalLimit: dollars,
    functions: z.array(z.object({ target: address, selector: z.string().openapi({ example: '0x2e1a7d4d' }) })),
    recipients: z.array(address).openapi({ description: 'Who may receive besides the account itself.' }),
    series: z.array(z.int()).openapi({ description: 'The only series it may touch; empty for any.' }),
    spent: dollars,
    spentInWindow: dollars.openapi({ description: 'Of the window that ends at `windowEndsAt`; after it nothing.' }),
    windowEndsAt: z.int().optional(),
    registeredAt: z.int(),
  })
  .openapi('SessionKey')
