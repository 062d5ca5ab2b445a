import { ROLE_IDS } from '../../../sdk/src/roles.ts'
import { address, type ContractWords, call, choice, date, duration, linkedCall, text } from './words.ts'

const PUBLIC_ROLE = 2n ** 64n - 1n
const ROLES = {
  ...Object.fromEntries(Object.entries(ROLE_IDS).map(([name, id]) => [String(id), name])),
  [String(PUBLIC_ROLE)]: 'everybody',
}

export const accessManager: ContractWords = {
  contract: 'AccessManager',
  title: 'Genex Access Manager',
  intents: {
    cancel: 'Cancel a scheduled call',
    execute: 'Make a restricted call',
    grantRole: 'Grant a role',
    labelRole: 'Name a role',
    multicall: 'Make several calls of the access manager',
    renounceRole: 'Give up a role',
    revokeRole: 'Take a role away',
    schedule: 'Schedule a restricted call',
    setGrantDelay: 'Set how long grants of a role wait',
    setRoleAdmin: 'Set who grants a role',
    setRoleGuardian: 'Set who may cancel a role’s calls',
    setTargetAdminDelay: 'Set how long changes of a contract’s access wait',
    setTargetClosed: 'Close or open a contract’s restricted functions',
    setTargetFunctionRole: 'Set which role may call functions',
    updateAuthority: 'Move a contract to another access manager',
  },
  notForPeople: { consumeScheduledOp: 'The contract whose function was scheduled calls it.' },
  values: {
    roleId: choice('Role', 'role', ROLES),
    admin: choice('Role that grants it', 'role', ROLES),
    guardian: choice('Role that may cancel', 'role', ROLES),
    caller: address('Scheduled by'),
    callerConfirmation: address('Account (the sender)'),
    target: address('Contract'),
    executionDelay: duration('Delay of the holder’s calls'),
    newDelay: duration('New delay'),
    when: date('Earliest'),
    label: text('Name'),
    closed: text('Closed'),
    selectors: text('Function (selector)'),
    'cancel.data': call('Call', 'target'),
    'execute.data': linkedCall('Call', 'target', '@.value'),
    'schedule.data': call('Call', 'target'),
    'multicall.data': call('Call', '@.to'),
  },
}
