import type { DocRow } from './error-doc.ts'

/** Requests: their form, their rate, their repetition. */
export const REQUEST_CODES = {
  REQUEST_INVALID: [
    'The request is not valid',
    'One or more fields are not what the interface accepts. Nothing was done.',
    'Read `errors`: each entry names the field, why it was refused and what would be accepted.',
  ],
  JSON_MALFORMED: [
    'The body is not JSON',
    'The body could not be parsed. Nothing was done.',
    'Send one JSON document, UTF-8; amounts are strings, never numbers.',
  ],
  MEDIA_TYPE_UNSUPPORTED: [
    'The media type is not accepted',
    'The body was not declared as JSON.',
    'Send the header "content-type: application/json".',
  ],
  BODY_TOO_LARGE: [
    'The body is too large',
    'The body is above the limit that `detail` names.',
    'Send fewer orders, cancels or units per request.',
  ],
  ROUTE_NOT_FOUND: [
    'There is no such operation',
    'Path and method are not in the interface.',
    'Look the operation up in /docs or /openapi.json.',
  ],
  NOT_FOUND: ['There is nothing at this address', 'An internal route was not found.', 'Report it: it is our mistake.'],
  REQUEST_REFUSED: [
    'The request was refused',
    'The HTTP layer refused it for the reason in `detail`.',
    'Correct what `detail` names.',
  ],
  RATE_LIMITED: [
    'Too many requests',
    'The budget of this minute is used up: 100 requests of a user or of an address without credentials, 1,000 of an issuer, 10,000 of a market maker; and 1,000 a second of one address. `RateLimit` says which.',
    'Wait as long as `retry-after` says. Batch orders and cancels: up to 100 in one request.',
  ],
  PRECONDITION_REQUIRED: [
    'The change names no version',
    'This change replaces what somebody else may have changed meanwhile, and the request has no If-Match. Nothing was done.',
    'Read it, send its ETag as If-Match; "*" changes it whatever it is.',
  ],
  PRECONDITION_FAILED: [
    'It was changed meanwhile',
    'If-Match names another version than the one that is there. Nothing was done.',
    'Read it again, decide anew, and send the new ETag.',
  ],
  IDEMPOTENCY_KEY_REUSED: [
    'The Idempotency-Key was used for another request',
    'The same key came with another path or body. Nothing was done.',
    'Use a new key for a new wish.',
  ],
  IDEMPOTENCY_IN_PROGRESS: [
    'The first request still runs',
    'A request with the same Idempotency-Key has not been answered yet.',
    'Send it again after `retry-after`; you will get the first one’s answer.',
  ],
  IDEMPOTENCY_CONFLICT: [
    'The key of a transaction was used for another one',
    'Our batch sender used a key twice. Nothing was sent.',
    'Report it: it is our mistake.',
  ],
  INTERNAL_ERROR: [
    'Something failed on our side',
    'An unforeseen error; it is in our log.',
    'Ask for the state by order number before you repeat it.',
  ],
  INTERNAL_CALL_FAILED: [
    'A part of ours answered without a reason',
    'One of our services refused another one.',
    'Try again; report it if it stays.',
  ],
  SERIES_UNKNOWN: ['There is no such series', 'The index holds no series of this number.', 'See GET /api/v1/series.'],
  COUPON_UNKNOWN: ['There is no such unit', 'The index holds no unit of this token id.', 'See GET /api/v1/coupons.'],
  DESCRIPTOR_UNKNOWN: [
    'There is no such descriptor',
    'This deployment holds nothing that is described under this name.',
    'See GET /api/v1/protocol/descriptors.',
  ],
  ISSUER_UNKNOWN: ['There is no such issuer', 'Nobody applied with this address.', 'See GET /api/v1/issuers.'],
  ORDER_NUMBER_UNKNOWN: [
    'There is no such order number',
    'This account submitted nothing with this number, or it is long over.',
    'Settled trades stay in GET /api/v1/fills.',
  ],
} as const satisfies Record<string, DocRow>

/** Parts that are away: nothing is lost, the same call may succeed later. */
export const AVAILABILITY_CODES = {
  SEQUENCER_UNAVAILABLE: [
    'The sequencer does not answer',
    'Orders and books of the part of the market in `detail`, or of all of it, cannot be reached now. What was accepted is on disk; a list may have been carried out in the other parts.',
    'Send the same again: an order keeps its order number and is never taken twice, and what is cancelled stays so.',
  ],
  WATCH_UNAVAILABLE: [
    'The market watch does not answer',
    'Obligations and alerts cannot be read now. They are measured from the journal later all the same.',
    'Try again in a moment.',
  ],
  RELAYER_UNAVAILABLE: [
    'The relayer does not answer',
    'Signed intents cannot be handed in now.',
    'Send the same intent again, or carry it yourself: every …BySig function is open to anyone.',
  ],
  INDEX_UNAVAILABLE: [
    'The index does not answer',
    'Lists and balances are read from an index of the chain that is away or still starting.',
    'Try again after `retry-after`; the chain itself has every fact.',
  ],
  DATABASE_UNAVAILABLE: [
    'The database does not answer',
    'Sessions, idempotency and lists need it. Orders, cancels and books do not.',
    'Try again after `retry-after`; leave the Idempotency-Key out to place or cancel meanwhile.',
  ],
  QUORUM_NOT_REACHED: [
    'The nodes do not agree',
    'Too few nodes of the chain say the same for a decision about money.',
    'Try again after `retry-after`.',
  ],
  CHAIN_UNAVAILABLE: [
    'The chain does not answer',
    'A node that is needed for the answer is away.',
    'Try again after `retry-after`.',
  ],
} as const satisfies Record<string, DocRow>
