import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { organisationAbi } from '../../../sdk/src/abi/organisation.gen.ts'
import { organisationFactoryAbi } from '../../../sdk/src/abi/organisation-factory.gen.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { notFoundError } from '../../http/not-found.ts'

/** Roles as contracts/organisation/types numbers them. */
export const MEMBER_ROLES = ['none', 'viewer', 'auditor', 'operator', 'approver', 'admin', 'owner'] as const
export type MemberRole = (typeof MEMBER_ROLES)[number]

type Chain = Pick<ApiDependencies, 'chain' | 'addresses'>

/** An account's role, asked of the contract itself: a dismissal counts from its block on. Of what is no organisation, `none`. */
export async function roleIn(
  { chain, addresses }: Chain,
  organisation: Address,
  account: Address,
): Promise<MemberRole> {
  const factory = { address: addresses.get('OrganisationFactory'), abi: organisationFactoryAbi } as const
  const isOurs = await chain.readContract({ ...factory, functionName: 'isOrganisation', args: [organisation] })
  if (!isOurs) return 'none'
  const contract = { address: organisation, abi: organisationAbi } as const
  return MEMBER_ROLES[await chain.readContract({ ...contract, functionName: 'roleOf', args: [account] })] ?? 'none'
}

/** @throws ORGANISATION_UNKNOWN, also for whoever is no member: strangers learn nothing; ORGANISATION_ROLE. */
export async function requireRole(
  dependencies: Chain,
  { organisation, account, least }: { organisation: Address; account: Address; least: MemberRole },
): Promise<MemberRole> {
  const role = await roleIn(dependencies, organisation, account)
  if (role === 'none') throw notFoundError('ORGANISATION_UNKNOWN', `You are in no organisation ${organisation}.`)
  if (MEMBER_ROLES.indexOf(role) >= MEMBER_ROLES.indexOf(least)) return role
  throw new BaseError('Your role does not allow this.', {
    code: 'ORGANISATION_ROLE',
    details: `You are ${role}; it takes ${least}.`,
    status: 403,
  })
}
