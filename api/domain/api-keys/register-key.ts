import { randomBytes, verify } from 'node:crypto'
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Hex, PublicClient } from 'viem'
import { accountSignatures } from '../../../kit/account-signatures.ts'
import type { Addresses } from '../../../kit/addresses.ts'
import { BaseError } from '../../../kit/errors.ts'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import { type ApiKeyGrant, hashApiKeyGrant } from '../../../sdk/src/typed-data/statements.ts'
import { API_KEY_CONSENT_SEC, API_KEY_TTL_SEC, MAX_API_KEYS } from '../../limits.ts'
import type { Queryable } from '../../store/database.ts'
import { apiKey } from '../../store/tables.ts'
import { tellNotice } from '../notifications/tell.ts'
import { ed25519Key } from './ed25519-key.ts'

export interface RegisterDependencies {
  /** Asked about passkeys and accounts that are contracts. */
  chain: PublicClient
  addresses: Addresses
  now: () => Date
}

export interface Registration {
  domain: GenexDomain
  grant: ApiKeyGrant
  /** The account's, over the grant: the second proof beside the session. */
  signature: Hex
  /** The Ed25519 key's own, over the grant's digest: who registers it has it. */
  possession: Hex
}

export type ApiKeyRow = typeof apiKey.$inferSelect

/**
 * The row of an Ed25519 key whose account signed exactly this grant just now; nothing is written yet.
 * @throws BaseError API_KEY_TERMS, API_KEY_BAD_CONSENT, API_KEY_BAD_POSSESSION (422).
 */
export async function checkRegistration(
  dependencies: RegisterDependencies,
  registration: Registration,
): Promise<ApiKeyRow> {
  const { addresses, chain } = dependencies
  const { domain, grant, signature, possession } = registration
  const now = dependencies.now()
  checkTerms(grant, Math.floor(now.getTime() / 1000))
  const hash = hashApiKeyGrant(domain, grant)
  if (!isPossessed(grant.publicKey, hash, possession))
    throw refusal(
      'API_KEY_BAD_POSSESSION',
      'The key did not sign.',
      'Sign the grant’s EIP-712 digest (32 bytes) with the Ed25519 key.',
    )
  const isSignedBy = accountSignatures({ chain, registry: addresses.get('AccountRegistry') })
  if (!(await isSignedBy(grant.account, hash, signature)))
    throw refusal(
      'API_KEY_BAD_CONSENT',
      'The account did not sign this grant.',
      'Sign ApiKeyGrant with exactly these fields.',
    )
  return {
    id: `gxk_${randomBytes(15).toString('base64url')}`,
    account: grant.account,
    publicKey: grant.publicKey,
    label: grant.label,
    scopes: [...grant.scopes],
    ipAllowList: [...grant.ipAllowList],
    expiresAt: new Date(grant.expiresAt * 1000),
    createdAt: now,
    revokedAt: null,
    issuedAt: new Date(grant.issuedAt * 1000),
    consent: signature,
  }
}

function checkTerms({ issuedAt, expiresAt }: ApiKeyGrant, nowSec: number): void {
  if (Math.abs(nowSec - issuedAt) > API_KEY_CONSENT_SEC)
    throw refusal(
      'API_KEY_TERMS',
      'The consent is not fresh.',
      `issuedAt: within ${API_KEY_CONSENT_SEC} s of ${nowSec}.`,
    )
  if (expiresAt <= nowSec || expiresAt > nowSec + API_KEY_TTL_SEC)
    throw refusal(
      'API_KEY_TERMS',
      'The key would not end in time.',
      `expiresAt: ${nowSec + 1} to ${nowSec + API_KEY_TTL_SEC}.`,
    )
}

/** A point that is no key of the curve verifies nothing. */
function isPossessed(publicKey: Hex, hash: Hex, possession: Hex): boolean {
  try {
    const signature = Buffer.from(possession.slice(2), 'hex')
    return verify(null, Buffer.from(hash.slice(2), 'hex'), ed25519Key(publicKey), signature)
  } catch {
    return false
  }
}

/**
 * Registers the key. One registration of an account at a time, so that two together do not pass the limit.
 * @throws BaseError API_KEY_TAKEN, API_KEY_LIMIT (422).
 */
export async function keepKey(database: Queryable, row: ApiKeyRow): Promise<ApiKeyRow> {
  return await database.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`api_key:${row.account}`}))`)
    const isLive = and(eq(apiKey.account, row.account), isNull(apiKey.revokedAt), gt(apiKey.expiresAt, row.createdAt))
    const live = await tx.select({ id: apiKey.id }).from(apiKey).where(isLive)
    if (live.length >= MAX_API_KEYS)
      throw refusal(
        'API_KEY_LIMIT',
        'The account has as many keys as it may.',
        `At most ${MAX_API_KEYS}: revoke one first.`,
      )
    const [inserted] = await tx.insert(apiKey).values(row).onConflictDoNothing({ target: apiKey.publicKey }).returning()
    if (inserted) {
      await tellNotice(tx, added(inserted))
      return inserted
    }
    throw refusal('API_KEY_TAKEN', 'The key was registered before.', 'Make a new one: a key is never registered twice.')
  })
}

function added({ id, account, label, createdAt }: ApiKeyRow) {
  const kind = 'security.api_key_added' as const
  return { sourceKey: `api-key:${id}`, account, kind, parameters: { label }, occurredAt: createdAt }
}

function refusal(code: string, title: string, details: string): BaseError {
  return new BaseError(title, { code, details, status: 422 })
}
