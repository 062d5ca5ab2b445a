import { isAddressEqual, zeroAddress } from 'viem'
import type { BaseError } from '../../kit/errors.ts'
import { type CommitmentOpening, commitmentOf, NO_PREVIOUS } from '../../sdk/src/mapping/record.ts'
import type { Mapping } from '../../sdk/src/typed-data/mapping.ts'
import { type Head, isEnd, type Ledger } from './ledger.ts'
import { CLOCK_WINDOW_SEC, MAX_CHANGES_PER_DAY, MAX_CHANGES_PER_HOUR, MAX_REGISTRATIONS_PER_MINUTE } from './limits.ts'
import { refuse } from './refuse.ts'

export interface PolicyInput {
  ledger: Ledger
  nowSec: number
  coolDownSec: number
  record: Mapping
  head: Head | undefined
  opening: CommitmentOpening | undefined
  /** Who signed the change: found out before. */
  authorizedBy: 'account' | 'guardian' | undefined
}

/** This party's own rules, whatever the others say. Gives the refusal, or undefined when it may sign. */
export function checkPolicy(input: PolicyInput): BaseError | undefined {
  const { record, head } = input
  return (
    checkSuccession(record, head) ??
    checkClock(input) ??
    (head ? checkChange(input, head) : checkRegistration(input)) ??
    checkRates(input)
  )
}

/** Exactly one version after the last one that this party knows. */
function checkSuccession(record: Mapping, head: Head | undefined): BaseError | undefined {
  const lastVersion = head?.record.version ?? 0
  if (record.version > lastVersion + 1)
    return refuse('MAPPING_SIGNER_BEHIND', `The last known version is ${lastVersion}.`)
  if (record.version <= lastVersion) return refuse('MAPPING_SIGNED_OTHER', `Version ${lastVersion} was signed before.`)
  if (head && isEnd(head.record)) return refuse('MAPPING_ENDED', 'The contact can be registered anew.')
  if (record.previous === (head?.digest ?? NO_PREVIOUS)) return undefined
  return refuse('MAPPING_CHAIN_BROKEN', `\`previous\` must be ${head?.digest ?? NO_PREVIOUS}.`)
}

function checkClock({ record, head, nowSec }: PolicyInput): BaseError | undefined {
  const { issuedAt, withdrawalsFrom } = record
  if (Math.abs(issuedAt - nowSec) > CLOCK_WINDOW_SEC) return refuse('MAPPING_CLOCK', `It is ${nowSec} here.`)
  if (head && issuedAt < head.record.issuedAt) return refuse('MAPPING_CLOCK', 'The version before is younger.')
  if (withdrawalsFrom >= issuedAt) return undefined
  return refuse('MAPPING_COOL_DOWN_SHORT', 'They cannot be open before the record is made.')
}

/** A first version: the commitment is of a contact that leads nowhere yet. */
function checkRegistration({ ledger, record, opening, coolDownSec }: PolicyInput): BaseError | undefined {
  if (isEnd(record)) return refuse('MAPPING_ENDED', 'A first version leads to an account.')
  if (!opening || commitmentOf(opening) !== record.userCommitment) {
    return refuse('MAPPING_OPENING_WRONG', 'Send the contact’s keyed hash and the salt.')
  }
  const taken = ledger.commitmentOfContact(opening.contactTag)
  if (taken !== undefined && taken !== record.userCommitment) {
    return refuse('MAPPING_CONTACT_TAKEN', 'It is changed by a further version, not by a new mapping.')
  }
  // Ending and registering anew is a change, too.
  const releasedAt = ledger.releasedAt(opening.contactTag)
  if (releasedAt === undefined || record.withdrawalsFrom >= releasedAt + coolDownSec) return undefined
  return refuse('MAPPING_COOL_DOWN_SHORT', `The contact was led elsewhere until ${releasedAt}.`)
}

/** A later version: the person herself wants it, and has time to object when it was not she. */
function checkChange({ record, authorizedBy, coolDownSec }: PolicyInput, head: Head): BaseError | undefined {
  if (!authorizedBy) return refuse('MAPPING_NOT_AUTHORIZED', 'It takes `MappingChange` over exactly these fields.')
  const isGuardianFixed = !isAddressEqual(head.record.guardian, zeroAddress) && authorizedBy !== 'guardian'
  if (isGuardianFixed && !isAddressEqual(head.record.guardian, record.guardian) && !isEnd(record)) {
    return refuse('MAPPING_GUARDIAN_FIXED', `It stays ${head.record.guardian}.`)
  }
  if (record.withdrawalsFrom >= record.issuedAt + coolDownSec) return undefined
  return refuse('MAPPING_COOL_DOWN_SHORT', `At least ${coolDownSec} s after the change.`)
}

function checkRates({ ledger, head, nowSec, record: { userCommitment } }: PolicyInput): BaseError | undefined {
  if (!head) {
    const made = ledger.countActs({ kind: 'registration', sinceSec: nowSec - 60 })
    return made < MAX_REGISTRATIONS_PER_MINUTE ? undefined : refuse('MAPPING_LIMIT', 'New mappings of this minute.')
  }
  const ofOne = ledger.countActs({ kind: 'change', sinceSec: nowSec - 86_400, userCommitment })
  if (ofOne >= MAX_CHANGES_PER_DAY)
    return refuse('MAPPING_LIMIT', `At most ${MAX_CHANGES_PER_DAY} changes in 24 hours.`)
  const ofAll = ledger.countActs({ kind: 'change', sinceSec: nowSec - 3_600 })
  return ofAll < MAX_CHANGES_PER_HOUR ? undefined : refuse('MAPPING_LIMIT', 'Changes of this hour.')
}
