import { type MappingAuthority, PARTIES } from '../../../sdk/src/mapping/parties.ts'
import { mappingDomain } from '../../../sdk/src/typed-data/mapping.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { signerOf } from './known-signatures.ts'

/** What the address map needs of the API. */
export type AddressMapDependencies = Pick<
  ApiDependencies,
  'addresses' | 'chainId' | 'config' | 'log' | 'mappingSigners' | 'now' | 'pool'
>

/** The parties' keys, pinned by configuration, and the domain of this deployment. */
export function authorityOf({
  addresses,
  chainId,
  config,
}: Pick<AddressMapDependencies, 'addresses' | 'chainId' | 'config'>): MappingAuthority {
  const entries = PARTIES.map((party) => [party, config.MAPPING_SIGNERS[party].address])
  const domain = mappingDomain({ chainId, verifyingContract: addresses.get('Settlement') })
  return { domain, addresses: Object.fromEntries(entries), recover: signerOf }
}
