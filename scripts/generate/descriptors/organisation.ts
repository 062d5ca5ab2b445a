import { address, type ContractWords, call, choice, numbered, text } from './words.ts'

const MEMBER_ROLES = numbered(
  'None: no member any more',
  'Viewer: reads',
  'Auditor: reads',
  'Operator: may sign actions',
  'Approver: counts as an approval',
  'Admin: appoints those who approve nothing',
  'Owner',
)

/** Values of an action, signed or carried. */
export const ACTION_VALUES = {
  target: address('Contract that is called'),
  member: address('Signed by'),
  'Action.data': call('Call', 'target'),
  'action.data': call('Call', 'action.target'),
}

export const organisation: ContractWords = {
  contract: 'Organisation',
  title: 'Genex Organisation',
  intents: {
    execute: 'Carry out an action of the organisation',
    setMember: 'Set a member’s role',
    setOwnersNeeded: 'Set how many owners act together',
    setRule: 'Set what a call needs',
    Action: 'Approve an action of the organisation',
  },
  notForPeople: {
    initialize: 'The factory calls it in the transaction that makes the organisation.',
    onERC721Received: 'Tokens call it when they hand a unit over.',
  },
  values: {
    ...ACTION_VALUES,
    role: choice('Role', 'memberRole', MEMBER_ROLES),
    needed: text('Owners needed'),
    selector: text('Function (selector)'),
    amountAt: text('Which argument is the amount (255: none)'),
    upTo: text('Up to, in the smallest unit of the argument'),
    approvals: text('Approvals needed'),
    owners: text('Of them owners'),
    'setMember.member': address('Member'),
  },
  groups: { approvals: 'Approval', bands: 'Band' },
  factory: { deployEvent: 'OrganisationCreated(address,address[],uint8)' },
}
