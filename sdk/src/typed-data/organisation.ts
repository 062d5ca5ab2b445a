import type { Address } from 'viem'
import type { GenexDomain } from './domain.ts'

/** What members of an organisation sign (contracts/organisation): a call in its name. */
export const organisationActionTypes = {
  Action: [
    { name: 'target', type: 'address' },
    { name: 'data', type: 'bytes' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint48' },
  ],
} as const

/** The domain of one organisation: what is signed for it is worth nothing elsewhere. */
export function organisationDomain(chainId: number, organisation: Address): GenexDomain {
  return { name: 'Genex Organisation', version: '1', chainId, verifyingContract: organisation }
}
