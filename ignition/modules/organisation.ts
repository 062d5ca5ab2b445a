import type { Builder, ContractFuture } from '../builder.ts'

/** Makes organisations; it and they have no admin. */
export function deployOrganisations(m: Builder, accountRegistry: ContractFuture) {
  return { organisationFactory: m.contract('OrganisationFactory', [accountRegistry]) }
}
