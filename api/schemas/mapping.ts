import { z } from '@hono/zod-openapi'
import { zeroAddress } from 'viem'
import { RESOLVE_PURPOSES } from '../domain/address-map/resolve-contact.ts'
import { contact } from './contact.ts'
import { address, bytes32, signature } from './fields.ts'

const HASH = `0x${'ab'.repeat(32)}`
const ACCOUNT = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

export const resolveBody = z.strictObject({
  contact,
  purpose: z.enum(RESOLVE_PURPOSES).openapi({ example: 'transfer' }),
})

export const resolvedView = z
  .object({
    account: z.string().openapi({ example: ACCOUNT }),
    version: z.int().openapi({ example: 1 }),
    withdrawalsFrom: z.iso
      .datetime()
      .openapi({ description: 'No withdrawal goes there before: 24 hours after a change.' }),
  })
  .openapi('ResolvedContact')

export const mappingView = z
  .object({
    userCommitment: z.string().openapi({ example: HASH }),
    contact: z.string().optional().openapi({ example: '+4915112345678' }),
    account: z.string().openapi({ example: ACCOUNT }),
    guardian: z.string().optional(),
    version: z.int().openapi({ example: 1 }),
    digest: z.string().openapi({ example: HASH, description: '`previous` of the next version.' }),
    withdrawalsFrom: z.iso.datetime(),
    position: z.int().openapi({ description: 'In the log of the address map, from 0.' }),
    signedBy: z.array(z.string()).openapi({ example: ['platform', 'hsm', 'auditor'] }),
  })
  .openapi('Mapping')

export const commitmentInPath = bytes32.openapi({ param: { name: 'userCommitment', in: 'path' } })

export const changeBody = z.strictObject({
  account: address.openapi({ description: 'The zero address ends the mapping.' }),
  guardian: address.default(zeroAddress),
  version: z.int().min(2).max(Number.MAX_SAFE_INTEGER).openapi({ example: 2 }),
  previous: bytes32,
  deadline: z
    .int()
    .min(0)
    .max(2 ** 40 - 1)
    .openapi({ example: 1_790_000_000 }),
  signature,
})
