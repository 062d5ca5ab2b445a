import { and, count, desc, eq, gt, inArray, sql } from 'drizzle-orm'
import { type Address, getAddress, type Hex } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { notFoundError } from '../../http/not-found.ts'
import { MAX_OPEN_DRAFTS } from '../../limits.ts'
import type { TenantDatabase } from '../../store/as-tenant.ts'
import { organisationDraft, organisationDraftApproval } from '../../store/tables.ts'
import { tellNotice } from '../notifications/tell.ts'
import type { Action, Approval } from './judge-action.ts'

/** An action that members proposed, with the approvals that are there. */
export interface Draft extends Action {
  digest: Hex
  proposedBy: Address
  createdAt: Date
  orderNumber: string | null
  approvals: readonly Approval[]
}

interface Proposal {
  organisation: Address
  digest: Hex
  action: Action
  proposedBy: Address
  at: Date
}

/** Keeps a proposal once; the same again changes nothing. @throws ORGANISATION_ACTION_LIMIT. */
export async function keepProposal(tenant: TenantDatabase, proposal: Proposal): Promise<void> {
  const { organisation, digest, action, proposedBy, at } = proposal
  const isOpen = gt(organisationDraft.deadlineSec, Math.floor(at.getTime() / 1000))
  const [open] = await tenant.select({ drafts: count() }).from(organisationDraft).where(isOpen)
  if ((open?.drafts ?? 0) >= MAX_OPEN_DRAFTS) {
    const details = `At most ${MAX_OPEN_DRAFTS}.`
    throw new BaseError('Too many actions wait.', { code: 'ORGANISATION_ACTION_LIMIT', details, status: 422 })
  }
  const { target, data, nonce, deadline: deadlineSec } = action
  const row = { digest, target: target.toLowerCase(), data, nonce, deadlineSec, proposedBy, createdAt: at }
  await tenant
    .insert(organisationDraft)
    .values({ ...row, organisation: organisation.toLowerCase() })
    .onConflictDoNothing()
  await tellApprovers(tenant, proposal)
}

/** The last of the transaction: notices are nothing that a tenant may write. */
async function tellApprovers(tenant: TenantDatabase, { organisation, digest, action, at }: Proposal): Promise<void> {
  await tenant.execute(sql`set local role none`)
  await tellNotice(tenant, {
    sourceKey: `organisation:${digest}`,
    account: organisation,
    kind: 'organisation.approval_needed',
    parameters: { organisation, deadlineAt: action.deadline },
    occurredAt: at,
  })
}

/** A member's newest signature of an action replaces the one before. */
export async function keepApproval(
  tenant: TenantDatabase,
  { organisation, digest, approval, at }: { organisation: Address; digest: Hex; approval: Approval; at: Date },
): Promise<void> {
  const { signature } = approval
  await tenant
    .insert(organisationDraftApproval)
    .values({ digest, ...approval, organisation: organisation.toLowerCase(), createdAt: at })
    .onConflictDoUpdate({
      target: [organisationDraftApproval.digest, organisationDraftApproval.member],
      set: { signature, createdAt: at },
    })
}

export async function keepOrderNumber(tenant: TenantDatabase, digest: Hex, orderNumber: string): Promise<void> {
  await tenant.update(organisationDraft).set({ orderNumber }).where(eq(organisationDraft.digest, digest))
}

/** Another organisation's action is answered like an unknown one. @throws ORGANISATION_ACTION_UNKNOWN. */
export async function readDraft(tenant: TenantDatabase, digest: Hex): Promise<Draft> {
  const [draft] = await withApprovals(
    tenant,
    await tenant.select().from(organisationDraft).where(eq(organisationDraft.digest, digest)).for('update'),
  )
  if (draft) return draft
  throw notFoundError('ORGANISATION_ACTION_UNKNOWN', `No action ${digest} was proposed.`)
}

/** The newest ones, those that ran out among them. */
export async function listDrafts(tenant: TenantDatabase): Promise<Draft[]> {
  const newest = desc(organisationDraft.createdAt)
  return withApprovals(
    tenant,
    await tenant.select().from(organisationDraft).orderBy(newest, organisationDraft.digest).limit(MAX_OPEN_DRAFTS),
  )
}

type DraftRow = typeof organisationDraft.$inferSelect

async function withApprovals(tenant: TenantDatabase, rows: readonly DraftRow[]): Promise<Draft[]> {
  if (rows.length === 0) return []
  const digests = rows.map(({ digest }) => digest)
  const isOfThem = and(inArray(organisationDraftApproval.digest, digests))
  const approvals = await tenant.select().from(organisationDraftApproval).where(isOfThem)
  return rows.map((row) => ({
    digest: row.digest as Hex,
    target: getAddress(row.target),
    data: row.data as Hex,
    nonce: row.nonce,
    deadline: row.deadlineSec,
    proposedBy: getAddress(row.proposedBy),
    createdAt: row.createdAt,
    orderNumber: row.orderNumber,
    approvals: approvals
      .filter(({ digest }) => digest === row.digest)
      .map(({ member, signature }) => ({ member: getAddress(member), signature: signature as Hex })),
  }))
}
