import assert from 'node:assert/strict'
import type { Hex, LocalAccount } from 'viem'
import { createRequestSigner, generateApiKey, type RequestSigner } from '../../../../sdk/src/client/api-key.ts'
import { signApiKeyGrant } from '../../../../sdk/src/client/register-api-key.ts'
import { type SignOptions, signRequest } from '../../../../sdk/src/client/sign-request.ts'
import type { GenexDomain } from '../../../../sdk/src/typed-data/domain.ts'
import type { ApiKeyGrant } from '../../../../sdk/src/typed-data/statements.ts'
import { type Answer, bearer, call, post, type Requester, type Tokens } from './calls.ts'

/** A key that an account wants to register. */
export interface Wish {
  account: LocalAccount
  domain: GenexDomain
  nowSec: number
  /** Instead of what is usual. */
  terms?: Partial<ApiKeyGrant>
}

/** The body of a registration with both signatures, and the key's seed. */
export async function writeRegistration({ account, domain, nowSec, terms }: Wish) {
  const { seed, publicKey } = await generateApiKey()
  const usual = { label: 'test', scopes: ['mm', 'read', 'trade'], ipAllowList: [] }
  const times = { expiresAt: nowSec + 3_600, issuedAt: nowSec }
  const grant: ApiKeyGrant = { account: account.address, publicKey, ...usual, ...times, ...terms }
  const proofs = await signApiKeyGrant(account, seed, { domain, grant })
  const { account: _account, ...fields } = grant
  return { seed, body: { ...fields, ...proofs } }
}

export interface RegisteredKey {
  keyId: string
  seed: Hex
  signer: RequestSigner
}

export async function register(app: Requester, tokens: Tokens, wish: Wish): Promise<RegisteredKey> {
  const { seed, body } = await writeRegistration(wish)
  const answer = await post(app, '/api/v1/api-keys', body, bearer(tokens))
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  const keyId = String(answer.body.keyId)
  return { keyId, seed, signer: await createRequestSigner(keyId, seed) }
}

/** A call that is signed for `origin`, with what the test changes after signing. */
export async function callSigned(
  app: Requester,
  signer: RequestSigner,
  request: { origin: string; path: string; body?: unknown; headers?: Record<string, string> },
  options: SignOptions & {
    spoil?: (headers: Record<string, string>) => Record<string, string>
    sentBody?: string
  } = {},
): Promise<Answer> {
  const { origin, path, body, headers = {} } = request
  const method = body === undefined ? 'GET' : 'POST'
  const text = body === undefined ? undefined : JSON.stringify(body)
  const type: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' }
  const toSign = { method, url: `${origin}${path}`, headers, ...(text === undefined ? {} : { body: text }) }
  const signed = await signRequest(signer, toSign, options)
  const sent = options.spoil ? options.spoil({ ...headers, ...signed }) : { ...headers, ...signed }
  const init = { method, headers: { ...type, ...sent } }
  return await call(app, path, text === undefined ? init : { ...init, body: options.sentBody ?? text })
}
