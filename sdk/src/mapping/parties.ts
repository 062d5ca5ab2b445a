import { type Address, type Hex, isAddressEqual, recoverAddress } from 'viem'
import type { GenexDomain } from '../typed-data/domain.ts'
import { hashMapping } from '../typed-data/mapping.ts'
import type { SignedMapping } from './record.ts'

/** Who signs mappings: three processes with three keys, of which no two are run by the same people. */
export const PARTIES = ['platform', 'hsm', 'auditor'] as const
export type Party = (typeof PARTIES)[number]

/** Signatures that a record needs. */
export const QUORUM = 2

/** The known keys, and the domain they sign under. */
export interface MappingAuthority {
  domain: GenexDomain
  addresses: Readonly<Record<Party, Address>>
  /** Finds a signer; for who checks the same signatures often and remembers them. */
  recover?: (signed: { hash: Hex; signature: Hex }) => Promise<Address>
}

export interface SignatureCheck {
  digest: Hex
  valid: Party[]
  /** Signatures that are there and not that party's over this record. */
  invalid: Party[]
  hasQuorum: boolean
}

/** Which parties signed exactly this record. */
export async function checkSignatures(
  authority: MappingAuthority,
  { record, signatures }: SignedMapping,
): Promise<SignatureCheck> {
  const digest = hashMapping(authority.domain, record)
  const given = PARTIES.filter((party) => signatures[party] !== undefined)
  const verdicts = await Promise.all(given.map((party) => isSignedBy(authority, party, digest, signatures[party])))
  const valid = given.filter((_, i) => verdicts[i])
  return { digest, valid, invalid: given.filter((_, i) => !verdicts[i]), hasQuorum: valid.length >= QUORUM }
}

/** Whether the digest was signed with the known key of the party. */
export async function isSignedBy(
  { addresses, recover = recoverAddress }: MappingAuthority,
  party: Party,
  hash: Hex,
  signature: Hex | undefined,
): Promise<boolean> {
  if (signature === undefined) return false
  const signer = await recover({ hash, signature }).catch(() => undefined)
  return signer !== undefined && isAddressEqual(signer, addresses[party])
}
