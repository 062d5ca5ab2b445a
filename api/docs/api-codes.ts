import type { DocRow } from './error-doc.ts'

const SIGN_AGAIN = 'Ask POST /api/v1/auth/nonce for a new nonce, write the message anew and sign it.'

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
    'The budget of this minute is used up: 1,000 requests an account, 300 an anonymous address.',
    'Wait as long as `retry-after` says. Batch orders and cancels: up to 100 in one request.',
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
  ISSUER_UNKNOWN: ['There is no such issuer', 'Nobody applied with this address.', 'See GET /api/v1/issuers.'],
  ORDER_NUMBER_UNKNOWN: [
    'There is no such order number',
    'This account submitted nothing with this number, or it is long over.',
    'Settled trades stay in GET /api/v1/fills.',
  ],
} as const satisfies Record<string, DocRow>

/** Sign-in and sessions. */
export const AUTH_CODES = {
  AUTH_REQUIRED: [
    'Sign in first',
    'The operation needs a session and no access token was sent.',
    'Send "authorization: Bearer …" with a token of POST /api/v1/auth/siwe.',
  ],
  RATE_UNAVAILABLE: [
    'There is no rate that can be believed',
    'The oracle’s answer is old, contradicted, far from a dollar, or did not come; `detail` has its reason.',
    'Try again after `retry-after`; nothing was locked.',
  ],
  QUOTE_UNKNOWN: [
    'There is no such quote',
    'No quote of this account has this id, or it expired a day ago.',
    'Ask for one: POST /api/v1/payments/quotes.',
  ],
  QUOTE_LIMIT: [
    'Too many quotes are open',
    'Each open quote holds a rate for you.',
    'Use one of them, or wait until they expire.',
  ],
  QUOTE_TOO_SMALL: ['The amount is too small', 'Converted, nothing is left of it.', 'Ask for a larger amount.'],
  AUTH_BUSY: ['Too many sign-ins are open', 'More nonces wait than we keep.', 'Try again after `retry-after`.'],
  TOKEN_INVALID: [
    'The access token is not valid',
    'It has expired (after 15 minutes) or is not ours.',
    'Exchange the refresh token at POST /api/v1/auth/refresh, or sign in again.',
  ],
  REFRESH_TOKEN_INVALID: [
    'The refresh token is not valid',
    'It is unknown, expired, or its session was closed.',
    'Sign in again.',
  ],
  REFRESH_TOKEN_REUSED: [
    'The refresh token was used before',
    'A refresh token is good once. Its second use means that it was copied, so the whole session was closed.',
    'Sign in again; never refresh from two places at once.',
  ],
  SIWE_MALFORMED: [
    'Not an ERC-4361 message',
    'A field of the sign-in message is missing or no such value.',
    SIGN_AGAIN,
  ],
  SIWE_WRONG_DOMAIN: [
    'The message is for another domain',
    'The message names a host that is not ours. If a site asked you to sign it, that site is not ours either.',
    SIGN_AGAIN,
  ],
  SIWE_WRONG_CHAIN: ['The message is for another chain', 'Its chain id is not that of this deployment.', SIGN_AGAIN],
  SIWE_EXPIRED: ['The message is outside its time', 'It has expired or is not valid yet.', SIGN_AGAIN],
  SIWE_NONCE_UNKNOWN: ['The nonce cannot be used', 'It is unknown, older than 5 minutes, or used.', SIGN_AGAIN],
  SIWE_BAD_SIGNATURE: [
    'The signature is not the address’s',
    'Neither the address nor the contract behind it (ERC-1271, ERC-6492) signed exactly this message.',
    SIGN_AGAIN,
  ],
  ACCOUNT_MISMATCH: [
    'Signed by another account',
    'A session speaks for one account, and this was signed by a different one. Nothing was done.',
    'Sign in as the account that signed.',
  ],
  UNAUTHORIZED: [
    'This route is for our own services',
    'An internal route was called without our token.',
    'Use the public interface.',
  ],
} as const satisfies Record<string, DocRow>

/** Parts that are away: nothing is lost, the same call may succeed later. */
export const AVAILABILITY_CODES = {
  SEQUENCER_UNAVAILABLE: [
    'The sequencer does not answer',
    'Orders and books cannot be reached now. What was accepted is on disk.',
    'Send the same order again: it keeps its order number and is never taken twice.',
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
  CHAIN_UNAVAILABLE: [
    'The chain does not answer',
    'A node that is needed for the answer is away.',
    'Try again after `retry-after`.',
  ],
} as const satisfies Record<string, DocRow>
