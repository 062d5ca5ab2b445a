import { and, eq, gt, lt, sql } from 'drizzle-orm'
import { type Address, type Hex, hashMessage, isAddress, type PublicClient } from 'viem'
import { generateSiweNonce, parseSiweMessage } from 'viem/siwe'
import { accountSignatures } from '../../../kit/account-signatures.ts'
import type { Addresses } from '../../../kit/addresses.ts'
import { BaseError, RetryableError } from '../../../kit/errors.ts'
import { MAX_OPEN_NONCES, NONCE_TTL_SEC } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { siweNonce } from '../../store/tables.ts'

export interface SiweDependencies {
  database: Database
  /** Asked about passkeys and contract accounts (ERC-1271, ERC-6492). */
  chain: PublicClient
  addresses: Addresses
  now: () => Date
}

export interface SiweParameters {
  message: string
  signature: Hex
  /** Host that the message must name. */
  domain: string
  chainId: number
}

/** A nonce that one sign-in message may carry once. */
export async function issueNonce({ database, now }: SiweDependencies): Promise<{ nonce: string; expiresAt: Date }> {
  const at = now()
  await database.delete(siweNonce).where(lt(siweNonce.expiresAt, at))
  const [count] = await database.select({ open: sql<number>`count(*)::int` }).from(siweNonce)
  if ((count?.open ?? 0) >= MAX_OPEN_NONCES) {
    throw new RetryableError('Too many sign-ins are open.', { code: 'AUTH_BUSY', retryAfterSec: 30 })
  }
  const row = { nonce: generateSiweNonce(), expiresAt: new Date(at.getTime() + NONCE_TTL_SEC * 1000) }
  await database.insert(siweNonce).values(row)
  return row
}

/**
 * Verifies an ERC-4361 message and spends its nonce, also when the signature turns out wrong.
 * @throws BaseError SIWE_MALFORMED, SIWE_WRONG_DOMAIN, SIWE_WRONG_CHAIN, SIWE_EXPIRED, SIWE_NONCE_UNKNOWN, SIWE_BAD_SIGNATURE.
 */
export async function verifySignIn(
  dependencies: SiweDependencies,
  parameters: SiweParameters,
): Promise<{ address: Address; requestId: string | undefined }> {
  const { addresses, database, chain, now } = dependencies
  const fields = parseSiweMessage(parameters.message)
  const { address, nonce, requestId } = fields
  if (!address || !isAddress(address) || !nonce || !fields.uri || !fields.version || hasBadDate(fields)) {
    throw refusal(
      'SIWE_MALFORMED',
      'The message is not an ERC-4361 message.',
      'It needs domain, address, URI, version, chain id, nonce and issue time.',
    )
  }
  if (fields.domain !== parameters.domain) {
    throw refusal(
      'SIWE_WRONG_DOMAIN',
      'The message is for another domain.',
      `Expected ${parameters.domain}, got ${fields.domain}.`,
    )
  }
  if (fields.chainId !== parameters.chainId) {
    throw refusal(
      'SIWE_WRONG_CHAIN',
      'The message is for another chain.',
      `Expected ${parameters.chainId}, got ${fields.chainId}.`,
    )
  }
  const at = now()
  if ((fields.expirationTime && fields.expirationTime <= at) || (fields.notBefore && fields.notBefore > at)) {
    throw refusal('SIWE_EXPIRED', 'The message is outside its time.', 'Ask for a new nonce and sign again.')
  }
  const spent = await database
    .delete(siweNonce)
    .where(and(eq(siweNonce.nonce, nonce), gt(siweNonce.expiresAt, at)))
    .returning()
  if (spent.length === 0) {
    throw refusal('SIWE_NONCE_UNKNOWN', 'The nonce is unknown, used or expired.', 'Ask for a new nonce and sign again.')
  }
  const isSignedBy = accountSignatures({ chain, registry: addresses.get('AccountRegistry') })
  if (await isSignedBy(address, hashMessage(parameters.message), parameters.signature)) return { address, requestId }
  throw refusal(
    'SIWE_BAD_SIGNATURE',
    'The signature is not the address’s.',
    `Sign exactly the message that was sent, with ${address}.`,
  )
}

/** A date that is no date would never have passed. */
function hasBadDate({ issuedAt, expirationTime, notBefore }: ReturnType<typeof parseSiweMessage>): boolean {
  return [issuedAt, expirationTime, notBefore].some((date) => date !== undefined && Number.isNaN(date.getTime()))
}

function refusal(code: string, title: string, details: string): BaseError {
  return new BaseError(title, { code, details, status: 401 })
}
