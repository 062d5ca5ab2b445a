import type { DocRow } from './error-doc.ts'

/** Organisations and the actions that their members approve. */
export const ORGANISATION_CODES = {
  ORGANISATION_UNKNOWN: [
    'No organisation of yours',
    'There is none at this address, or you are not a member of it: both are answered alike.',
    'Ask an owner to make you a member.',
  ],
  ORGANISATION_ROLE: [
    'Your role does not allow this',
    '`detail` names your role and the least one that may.',
    'Ask an owner or, for roles that approve nothing, an admin.',
  ],
  ORGANISATION_NOT_AN_OWNER: [
    'You are not among the owners',
    'Whoever asks for an organisation to be made is one of its owners.',
    'Name yourself among the owners.',
  ],
  ORGANISATION_ACTION_UNKNOWN: [
    'No such action',
    'The organisation has no action with this digest that was proposed here.',
    'List them: GET /api/v1/organisations/{organisation}/actions.',
  ],
  ORGANISATION_ACTION_REFUSED: [
    'The approval is not good',
    'The organisation would refuse it; `detail` holds its own error.',
    'Sign exactly the struct `Action` under the domain of the organisation.',
  ],
  ORGANISATION_ACTION_LIMIT: [
    'Too many actions wait',
    'The organisation has as many open actions as `detail` says.',
    'Approve them or let them run out.',
  ],
} as const satisfies Record<string, DocRow>
