import { createRoute, z } from '@hono/zod-openapi'
import { encodeFunctionData, keccak256, zeroHash } from 'viem'
import { BaseError } from '../../kit/errors.ts'
import { organisationFactoryAbi } from '../../sdk/src/abi/organisation-factory.gen.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { approveAction, proposeAction } from '../domain/organisations/approve-action.ts'
import { type Draft, listDrafts } from '../domain/organisations/drafts.ts'
import type { Judgement } from '../domain/organisations/judge-action.ts'
import { requireRole } from '../domain/organisations/membership.ts'
import { submitCall } from '../domain/submit-intent.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { MAX_DRAFT_SEC } from '../limits.ts'
import { readOrganisation } from '../reads/organisation.ts'
import * as schema from '../schemas/organisation.ts'
import { asTenant } from '../store/as-tenant.ts'

const json = <S extends z.ZodType>(shape: S) => ({ content: { 'application/json': { schema: shape } } })
const common = { tags: ['organisations'], security: [{ bearer: [] }] }

const createOrganisationRoute = createRoute({
  ...common,
  method: 'post',
  path: '/organisations',
  summary: 'Make an organisation',
  description:
    'An account that acts when enough of its members signed. Its address follows from owners, number and salt; gas is paid for you.',
  request: { body: { required: true, ...json(schema.creation) } },
  responses: { 202: { description: 'Taken.', ...json(schema.created) }, ...bodyProblems(403) },
})

const getRoute = createRoute({
  ...common,
  method: 'get',
  path: '/organisations/{organisation}',
  summary: 'An organisation with its members and rules, for its members',
  request: { params: schema.organisationInPath },
  responses: { 200: { description: 'The organisation.', ...json(schema.organisationView) }, ...problems(400, 404) },
})

const listRoute = createRoute({
  ...common,
  method: 'get',
  path: '/organisations/{organisation}/actions',
  summary: 'Proposed actions, newest first, for its members',
  request: { params: schema.organisationInPath },
  responses: {
    200: { description: 'At most 200.', ...json(z.object({ items: z.array(schema.draftView) })) },
    ...problems(400, 404),
  },
})

const proposeRoute = createRoute({
  ...common,
  method: 'post',
  path: '/organisations/{organisation}/actions',
  summary: 'Propose a call in the organisation’s name',
  description:
    'Sign `Action` (EIP-712, domain "Genex Organisation" of the organisation). It is carried as soon as its approvals are enough.',
  request: { params: schema.organisationInPath, body: { required: true, ...json(schema.proposal) } },
  responses: { 200: { description: 'Kept, or carried.', ...json(schema.draftAnswer) }, ...bodyProblems(403, 404) },
})

const approveRoute = createRoute({
  ...common,
  method: 'post',
  path: '/organisations/{organisation}/actions/{digest}/approvals',
  summary: 'Approve a proposed action',
  request: { params: schema.actionInPath, body: { required: true, ...json(schema.approval) } },
  responses: { 200: { description: 'Kept, or carried.', ...json(schema.draftAnswer) }, ...bodyProblems(403, 404) },
})

/** Organisations: made, asked about, and their actions proposed and approved until they are carried (ACC-4). */
export function organisationRoutes(dependencies: ApiDependencies): ApiApp {
  const { database } = dependencies
  return createRouter()
    .openapi(createOrganisationRoute, async (context) => {
      const { account } = requirePrincipal(context)
      return context.json(await create(dependencies, account, context.req.valid('json')), 202)
    })
    .openapi(getRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const { organisation } = context.req.valid('param')
      const role = await requireRole(dependencies, { organisation, account, least: 'viewer' })
      return context.json({ ...(await readOrganisation(dependencies, organisation)), role }, 200)
    })
    .openapi(listRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const { organisation } = context.req.valid('param')
      await requireRole(dependencies, { organisation, account, least: 'viewer' })
      return context.json({ items: (await asTenant(database, organisation, listDrafts)).map(viewOf) }, 200)
    })
    .openapi(proposeRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const { organisation } = context.req.valid('param')
      const { signature, ...action } = context.req.valid('json')
      requireSoon(dependencies, action.deadline)
      await requireRole(dependencies, { organisation, account, least: 'operator' })
      const approval = { member: account, signature }
      return context.json(answerOf(await proposeAction(dependencies, { organisation, action, approval })), 200)
    })
    .openapi(approveRoute, async (context) => {
      const { account } = requirePrincipal(context)
      const { organisation, digest } = context.req.valid('param')
      await requireRole(dependencies, { organisation, account, least: 'operator' })
      const approval = { member: account, signature: context.req.valid('json').signature }
      return context.json(answerOf(await approveAction(dependencies, { organisation, digest, approval })), 200)
    })
}

async function create(
  dependencies: ApiDependencies,
  account: `0x${string}`,
  { owners, ownersNeeded, salt = zeroHash }: z.output<typeof schema.creation>,
) {
  if (!owners.includes(account)) {
    const details = `${account} is not among them.`
    throw new BaseError('You are not among the owners.', { code: 'ORGANISATION_NOT_AN_OWNER', details, status: 403 })
  }
  const { chain, addresses } = dependencies
  const factory = { address: addresses.get('OrganisationFactory'), abi: organisationFactoryAbi } as const
  const args = [owners, ownersNeeded, salt] as const
  const organisation = await chain.readContract({ ...factory, functionName: 'addressOf', args })
  const data = encodeFunctionData({ abi: organisationFactoryAbi, functionName: 'create', args })
  const call = { account, digest: keccak256(data), functionName: 'create', data }
  const { orderNumber, state } = await submitCall(dependencies, 'organisationFactory', call)
  return { organisation, orderNumber, state }
}

function requireSoon({ now }: ApiDependencies, deadlineSec: number): void {
  const latestSec = Math.floor(now().getTime() / 1000) + MAX_DRAFT_SEC
  if (deadlineSec <= latestSec) return
  const details = `deadline: at most ${latestSec}, 90 days from now`
  throw new BaseError('The action would wait too long.', { code: 'REQUEST_INVALID', details, status: 400 })
}

function viewOf(draft: Draft) {
  const { digest, target, data, nonce, deadline, proposedBy, createdAt, orderNumber, approvals } = draft
  return {
    ...{ digest, target, data, deadline, proposedBy },
    nonce: nonce.toString(),
    createdAt: createdAt.toISOString(),
    approvedBy: approvals.map(({ member }) => member),
    ...(orderNumber === null ? {} : { orderNumber }),
  }
}

function answerOf({ draft, judgement }: { draft: Draft; judgement: Judgement }) {
  if (judgement.isDone) return { ...viewOf(draft), state: 'carried' as const }
  const isShort = judgement.code === 'ORGANISATION_NOT_ENOUGH'
  const reason = { code: judgement.code, detail: judgement.detail }
  return { ...viewOf(draft), state: isShort ? ('waiting' as const) : ('failing' as const), reason }
}
