import type { DocRow } from './error-doc.ts'

const OURS = 'Report it: it is our mistake.'
const LATER = 'Try again in a moment; nothing was lost.'
const READ_AGAIN = 'Read GET /api/v1/translate/mappings and sign the next version.'

/** Contacts instead of addresses: looking them up, changing where they lead. */
export const MAPPING_CODES = {
  MAPPING_CONTACT_UNKNOWN: [
    'Nobody can be paid by this contact',
    'It is unknown, was ended or was erased; we do not say which.',
    'Ask the person for an address, or to sign up.',
  ],
  MAPPING_COOLING_DOWN: [
    'The mapping was changed a short time ago',
    'Withdrawals to a new account begin 24 hours after the change, so that its owner can object.',
    'Wait until the time in `detail`.',
  ],
  MAPPING_TAMPERED: [
    'The mapping is not what was signed',
    'Its signatures, its chain, its place in the log or the signers’ own memory contradict it. Nothing is paid to it.',
    'Report it at once.',
  ],
  MAPPING_LEVEL_REQUIRED: [
    'This needs KYC level 1',
    'Only who can pay may look contacts up.',
    'Verify yourself first.',
  ],
  MAPPING_LOOKUPS_EXHAUSTED: [
    'Too many contacts were looked up',
    '200 a day, of which 20 may lead nowhere: nobody collects who is a user.',
    'Come back after `retry-after`.',
  ],
  MAPPING_UNKNOWN: ['There is no such mapping', 'It does not exist or was ended.', READ_AGAIN],
  MAPPING_SUPERSEDED: ['The change does not follow the last version', 'Another one came first.', READ_AGAIN],
  MAPPING_CHANGE_EXPIRED: [
    'The signed change is not of now',
    'Its deadline has passed or is more than an hour away.',
    'Sign it anew.',
  ],
  MAPPING_BUSY: [
    'The mapping is being changed',
    'The signers are being asked, perhaps about your own change.',
    'Send the same again in a moment; nothing is done twice.',
  ],
  MAPPING_CONTACT_TAKEN: [
    'The contact leads to an account already',
    'A contact has one mapping, which its present account changes or ends.',
    'Sign a change with the present account or its guardian.',
  ],
  MAPPING_NOT_AUTHORIZED: [
    'The change is not signed by the present account',
    'Neither the account nor the guardian of the last version signed exactly these fields.',
    'Sign `MappingChange` with one of them.',
  ],
  MAPPING_GUARDIAN_FIXED: [
    'Only the guardian changes the guardian',
    'One was named before.',
    'Keep it, or let it sign.',
  ],
  MAPPING_LIMIT: [
    'Too many changes',
    'Three of a mapping in 24 hours; of all mappings 500 an hour.',
    'Try again later.',
  ],
  MAPPING_ENDED: ['The mapping was ended', 'It has no further version.', 'Register the contact anew.'],
  MAPPING_SIGNERS_UNAVAILABLE: [
    'Too few mapping signers answered',
    'Two of the three parties are needed. What was begun stays and is finished by itself.',
    LATER,
  ],
  MAPPING_SIGNER_UNAVAILABLE: ['A mapping signer does not answer', 'The other two may be enough.', LATER],
  MAPPING_SIGNATURE_WRONG: ['A party signed something else', 'Its signature was thrown away.', OURS],
  MAPPING_SIGNER_BEHIND: ['A signer lacks an earlier version', 'It was away; the versions are handed to it.', LATER],
  MAPPING_SIGNED_OTHER: ['A signer signed another record of this version', 'It signs one only.', READ_AGAIN],
  MAPPING_CHAIN_BROKEN: ['The record does not follow the last version', 'A signer knows another one.', OURS],
  MAPPING_CLOCK: ['The record’s time is not now', 'It was begun too long ago, or a clock is wrong.', 'Begin anew.'],
  MAPPING_COOL_DOWN_SHORT: ['Withdrawals would be open too soon', 'A signer insists on the cool-down.', OURS],
  MAPPING_OPENING_WRONG: ['The commitment is not of this contact', 'A signer recomputed it.', OURS],
  MAPPING_QUORUM_MISSING: ['The record is not signed by two parties', 'A signer counts for itself.', OURS],
  MAPPING_PLACE_TAKEN: ['The place in the log is another record’s', 'The platform gives each once.', OURS],
  MAPPING_CHECKPOINT_REFUSED: ['The checkpoint does not extend the last one', 'Its signer asks for proof.', OURS],
} as const satisfies Record<string, DocRow>
