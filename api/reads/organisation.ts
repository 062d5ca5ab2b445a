import { type Address, getAddress } from 'viem'
import { MEMBER_ROLES, type MemberRole } from '../domain/organisations/membership.ts'
import { type IndexStore, type Row, readRows } from './index-store.ts'

interface Band {
  upTo: string
  approvals: number
  owners: number
}

/** Members and rules of an organisation, as the index has them. */
export async function readOrganisation(store: IndexStore, organisation: Address) {
  const key = [organisation.toLowerCase()]
  const [[own], members, rules] = await Promise.all([
    readRows(store, 'select owners_needed from $schema.organisation where chain_id = $1 and address = $2', key),
    readRows(store, `select member, role from ${OF('organisation_member')} and role <> 'none' order by member`, key),
    readRows(store, `select * from ${OF('organisation_rule')} order by target, selector`, key),
  ])
  return {
    organisation,
    ownersNeeded: Number(own?.owners_needed ?? 0),
    members: members.map((row) => ({ member: getAddress(String(row.member)), role: roleOf(row) })),
    rules: rules.map((row) => ({
      target: getAddress(String(row.target)),
      selector: String(row.selector),
      amountAt: Number(row.amount_at),
      bands: row.bands as unknown as Band[],
    })),
  }
}

const OF = (table: string) => `$schema.${table} where chain_id = $1 and organisation = $2`

function roleOf({ role }: Row): MemberRole {
  return MEMBER_ROLES.find((each) => each === role) ?? 'none'
}
