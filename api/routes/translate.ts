import { createRoute, z } from '@hono/zod-openapi'
import { isAddressEqual, zeroAddress } from 'viem'
import { PARTIES } from '../../sdk/src/mapping/parties.ts'
import type { LoggedMapping } from '../../sdk/src/mapping/record.ts'
import { hashMapping } from '../../sdk/src/typed-data/mapping.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { changeMapping } from '../domain/address-map/change-mapping.ts'
import { authorityOf } from '../domain/address-map/dependencies.ts'
import { listOwnMappings } from '../domain/address-map/own-mappings.ts'
import { requireLevel } from '../domain/address-map/require-level.ts'
import { resolveContact } from '../domain/address-map/resolve-contact.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { changeBody, commitmentInPath, mappingView, resolveBody, resolvedView } from '../schemas/mapping.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const bearer = [{ bearer: [] }]

const resolveRoute = createRoute({
  method: 'post',
  path: '/translate/resolve',
  tags: ['address map'],
  summary: 'The account that a phone number or e-mail address leads to',
  description:
    'For paying to it. Needs a session of an account with KYC level 1; 200 contacts a day, of which 20 may lead nowhere. A contact that is unknown, was ended or was erased gets the same answer. For a withdrawal the signers are asked as well, and a mapping changed less than 24 hours ago is refused.',
  security: bearer,
  request: { body: { required: true, content: json(resolveBody) } },
  responses: { 200: { description: 'Checked and current.', content: json(resolvedView) }, ...bodyProblems(403, 404) },
})

const listRoute = createRoute({
  method: 'get',
  path: '/translate/mappings',
  tags: ['address map'],
  summary: 'Own contacts: what leads to this account',
  security: bearer,
  responses: {
    200: { description: 'At most 50.', content: json(z.object({ items: z.array(mappingView) })) },
    ...problems(),
  },
})

const changeRoute = createRoute({
  method: 'post',
  path: '/translate/mappings/{userCommitment}/changes',
  tags: ['address map'],
  summary: 'Lead a contact to another account, or nowhere',
  description:
    'Takes `MappingChange` (EIP-712) signed by the mapping’s present account or its guardian; any session may carry it. Withdrawals to the new account begin 24 hours later.',
  security: bearer,
  request: {
    params: z.object({ userCommitment: commitmentInPath }),
    body: { required: true, content: json(changeBody) },
  },
  responses: {
    200: { description: 'Signed by two parties at least.', content: json(mappingView) },
    ...bodyProblems(404),
  },
})

/** Phone numbers and e-mail addresses instead of addresses. */
export function translateRoutes(dependencies: ApiDependencies): ApiApp {
  const view = (mapping: LoggedMapping, contact?: string) => viewOf(dependencies, mapping, contact)
  return createRouter()
    .openapi(resolveRoute, async (context) => {
      const { account } = requireSession(context)
      const wish = context.req.valid('json')
      await requireLevel(dependencies, account)
      const found = await resolveContact(dependencies, { asker: account, ...wish })
      const { record } = found
      return context.json({ account: record.account, version: record.version, withdrawalsFrom: instantOf(record) }, 200)
    })
    .openapi(listRoute, async (context) => {
      const { account } = requireSession(context)
      const own = await listOwnMappings(dependencies, account)
      return context.json({ items: own.map(({ mapping, contact }) => view(mapping, contact)) }, 200)
    })
    .openapi(changeRoute, async (context) => {
      requireSession(context)
      const { userCommitment } = context.req.valid('param')
      const { deadline, signature, ...target } = context.req.valid('json')
      const change = { userCommitment, ...target, authorization: { deadline, signature } }
      return context.json(view(await changeMapping(dependencies, change)), 200)
    })
}

function viewOf(dependencies: ApiDependencies, { record, position, signatures }: LoggedMapping, contact?: string) {
  const { userCommitment, account, guardian, version } = record
  return {
    userCommitment,
    ...(contact === undefined ? {} : { contact }),
    account,
    ...(isAddressEqual(guardian, zeroAddress) ? {} : { guardian }),
    version,
    digest: hashMapping(authorityOf(dependencies).domain, record),
    withdrawalsFrom: instantOf(record),
    position,
    signedBy: PARTIES.filter((party) => signatures[party] !== undefined),
  }
}

function instantOf({ withdrawalsFrom }: LoggedMapping['record']): string {
  return new Date(withdrawalsFrom * 1000).toISOString()
}
