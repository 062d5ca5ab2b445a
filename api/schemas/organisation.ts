import { z } from '@hono/zod-openapi'
import { MEMBER_ROLES } from '../domain/organisations/membership.ts'
import { address, bytes, bytes32, nonce, signature, uint8, unixSecond } from './fields.ts'

/** More owners than sign together are never needed. */
const MAX_OWNERS = 16

export const organisationInPath = z.object({ organisation: address })
export const actionInPath = organisationInPath.extend({ digest: bytes32 })

export const creation = z.strictObject({
  owners: z.array(address).min(1).max(MAX_OWNERS),
  ownersNeeded: uint8.min(1, 'must be at least 1').max(MAX_OWNERS, `must be at most ${MAX_OWNERS}`),
  salt: bytes32.optional().openapi({ description: 'Tells several organisations of the same owners apart.' }),
})

export const created = z
  .object({
    organisation: z.string().openapi({ description: 'Where it will be.' }),
    orderNumber: z.string(),
    state: z.string(),
  })
  .openapi('OrganisationCreated')

export const proposal = z.strictObject({ target: address, data: bytes, nonce, deadline: unixSecond, signature })
export const approval = z.strictObject({ signature })

const role = z.enum(MEMBER_ROLES)

export const organisationView = z
  .object({
    organisation: z.string(),
    role: role.openapi({ description: 'The caller’s.' }),
    ownersNeeded: z.int(),
    members: z.array(z.object({ member: z.string(), role })),
    rules: z.array(
      z.object({
        target: z.string(),
        selector: z.string(),
        amountAt: z.int().openapi({ description: 'Which word of the arguments is the amount; 255: none.' }),
        bands: z.array(z.object({ upTo: z.string(), approvals: z.int(), owners: z.int() })),
      }),
    ),
  })
  .openapi('Organisation')

export const draftView = z
  .object({
    digest: z.string(),
    target: z.string(),
    data: z.string(),
    nonce: z.string(),
    deadline: z.int(),
    proposedBy: z.string(),
    createdAt: z.iso.datetime(),
    approvedBy: z.array(z.string()),
    orderNumber: z.string().optional(),
  })
  .openapi('OrganisationAction')

export const draftAnswer = draftView
  .extend({
    state: z.enum(['waiting', 'failing', 'carried']).openapi({
      description:
        'waiting: more approvals are needed; failing: it would fail as things are; carried: follow the order number.',
    }),
    reason: z.object({ code: z.string(), detail: z.string() }).optional(),
  })
  .openapi('OrganisationActionAnswer')
