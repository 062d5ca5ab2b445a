import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { type Address, getAddress } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { MAX_SESSIONS, REFRESH_TOKEN_TTL_SEC } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { refreshToken, session } from '../../store/tables.ts'
import { tellNotice } from '../notifications/tell.ts'
import type { SessionPrincipal, SignInMethod } from './principal.ts'

export interface RefreshDependencies {
  database: Database
  now: () => Date
}

/** Who signed in, how and on what. */
export interface SignIn {
  account: Address
  method: SignInMethod
  device: string
  /** Of the DPoP key that was proven with the sign-in; the session is then bound to it. */
  keyThumbprint: string | undefined
  /** Keyed hash of the network that the request came from. */
  networkHash: string
  /** The risk rules ask for more: the session opens, and its sign-in proves nothing to writes. */
  isDoubted: boolean
}

export interface Grant {
  principal: SessionPrincipal
  refreshToken: string
}

type SessionRow = typeof session.$inferSelect
type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

/** Opens a session with its first refresh token; beyond `MAX_SESSIONS` the one unused for longest ends. */
export async function openSession({ database, now }: RefreshDependencies, signIn: SignIn): Promise<Grant> {
  const at = now()
  const { account, method, device, keyThumbprint = null, networkHash, isDoubted } = signIn
  const authenticatedAt = isDoubted ? new Date(0) : at
  const times = { createdAt: at, authenticatedAt, lastUsedAt: at, revokedAt: null, revokedReason: null }
  const row = { id: randomUUID(), account, method, device, keyThumbprint, networkHash, ...times }
  return await database.transaction(async (tx) => {
    await endSurplus(tx, account, at)
    await tx.insert(session).values(row)
    await tellNotice(tx, signedIn(row))
    return { principal: principalOf(row), refreshToken: await addToken(tx, row.id, at) }
  })
}

/**
 * Spends a refresh token for the next one. A token that was already spent has been copied: its whole family ends.
 * @param keyThumbprint Of the DPoP key that the request was proven with; a bound session is refreshed with its own key only.
 * @throws BaseError REFRESH_TOKEN_INVALID, REFRESH_TOKEN_REUSED, DPOP_KEY_MISMATCH (401).
 */
export async function rotate(
  { database, now }: RefreshDependencies,
  { token, keyThumbprint }: { token: string; keyThumbprint: string | undefined },
): Promise<Grant> {
  const at = now()
  const outcome = await database.transaction(async (tx) => {
    const [row] = await tx
      .select({ token: refreshToken, session })
      .from(refreshToken)
      .innerJoin(session, eq(session.id, refreshToken.sessionId))
      .where(eq(refreshToken.hash, hashOf(token)))
      .for('update')
    if (!row || row.session.revokedAt || row.token.expiresAt <= at) return 'invalid' as const
    // Before the token is spent: who has a copy of it and not the key must not be able to end the session.
    if ((row.session.keyThumbprint ?? undefined) !== keyThumbprint) return 'unbound' as const
    const isOwn = eq(session.id, row.session.id)
    if (row.token.spentAt) {
      await tx.update(session).set({ revokedAt: at, revokedReason: 'refresh token reused' }).where(isOwn)
      return 'reused' as const
    }
    await tx.update(refreshToken).set({ spentAt: at }).where(eq(refreshToken.hash, row.token.hash))
    await tx.update(session).set({ lastUsedAt: at }).where(isOwn)
    return { principal: principalOf(row.session), refreshToken: await addToken(tx, row.session.id, at) }
  })
  if (outcome === 'invalid') throw refusal('REFRESH_TOKEN_INVALID', 'The refresh token is unknown, expired or revoked.')
  if (outcome === 'reused')
    throw refusal('REFRESH_TOKEN_REUSED', 'The refresh token was used before; the session is closed.')
  if (outcome === 'unbound') throw refusal('DPOP_KEY_MISMATCH', 'The session is not bound to this key.')
  return outcome
}

/** Ends a session; its refresh tokens are worthless at once, its access token within seconds everywhere. */
export async function closeSession({ database, now }: RefreshDependencies, sessionId: string): Promise<void> {
  await database
    .update(session)
    .set({ revokedAt: now(), revokedReason: 'signed out' })
    .where(and(eq(session.id, sessionId), isNull(session.revokedAt)))
}

function principalOf({ id, account, method, authenticatedAt, keyThumbprint }: SessionRow): SessionPrincipal {
  const authenticatedAtSec = Math.floor(authenticatedAt.getTime() / 1000)
  const principal = {
    kind: 'session' as const,
    account: getAddress(account),
    sessionId: id,
    method,
    authenticatedAtSec,
  }
  return { ...principal, ...(keyThumbprint === null ? {} : { keyThumbprint }) }
}

function signedIn({ id, account, device, method, createdAt }: SessionRow) {
  const parameters = { device, method }
  return { sourceKey: `session:${id}`, account, kind: 'security.signed_in' as const, parameters, occurredAt: createdAt }
}

/** One opening of an account's sessions at a time, so that two together do not pass the limit. */
async function endSurplus(tx: Transaction, account: Address, at: Date): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`session:${account}`}))`)
  const isLive = and(eq(session.account, account), isNull(session.revokedAt))
  const surplus = tx.select({ id: session.id }).from(session).where(isLive).orderBy(desc(session.lastUsedAt))
  const ended = { revokedAt: at, revokedReason: 'more sessions than an account may have' }
  await tx
    .update(session)
    .set(ended)
    .where(inArray(session.id, surplus.offset(MAX_SESSIONS - 1)))
}

async function addToken(tx: Pick<Database, 'insert'>, sessionId: string, at: Date): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(at.getTime() + REFRESH_TOKEN_TTL_SEC * 1000)
  await tx.insert(refreshToken).values({ hash: hashOf(token), sessionId, expiresAt })
  return token
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function refusal(code: string, title: string): BaseError {
  return new BaseError(title, { code, details: 'Sign in again.', status: 401 })
}
