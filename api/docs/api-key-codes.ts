import type { DocRow } from './error-doc.ts'

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
