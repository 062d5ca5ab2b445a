import { concat, type Hex, sha256, stringToBytes, stringToHex, zeroHash } from 'viem'
import { canonicalJson } from '../canonical-json.ts'
import { type Hash, leafHash } from '../merkle/hash.ts'
import type { Mapping } from '../typed-data/mapping.ts'
import type { Party } from './parties.ts'

/** The first version's `previous`. */
export const NO_PREVIOUS: Hex = zeroHash

/** A mapping with the signatures that make it one. */
export interface SignedMapping {
  record: Mapping
  signatures: Partial<Record<Party, Hex>>
}

/** A signed mapping where it stands in the log. */
export interface LoggedMapping extends SignedMapping {
  /** From 0. */
  position: number
  /** The platform's signature over position and digest; none yet right after it was logged. */
  place?: Hex | undefined
}

/** What the commitment of a contact hides: its keyed hash and 32 random bytes. */
export interface CommitmentOpening {
  contactTag: Hex
  salt: Hex
}

const COMMITMENT_DOMAIN = stringToHex('genex address mapping commitment 1\n')

/** Without the salt, a commitment cannot be linked to a contact even by who has the key of the contacts' hashes. */
export function commitmentOf({ contactTag, salt }: CommitmentOpening): Hex {
  return sha256(concat([COMMITMENT_DOMAIN, salt, contactTag]))
}

/** The leaf of a record in stream address-map: SHA-256(0x00 || canonical JSON), addresses in lower case. */
export function mappingLeaf(record: Mapping): Hash {
  const { account, guardian, userCommitment, version, previous, issuedAt, withdrawalsFrom } = record
  const entry = {
    account: account.toLowerCase(),
    guardian: guardian.toLowerCase(),
    issuedAt,
    previous: previous.toLowerCase(),
    userCommitment: userCommitment.toLowerCase(),
    version,
    withdrawalsFrom,
  }
  return leafHash(stringToBytes(canonicalJson(entry)))
}
