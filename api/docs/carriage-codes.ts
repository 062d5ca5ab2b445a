import type { DocRow } from './error-doc.ts'

const OURS = 'Report it: it is our mistake.'
const OPERATOR = 'For whoever runs the service: see `detail` in its log.'

/** What the relayer says of signed intents. */
export const RELAYER_CODES = {
  INTENT_UNKNOWN: ['There is no such intent', 'Nothing with this number was handed in.', 'Check the order number.'],
  INTENTS_FULL: ['Too many intents wait', 'The queue, or this account’s share of it, is full.', 'Try again shortly.'],
  INTENTS_EXPIRED: ['The intent has expired', 'Its deadline passed before a block took it.', 'Sign it anew.'],
  SPONSORSHIP_EXHAUSTED: [
    'Today’s free gas is used up',
    'We pay a number of actions and an amount of gas per account and day.',
    'Wait until the time in `detail`, or send the call yourself.',
  ],
  TENANT_SPONSORSHIP_EXHAUSTED: [
    'Today’s free gas of the tenant is used up',
    'A tenant’s policy says how many actions and how much gas are paid for its users each day.',
    'Wait until the time in `detail`, or send the call yourself.',
  ],
  TENANT_NOT_SPONSORED: ['The tenant is not sponsored', 'It has no sponsorship policy.', OURS],
  ACTION_NOT_SPONSORED: ['This is not carried', 'Only the listed functions are carried.', 'Send the call yourself.'],
  OPERATION_TOO_LARGE: ['The operation may cost too much gas', 'What one operation is paid is bounded.', 'Split it.'],
  OPERATION_TOO_DEAR: [
    'The operation’s fee is out of bounds',
    'No fee, or more than is paid.',
    'Ask for the fee of now.',
  ],
  OPERATION_UNPAYABLE: [
    'Too little gas for the paymaster’s check',
    'It must be what `pm_getPaymasterStubData` says, or more.',
    'Ask again with that number.',
  ],
  OPERATION_UNSUPPORTED: [
    'The operation cannot be tried',
    'We pay for nothing that we could not run before.',
    'Follow `detail`, or pay for it yourself.',
  ],
  OPERATION_NONCE: [
    'The operation’s nonce is not next',
    'It was used, or one before it is missing.',
    'Ask for it anew.',
  ],
  OPERATION_WOULD_FAIL: ['The operation would fail', 'A trial run reverted.', 'Correct what `detail` names.'],
  PAYMASTER_EMPTY: ['The paymaster’s deposit is too low', 'Nobody filled it up.', OPERATOR],
  PAYMASTER_BUSY: ['Too many operations', 'What a tenant may ask for in a minute is bounded.', 'Try again shortly.'],
  PAYMASTER_OFF: ['No operations are paid for here', 'The service runs without a sponsor’s key.', OPERATOR],
  SIMULATION_UNAVAILABLE: ['The node cannot try operations', 'It lacks eth_simulateV1.', OPERATOR],
  ENTRY_POINT_MISSING: ['The entry point does not answer', 'EntryPoint v0.9 is not on this chain.', OPERATOR],
  ENTRY_POINT_UNSUPPORTED: ['The entry point is not served', 'Only EntryPoint v0.9 is.', 'Use the one in `detail`.'],
  CHAIN_MISMATCH: [
    'Another chain',
    'Each chain has its own paymaster and endpoint.',
    'Ask the endpoint of that chain.',
  ],
  ACTION_UNKNOWN: ['The contract has no such function', 'Our list and the contract differ.', OURS],
  ORDER_NUMBER_MISMATCH: ['Not the intent’s order number', 'Number and signed fields do not fit.', OURS],
  ORDER_NUMBER_CONFLICT: [
    'The order number is taken',
    'Another intent has the same number.',
    'Sign with another nonce.',
  ],
  SIMULATION_FAILED: ['The intent would fail', 'A trial run failed without a reason.', 'Check it against the chain.'],
  OUTCOME_MISSING: ['The outcome was not found', 'The block holds fewer outcomes than items.', OURS],
  BATCH_FAILED: ['The batch was not carried', 'Its transaction ran out of gas or reverted.', 'Send it again.'],
  REVERTED: ['The contract refused it', 'It gave the text in `detail`.', 'Correct what `detail` names.'],
  REVERTED_WITHOUT_REASON: [
    'The contract refused it without a reason',
    'Often too little gas, or a contract wallet that refused its check.',
    'Raise `gasLimit` and sign anew.',
  ],
  CONTRACT_PANIC: ['The contract stopped', 'An internal check failed; nothing was changed.', OURS],
  CONTRACT_ERROR_UNKNOWN: [
    'The contract gave an unknown reason',
    'The selector in `detail` is not of our contracts: a wallet or a receiver of yours refused.',
    'Look at the contract that took part.',
  ],
} as const satisfies Record<string, DocRow>

/** For whoever runs the services: these end a start or stop a part, and no user sees them. */
export const OPERATION_CODES = {
  CONFIG_INVALID: ['The configuration is not valid', 'An environment variable is missing or wrong.', OPERATOR],
  FIELD_UNREADABLE: [
    'An encrypted field cannot be read',
    'Value, place and key do not belong together: it was changed, copied elsewhere, or its key is gone.',
    OPERATOR,
  ],
  KEYSTORE_UNREADABLE: ['The keystore cannot be opened', 'Another passphrase, or it was changed.', OPERATOR],
  PKCS11_FAILED: ['The security module did not sign', 'Its tool says why.', OPERATOR],
  MAPPING_KEY_UNKNOWN: ['The key is not the party’s', 'MAPPING_SIGNERS names another one.', OPERATOR],
  DEPLOYMENT_MISSING: ['The deployment cannot be read', 'Its addresses are missing or damaged.', OPERATOR],
  CONTRACT_NOT_DEPLOYED: ['A contract is not deployed', 'The deployment does not hold it.', OPERATOR],
  PORT_UNAVAILABLE: ['The port cannot be opened', 'Another process has it.', OPERATOR],
  WRONG_CHAIN: ['Another chain than before', 'Stored state belongs to another chain.', OPERATOR],
  CHAIN_UNSUPPORTED: ['The node is not supported', 'It sells gas without a base fee.', OPERATOR],
  REJECTED_BY_NODE: ['The node refused the transaction', 'It can never land as it is.', OPERATOR],
  TRANSACTION_UNKNOWN: ['The transaction is not known', 'Nothing was sent with this key.', OPERATOR],
  TRANSACTION_REVERTED: ['The transaction reverted', 'The contract refused the batch as a whole.', OPERATOR],
  CALL_NOT_ALLOWED: ['The operator key does not sign this', 'It is bound to a few functions.', OPERATOR],
  LANE_FULL: ['The settlement lane is full', 'Earlier batches must land first.', OPERATOR],
  BATCH_MISSING: ['A batch is missing', 'The journal tells of a batch whose bytes it does not hold.', OPERATOR],
  JOURNAL_CORRUPT: ['The journal is damaged', 'A record differs from its hash; the byte is named.', OPERATOR],
  JOURNAL_FAILED: [
    'The journal cannot be written',
    'The disk or the stream refused a write; nothing more is accepted.',
    OPERATOR,
  ],
  JOURNAL_FENCED: [
    'Another sequencer leads',
    'It wrote to the journal; this process ends and may follow it.',
    OPERATOR,
  ],
  JOURNAL_LOCKED: ['Another sequencer runs', 'One process writes a journal.', OPERATOR],
  JOURNAL_STREAM_UNSAFE: [
    'The stream is not safe for a journal',
    'It could lose or delete records; the setting is named.',
    OPERATOR,
  ],
  SEQUENCER_STANDBY: [
    'This sequencer stands by',
    'Another one leads, or this one is starting.',
    'The API does: it asks the one that leads; within seconds there is one.',
  ],
} as const satisfies Record<string, DocRow>
