import type { DocRow } from './error-doc.ts'

const SIGN_AGAIN = 'Ask POST /api/v1/auth/nonce for a new nonce, write the message anew and sign it.'

/** Sign-in, sessions and second proofs. */
export const AUTH_CODES = {
  AUTH_REQUIRED: [
    'Sign in first',
    'The operation needs a session and no access token was sent.',
    'Send "authorization: Bearer …" with a token of POST /api/v1/auth/siwe.',
  ],
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
