import type { Builder } from '../builder.ts'

/** Makes organisations; it and they have no admin. */
export function deployOrganisations(m: Builder) {
  return { organisationFactory: m.contract('OrganisationFactory', []) }
}
