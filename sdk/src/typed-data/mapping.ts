import { type Address, type Hex, hashTypedData } from 'viem'
import type { GenexDomain } from './domain.ts'

/** Address mappings are signed off chain: a domain of their own, so that no contract takes them for something else. */
export function mappingDomain({ chainId, verifyingContract }: Pick<GenexDomain, 'chainId' | 'verifyingContract'>) {
  return { name: 'Genex Address Mapping', version: '1', chainId, verifyingContract }
}

/** Which account a contact leads to. Signed by at least two of the three parties. */
export interface Mapping {
  /** SHA-256 over a salt and the contact's keyed hash: says nothing about the contact. */
  userCommitment: Hex
  /** The zero address ends the mapping. */
  account: Address
  /** May change the mapping when the account cannot; the zero address for none. */
  guardian: Address
  /** From 1, without gaps. */
  version: number
  /** Digest of the version before; zero for the first. */
  previous: Hex
  /** Unix seconds. */
  issuedAt: number
  /** No withdrawal goes to the account before this second. */
  withdrawalsFrom: number
}

/** A person's wish to change her mapping, signed by its present account or its guardian. */
export interface MappingChange {
  userCommitment: Hex
  account: Address
  guardian: Address
  version: number
  previous: Hex
  /** Last unix second at which it may be carried out. */
  deadline: number
}

/** That a record has its place in the log; signed by the platform's signer, which gives each place once. */
export interface MappingPlace {
  position: number
  digest: Hex
}

/** The log's Merkle root at a size. */
export interface MappingCheckpoint {
  size: number
  root: Hex
  issuedAt: number
}

const FIELDS = {
  userCommitment: { name: 'userCommitment', type: 'bytes32' },
  account: { name: 'account', type: 'address' },
  guardian: { name: 'guardian', type: 'address' },
  version: { name: 'version', type: 'uint48' },
  previous: { name: 'previous', type: 'bytes32' },
} as const
const TARGET = [FIELDS.userCommitment, FIELDS.account, FIELDS.guardian, FIELDS.version, FIELDS.previous] as const

export const mappingTypes = {
  Mapping: [...TARGET, { name: 'issuedAt', type: 'uint40' }, { name: 'withdrawalsFrom', type: 'uint40' }],
} as const
export const mappingChangeTypes = { MappingChange: [...TARGET, { name: 'deadline', type: 'uint40' }] } as const
export const mappingPlaceTypes = {
  MappingPlace: [
    { name: 'position', type: 'uint48' },
    { name: 'digest', type: 'bytes32' },
  ],
} as const
export const mappingCheckpointTypes = {
  MappingCheckpoint: [
    { name: 'size', type: 'uint48' },
    { name: 'root', type: 'bytes32' },
    { name: 'issuedAt', type: 'uint40' },
  ],
} as const

export function mappingChangeTypedData(domain: GenexDomain, message: MappingChange) {
  return { domain, types: mappingChangeTypes, primaryType: 'MappingChange', message } as const
}

export function hashMapping(domain: GenexDomain, message: Mapping): Hex {
  return hashTypedData({ domain, types: mappingTypes, primaryType: 'Mapping', message })
}

export function hashMappingChange(domain: GenexDomain, message: MappingChange): Hex {
  return hashTypedData(mappingChangeTypedData(domain, message))
}

export function hashMappingPlace(domain: GenexDomain, message: MappingPlace): Hex {
  return hashTypedData({ domain, types: mappingPlaceTypes, primaryType: 'MappingPlace', message })
}

export function hashMappingCheckpoint(domain: GenexDomain, message: MappingCheckpoint): Hex {
  return hashTypedData({ domain, types: mappingCheckpointTypes, primaryType: 'MappingCheckpoint', message })
}
