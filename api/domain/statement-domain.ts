import type { GenexDomain } from '../../sdk/src/typed-data/domain.ts'
import { statementDomain } from '../../sdk/src/typed-data/statements.ts'
import type { ApiDependencies } from '../dependencies.ts'

/** The domain of what accounts say to the operator alone; it names the core, so that no other deployment takes it. */
export function domainOfStatements({
  addresses,
  chainId,
}: Pick<ApiDependencies, 'addresses' | 'chainId'>): GenexDomain {
  return statementDomain({ chainId, verifyingContract: addresses.get('Settlement') })
}
