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

/** API keys, signed requests and what market makers have besides. */
export const API_KEY_CODES = {
  CREDENTIALS_AMBIGUOUS: [
    'Two kinds of credentials',
    'The request carries an access token and a signature.',
    'Send one of them.',
  ],
  API_SIGNATURE_MALFORMED: [
    'The signature cannot be read',
    'Signature-Input or Signature is not what RFC 9421 and `detail` say.',
    'Compare with the vectors of /docs/signed-requests, or use `signRequest` of the SDK.',
  ],
  API_SIGNATURE_COVERAGE: [
    'The signature does not cover the request',
    'Method, authority, path, query, the digest of a body and an Idempotency-Key must all be covered.',
    'Cover the component that `detail` names.',
  ],
  API_SIGNATURE_EXPIRED: [
    'The signature is outside its time',
    '`created` is more than 5 seconds away from our clock, or from before a restart of ours.',
    'Set your clock; GET /api/v1/auth/diagnose shows the difference. Sign just before you send.',
  ],
  API_SIGNATURE_DIGEST: [
    'The body is not the one that was signed',
    'Content-Digest (RFC 9530, sha-256) differs from that of the body that arrived.',
    'Digest exactly the bytes that you send.',
  ],
  API_SIGNATURE_INVALID: [
    'The signature is not valid',
    'The key is unknown, or it did not sign this text; we do not say which.',
    'Compare `expectedBase` of GET /api/v1/auth/diagnose with what you sign.',
  ],
  API_SIGNATURE_REPLAYED: [
    'The request was sent before',
    'Its nonce has been used. The first one was answered.',
    'Sign anew; orders and cancels may be repeated without harm.',
  ],
  API_NONCES_FULL: ['Too many signed requests', 'We can remember no further nonce now.', 'Try again after a second.'],
  API_KEY_REVOKED: ['The API key was revoked', 'Its account ended it.', 'Register another one.'],
  API_KEY_EXPIRED: ['The API key has expired', 'Its last moment has passed.', 'Register another one.'],
  API_KEY_ADDRESS: [
    'The API key may not be used from here',
    'The address is not in its allow-list.',
    'Send from an allowed address, or register a key for this one.',
  ],
  API_KEY_SCOPE: [
    'The API key may not do this',
    'Its scopes do not name the operation, or no API key may do it: money, keys and sessions are the account’s own.',
    'Use a key with the scope that `detail` names, or sign in.',
  ],
  API_KEY_TERMS: [
    'The terms are not accepted',
    'A time in the grant is out of range.',
    'Sign anew with the range in `detail`.',
  ],
  API_KEY_BAD_CONSENT: [
    'The account did not sign this grant',
    'The wallet’s signature is not over exactly these fields.',
    'Sign `ApiKeyGrant` of GET /api/v1/protocol in the domain `statements`.',
  ],
  API_KEY_BAD_POSSESSION: [
    'The key did not sign',
    '`possession` is not the Ed25519 key’s signature over the grant’s digest.',
    'Sign the 32 bytes of the EIP-712 digest with the key that you register.',
  ],
  API_KEY_TAKEN: ['The key was registered before', 'A public key is registered once, for ever.', 'Make a new key.'],
  API_KEY_LIMIT: ['As many keys as there may be', 'An account has at most 10 live keys.', 'Revoke one first.'],
  API_KEY_UNKNOWN: ['There is no such key', 'The account has no key of this id.', 'See GET /api/v1/api-keys.'],
  MARKET_MAKER_REQUIRED: [
    'This is for market makers',
    'The account’s profile on chain does not have the role.',
    'Apply for it, or use POST /api/v1/orders.',
  ],
  KEEP_ALIVE_LIMIT: [
    'Too many series are watched',
    'One account may have 64 watched apart.',
    'Watch the whole account: leave `series` out.',
  ],
  KEEP_ALIVES_FULL: ['No room for another watch', 'The sequencer holds as many as it may.', 'Try again later.'],
  GROUP_STATEMENT_OLD: [
    'The statement is out of date',
    '`version` is not of the last five minutes, or not later than a member’s last statement.',
    'Let every member sign anew with the time of now.',
  ],
  GROUP_BAD_SIGNATURE: [
    'A consent is missing',
    'The member that `detail` names did not sign exactly this list and version.',
    'Let every member sign `SelfTradeGroup` with the accounts in the same order.',
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
  STEP_UP_REQUIRED: [
    'This takes a second proof',
    'A session alone is not enough: `WWW-Authenticate` (RFC 9470) names the proofs that would do, and the operation when it takes one of its own. Refreshing tokens does not count.',
    'Give a proof at POST /api/v1/auth/step-up and send the same request again.',
  ],
  RISK_HELD: [
    'The risk rules hold this',
    'It waits for a review by the rules that `detail` names; nothing was signed or carried. Orders: too much in a minute.',
    'Send it again, with a new Idempotency-Key, once it was let go. Leaving by POST /api/v1/exits is never held.',
  ],
  RISK_BLOCKED: [
    'The risk rules refuse this',
    'The rules that `detail` names refuse it, and no review changes that; nothing was signed or carried.',
    'Mend what they name: a recovery code ends too many wrong codes, an order can be split. Leaving by POST /api/v1/exits is never blocked.',
  ],
  RISK_DECISION_UNKNOWN: [
    'There is no such decision',
    'The log of the risk rules has no decision of this number.',
    'See GET /api/v1/compliance/risk-decisions.',
  ],
  RISK_NOT_HELD: [
    'The decision holds nothing',
    'Only a withdrawal that is held can be let go.',
    'See GET /api/v1/compliance/risk-decisions?decision=hold.',
  ],
  RISK_OWN_DECISION: ['It is your own', 'An officer does not review her own withdrawal.', 'Ask another officer.'],
  STEP_UP_OPERATION: [
    'The proof is for something else',
    'The Request ID of the signed message is not the digest of the operation, or a message for one operation came as a sign-in.',
    'Sign a message whose Request ID is what `detail` names.',
  ],
  STEP_UP_CONTACT_UNKNOWN: [
    'The contact does not lead to this account',
    'Codes go to contacts only that the address map leads to the account.',
    'Use one of GET /api/v1/translate/mappings, or another proof.',
  ],
  CODE_REFUSED: [
    'The one-time code is not accepted',
    'It is wrong, older than 5 minutes, used, replaced by a newer one, or was tried 5 times; we do not say which.',
    'Ask for a new one at POST /api/v1/auth/otp; a contact gets at most 5 an hour.',
  ],
  SIGN_UP_TICKET_REFUSED: [
    'The sign-up ticket is not accepted',
    'It is unknown, older than 15 minutes or used, or it came with a session.',
    'Prove the contact again at POST /api/v1/auth/otp, without a session.',
  ],
  MESSAGES_UNAVAILABLE: [
    'Nothing can be sent from here',
    'This deployment was given no channel for messages (`MESSAGES`).',
    'Sign up with a wallet or with a passkey alone.',
  ],
  TOTP_ENROLLED: [
    'There is an authenticator app already',
    'The account confirmed one. Its secret is never shown again.',
    'Remove it at POST /api/v1/auth/totp/remove, then begin anew.',
  ],
  TOTP_NOT_ENROLLED: [
    'There is no authenticator app',
    'The account has none, or has not confirmed it by a code yet.',
    'Begin at POST /api/v1/auth/totp and confirm it.',
  ],
  TOTP_REFUSED: [
    'The code of the authenticator app is not accepted',
    'It is wrong, more than 30 seconds off, or its time step was used before; we do not say which.',
    'Wait for the next code. Set the clock of the telephone by its network.',
  ],
  TOTP_LOCKED: [
    'No more codes are taken',
    '100 wrong codes came in a row.',
    'Use a recovery code: it opens the app’s codes again.',
  ],
  RECOVERY_CODE_REFUSED: [
    'The recovery code is not accepted',
    'It is none of this account’s, or was used before.',
    'Use another one; new ones are made at POST /api/v1/auth/totp/recovery-codes.',
  ],
  PASSKEY_CHALLENGE_UNKNOWN: [
    'The challenge cannot be used',
    'It is unknown, older than 5 minutes, used, or was issued for something else.',
    'Ask for new options, and let the passkey answer those.',
  ],
  PASSKEY_REFUSED: [
    'The passkey is not accepted',
    'It is unknown or revoked, or it did not answer this challenge for our domain with user verification; we do not say which.',
    'Use a passkey of GET /api/v1/auth/passkeys, or another way to sign in.',
  ],
  PASSKEY_NOT_DEVICE_BOUND: [
    'The passkey is synchronised',
    'Here only passkeys that never leave their device are taken.',
    'Use a security key or another device-bound authenticator.',
  ],
  PASSKEY_TAKEN: [
    'The passkey was registered before',
    'A passkey is registered once, for ever, also when it was revoked.',
    'Sign in with it, or make a new one.',
  ],
  PASSKEY_LIMIT: ['As many passkeys as there may be', 'An account has at most 10 live ones.', 'Revoke one first.'],
  PASSKEY_UNKNOWN: [
    'There is no such passkey',
    'The account has no passkey of this id.',
    'See GET /api/v1/auth/passkeys.',
  ],
  SESSION_REVOKED: [
    'The session is closed',
    'It was signed out, revoked from another device, or its refresh token was used twice.',
    'Sign in again.',
  ],
  SESSION_UNKNOWN: [
    'There is no such session',
    'The account has no session of this id.',
    'See GET /api/v1/auth/sessions.',
  ],
  DPOP_PROOF_INVALID: [
    'The DPoP proof cannot be taken',
    'It is not a proof of RFC 9449 for exactly this request; `detail` names what differs.',
    'Make a proof for this method, address and token, just before you send.',
  ],
  DPOP_NONCE_REQUIRED: [
    'The proof needs a nonce of ours',
    'It has none, or one that is out of date. The answer’s header `DPoP-Nonce` has a good one.',
    'Make the proof again with that nonce, and take the newest one of every answer.',
  ],
  DPOP_PROOF_REPLAYED: [
    'The proof was used before',
    'A DPoP proof is good for one request.',
    'Make a new proof with a `jti` of its own for every request.',
  ],
  DPOP_PROOFS_FULL: ['Too many proofs', 'We can remember no further proof now.', 'Try again after a second.'],
  DPOP_KEY_MISMATCH: [
    'Token and key do not belong together',
    'The token is bound to another key, or it is bound and came without a proof, or with one and is not.',
    'Use the key of the sign-in with "authorization: DPoP …"; unbound tokens go with "Bearer".',
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
  UPGRADE_REQUIRED: [
    'This is a WebSocket',
    'The route was called like any other.',
    'Open it as a WebSocket, with the credentials in the headers; the SDK’s `MakerStream` does.',
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
