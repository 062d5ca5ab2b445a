import { z } from '@hono/zod-openapi'
import { isAddressOrBlock } from '../domain/api-keys/ip-allow-list.ts'
import { SCOPES } from '../domain/api-keys/scopes.ts'
import { MAX_IP_ALLOW_LIST } from '../limits.ts'
import * as field from './fields.ts'

const ascending = (values: readonly string[]) => values.every((value, i) => i === 0 || value > (values[i - 1] ?? ''))

/** What the account signs (EIP-712 `ApiKeyGrant`), without the account. */
export const keyRegistration = z
  .strictObject({
    publicKey: field.bytes32.openapi({ description: 'The 32 bytes of an Ed25519 public key.' }),
    label: z
      .string()
      .regex(/^[\x20-\x7e]{1,40}$/, 'must be 1 to 40 printable ASCII characters')
      .openapi({ example: 'quoting machine 1' }),
    scopes: z
      .array(z.enum(SCOPES))
      .min(1)
      .max(SCOPES.length)
      .refine(ascending, 'must be sorted and differ')
      .openapi({ example: ['mm', 'read'] }),
    ipAllowList: z
      .array(z.string().max(50).refine(isAddressOrBlock, 'must be an address or a CIDR block'))
      .max(MAX_IP_ALLOW_LIST)
      .refine(ascending, 'must be sorted and differ')
      .openapi({ example: ['192.0.2.0/24'], description: 'Empty: from everywhere.' }),
    expiresAt: field.unixSecond,
    issuedAt: field.unixSecond,
    signature: field.signature.openapi({ description: 'The account’s, over ApiKeyGrant.' }),
    possession: field.bytes64.openapi({
      description: 'The Ed25519 key’s, over the grant’s EIP-712 digest (32 bytes).',
    }),
  })
  .openapi('ApiKeyRegistration')

export const keyView = z
  .object({
    keyId: z.string().openapi({ example: 'gxk_q1W2e3R4t5Y6u7I8o9P0', description: 'The `keyid` of signatures.' }),
    account: z.string(),
    publicKey: z.string(),
    label: z.string(),
    scopes: z.array(z.string()),
    ipAllowList: z.array(z.string()),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().optional(),
  })
  .openapi('ApiKey')

export const keyIdInPath = z
  .string()
  .regex(/^gxk_[A-Za-z0-9_-]{20}$/, 'must be the id of an API key')
  .openapi({ example: 'gxk_q1W2e3R4t5Y6u7I8o9P0' })
