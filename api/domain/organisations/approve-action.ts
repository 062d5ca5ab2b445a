import { type Address, encodeFunctionData, type Hex, hashTypedData } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { organisationFactoryAbi } from '../../../sdk/src/abi/organisation-factory.gen.ts'
import { organisationActionTypes, organisationDomain } from '../../../sdk/src/typed-data/organisation.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { asTenant } from '../../store/as-tenant.ts'
import { submitCall } from '../submit-intent.ts'
import { type Draft, keepApproval, keepOrderNumber, keepProposal, readDraft } from './drafts.ts'
import { type Action, type Approval, type Judgement, judgeAction } from './judge-action.ts'

/** What a member signs. */
export function hashAction(chainId: number, organisation: Address, action: Action): Hex {
  const domain = organisationDomain(chainId, organisation)
  const message = { ...action, deadline: action.deadline }
  return hashTypedData({ domain, types: organisationActionTypes, primaryType: 'Action', message })
}

/** Keeps a proposal with its proposer's approval, and carries it at once when that is enough. */
export async function proposeAction(
  dependencies: ApiDependencies,
  { organisation, action, approval }: { organisation: Address; action: Action; approval: Approval },
): Promise<{ draft: Draft; judgement: Judgement }> {
  const { database, chainId, now } = dependencies
  await requireGood(dependencies, organisation, { action, approval })
  const digest = hashAction(chainId, organisation, action)
  const proposal = { organisation, digest, action, proposedBy: approval.member, at: now() }
  await asTenant(database, organisation, (tenant) => keepProposal(tenant, proposal))
  return addApproval(dependencies, { organisation, digest, approval })
}

/** Adds one member's approval; the one that makes it enough carries the action. */
export async function approveAction(
  dependencies: ApiDependencies,
  { organisation, digest, approval }: { organisation: Address; digest: Hex; approval: Approval },
): Promise<{ draft: Draft; judgement: Judgement }> {
  const action = await asTenant(dependencies.database, organisation, (tenant) => readDraft(tenant, digest))
  if (action.orderNumber === null) await requireGood(dependencies, organisation, { action, approval })
  return addApproval(dependencies, { organisation, digest, approval })
}

async function addApproval(
  dependencies: ApiDependencies,
  { organisation, digest, approval }: { organisation: Address; digest: Hex; approval: Approval },
): Promise<{ draft: Draft; judgement: Judgement }> {
  const { database, now } = dependencies
  const draft = await asTenant(database, organisation, async (tenant) => {
    const { orderNumber } = await readDraft(tenant, digest)
    if (orderNumber === null) await keepApproval(tenant, { organisation, digest, approval, at: now() })
    return readDraft(tenant, digest)
  })
  if (draft.orderNumber !== null) return { draft, judgement: { isDone: true } }
  const judgement = await judgeAction(dependencies, organisation, { action: draft, approvals: draft.approvals })
  if (!judgement.isDone) return { draft, judgement }
  // The order number follows from the digest: whoever carries it a second time carries the same.
  const { orderNumber } = await submitCall(dependencies, 'organisationFactory', callOf(organisation, draft))
  await asTenant(database, organisation, (tenant) => keepOrderNumber(tenant, digest, orderNumber))
  return { draft: { ...draft, orderNumber }, judgement }
}

function callOf(organisation: Address, draft: Draft) {
  const { target, data, nonce, deadline, digest } = draft
  const approvals = draft.approvals.toSorted((a, b) => (BigInt(a.member) < BigInt(b.member) ? -1 : 1))
  const args = [organisation, { target, data, nonce, deadline }, approvals] as const
  const calldata = encodeFunctionData({ abi: organisationFactoryAbi, functionName: 'act', args })
  return { account: organisation, digest, functionName: 'act', data: calldata }
}

/** An approval by itself must be one that the organisation counts: it then is enough, or what it lacks is others. */
async function requireGood(
  dependencies: ApiDependencies,
  organisation: Address,
  { action, approval }: { action: Action; approval: Approval },
): Promise<void> {
  const judgement = await judgeAction(dependencies, organisation, { action, approvals: [approval] })
  if (judgement.isDone || !REFUSALS.has(judgement.code)) return
  throw new BaseError('The approval is not good.', {
    code: 'ORGANISATION_ACTION_REFUSED',
    details: judgement.detail,
    status: 422,
  })
}

/** What no further approval mends. */
const REFUSALS: ReadonlySet<string> = new Set([
  'ORGANISATION_BAD_SIGNATURE',
  'ORGANISATION_MAY_NOT_SIGN',
  'ORGANISATION_EXPIRED',
  'ORGANISATION_NO_AMOUNT',
])
