import { BaseError } from '../../kit/errors.ts'

const CONFLICT = 409
const BREACH = 422

/** Why a signer does not sign; each is a rule of its own policy. */
const REFUSALS = {
  MAPPING_SIGNER_BEHIND: ['The signer does not know the version before.', CONFLICT],
  MAPPING_SIGNED_OTHER: ['Another record of this version was signed.', CONFLICT],
  MAPPING_ENDED: ['The mapping was ended.', BREACH],
  MAPPING_CHAIN_BROKEN: ['The record does not follow the last version.', BREACH],
  MAPPING_CLOCK: ['The record’s time is not now.', BREACH],
  MAPPING_COOL_DOWN_SHORT: ['Withdrawals would be open too soon.', BREACH],
  MAPPING_OPENING_WRONG: ['The commitment is not of this contact.', BREACH],
  MAPPING_CONTACT_TAKEN: ['The contact leads to an account already.', CONFLICT],
  MAPPING_NOT_AUTHORIZED: ['The change is not signed by the present account or its guardian.', BREACH],
  MAPPING_GUARDIAN_FIXED: ['Only the guardian changes the guardian.', BREACH],
  MAPPING_LIMIT: ['Too many mappings are made or changed.', BREACH],
  MAPPING_QUORUM_MISSING: ['The record is not signed by two parties.', BREACH],
  MAPPING_PLACE_TAKEN: ['The place in the log is another record’s, or not the next one.', CONFLICT],
  MAPPING_CHECKPOINT_REFUSED: ['The checkpoint does not extend the last one.', CONFLICT],
} as const satisfies Record<string, readonly [string, number]>

export type RefusalCode = keyof typeof REFUSALS

export function refuse(code: RefusalCode, details: string): BaseError {
  const [title, status] = REFUSALS[code]
  return new BaseError(title, { code, details, status })
}
