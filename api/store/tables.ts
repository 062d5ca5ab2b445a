import { bigint, integer, jsonb, numeric, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { JWK } from 'jose'
import type { Hex } from 'viem'
import { SIGN_IN_METHODS } from '../domain/auth/principal.ts'

/** What must never be on chain and is not derived from it: sessions, API keys, remembered answers, locked rates. No personal data. */
const app = pgSchema('app')
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const siweNonce = app.table('siwe_nonce', {
  nonce: text('nonce').primaryKey(),
  expiresAt: instant('expires_at').notNull(),
})

/** A family of refresh tokens: one sign-in on one device. */
export const session = app.table('session', {
  id: uuid('id').primaryKey(),
  account: text('account').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
  revokedAt: instant('revoked_at'),
  revokedReason: text('revoked_reason'),
  /** What the person calls the device. */
  device: text('device').notNull(),
  method: text('method', { enum: SIGN_IN_METHODS }).notNull(),
  /** RFC 7638 thumbprint of the key that the session is bound to (DPoP). */
  keyThumbprint: text('key_thumbprint'),
  /** Keyed hash of the network that it was opened from. */
  networkHash: text('network_hash'),
  authenticatedAt: instant('authenticated_at').notNull(),
  lastUsedAt: instant('last_used_at').notNull(),
})

/** A key that signs access tokens; it verifies as long as the last token it signed lives. */
export const tokenKey = app.table('token_key', {
  kid: text('kid').primaryKey(),
  publicJwk: jsonb('public_jwk').notNull().$type<JWK>(),
  sealedPrivate: text('sealed_private').notNull(),
  signsFrom: instant('signs_from').notNull(),
  signsUntil: instant('signs_until').notNull(),
})

/** DPoP proofs that were used, by hash of key and id. */
export const dpopProof = app.table('dpop_proof', {
  hash: text('hash').primaryKey(),
  expiresAt: instant('expires_at').notNull(),
})

export const refreshToken = app.table('refresh_token', {
  /** SHA-256 of the token: a copy of the table opens no session. */
  hash: text('hash').primaryKey(),
  sessionId: uuid('session_id').notNull(),
  expiresAt: instant('expires_at').notNull(),
  spentAt: instant('spent_at'),
})

/** A passkey that signs its account in. It is a mere claim until its first sign-in shows that somebody holds the key. */
export const passkey = app.table('passkey', {
  credentialId: text('credential_id').primaryKey(),
  account: text('account').notNull(),
  publicKey: text('public_key').notNull().$type<Hex>().unique(),
  counter: bigint('counter', { mode: 'number' }).notNull(),
  transports: text('transports').array().notNull(),
  deviceType: text('device_type', { enum: ['singleDevice', 'multiDevice'] }).notNull(),
  label: text('label').notNull(),
  createdAt: instant('created_at').notNull(),
  lastUsedAt: instant('last_used_at'),
  revokedAt: instant('revoked_at'),
})

export const webauthnChallenge = app.table('webauthn_challenge', {
  challenge: text('challenge').primaryKey(),
  purpose: text('purpose', { enum: ['sign-in', 'registration', 'step-up'] }).notNull(),
  account: text('account'),
  /** Digest of the operation that an answer is for; empty when for none in particular. */
  operation: text('operation').notNull().default(''),
  expiresAt: instant('expires_at').notNull(),
})

/** A rate that is honoured until it expires: what is paid, what is received, six decimals each. */
export const quote = app.table('quote', {
  id: uuid('id').primaryKey(),
  account: text('account').notNull(),
  pay: text('pay', { enum: ['USD', 'USDC', 'USDT'] }).notNull(),
  payUsdc6: bigint('pay_usdc6', { mode: 'bigint' }).notNull(),
  /** USDC for one unit of what is paid, eight decimals. */
  rateE8: bigint('rate_e8', { mode: 'bigint' }).notNull(),
  receiveUsdc6: bigint('receive_usdc6', { mode: 'bigint' }).notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
})

/** An Ed25519 key that signs requests for an account: the public part only. */
export const apiKey = app.table('api_key', {
  id: text('id').primaryKey(),
  account: text('account').notNull(),
  publicKey: text('public_key').notNull().unique(),
  label: text('label').notNull(),
  scopes: text('scopes').array().notNull(),
  ipAllowList: text('ip_allow_list').array().notNull(),
  expiresAt: instant('expires_at').notNull(),
  createdAt: instant('created_at').notNull(),
  revokedAt: instant('revoked_at'),
  issuedAt: instant('issued_at').notNull(),
  consent: text('consent').notNull(),
})

/** A call that a member of an organisation proposed, until enough members signed it. Read through `asTenant` only. */
export const organisationDraft = app.table('organisation_draft', {
  digest: text('digest').primaryKey(),
  organisation: text('organisation').notNull(),
  target: text('target').notNull(),
  data: text('data').notNull(),
  nonce: numeric('nonce', { precision: 78, mode: 'bigint' }).notNull(),
  deadlineSec: bigint('deadline_sec', { mode: 'number' }).notNull(),
  proposedBy: text('proposed_by').notNull(),
  createdAt: instant('created_at').notNull(),
  orderNumber: text('order_number'),
})

export const organisationDraftApproval = app.table(
  'organisation_draft_approval',
  {
    digest: text('digest').notNull(),
    organisation: text('organisation').notNull(),
    member: text('member').notNull(),
    signature: text('signature').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.digest, table.member] })],
)

export const idempotency = app.table(
  'idempotency',
  {
    account: text('account').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    claimedAt: instant('claimed_at').notNull().defaultNow(),
    status: integer('status'),
    body: text('body'),
  },
  (table) => [primaryKey({ columns: [table.account, table.key] })],
)
