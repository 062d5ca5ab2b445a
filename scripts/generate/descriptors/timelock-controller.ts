import { address, type ContractWords, duration, linkedCall, nativeAmount, text } from './words.ts'

const CALLBACK = 'Tokens call it when they are handed over; the timelock is to hold none.'

/** OpenZeppelin's, the only admin in production. */
export const timelockController: ContractWords = {
  contract: 'TimelockController',
  title: 'Genex Timelock',
  intents: {
    cancel: 'Cancel a scheduled change',
    execute: 'Carry out a scheduled change',
    executeBatch: 'Carry out scheduled changes',
    grantRole: 'Grant a role of the timelock',
    renounceRole: 'Give up a role of the timelock',
    revokeRole: 'Take a role of the timelock away',
    schedule: 'Schedule a change',
    scheduleBatch: 'Schedule changes',
    updateDelay: 'Set the timelock’s delay',
  },
  notForPeople: {
    onERC1155BatchReceived: CALLBACK,
    onERC1155Received: CALLBACK,
    onERC721Received: CALLBACK,
  },
  values: {
    id: text('Scheduled change'),
    target: address('Contract'),
    targets: address('Contract'),
    value: nativeAmount('Native money for the call'),
    values: nativeAmount('Native money for the call'),
    data: linkedCall('Call', 'target', 'value'),
    payload: linkedCall('Call', 'target', 'value'),
    payloads: linkedCall('Call', 'targets.[]', 'values.[]'),
    predecessor: text('Only after (0: nothing)'),
    salt: text('Salt'),
    delay: duration('Delay'),
    newDelay: duration('New delay'),
    role: text('Role (hash of its name)'),
    callerConfirmation: address('Account (the sender)'),
  },
}
