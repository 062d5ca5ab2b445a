import assert from 'node:assert/strict'
import type { Address, LocalAccount } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { createSiweMessage, type SiweMessage } from 'viem/siwe'

/** The app itself, or one behind real HTTP. */
export interface Requester {
  request: (path: string, init?: RequestInit) => Response | Promise<Response>
}

export interface Answer {
  status: number
  type: string | null
  headers: Headers
  body: Record<string, unknown>
}

export interface Tokens {
  accessToken: string
  refreshToken: string
}

export const newAccount = (): LocalAccount => privateKeyToAccount(generatePrivateKey())

export async function call(app: Requester, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await app.request(path, init)
  const text = await response.text()
  const type = response.headers.get('content-type')
  const body = type?.includes('json') ? JSON.parse(text) : { text }
  return { status: response.status, type, headers: response.headers, body }
}

export function post(
  app: Requester,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const type = { 'content-type': 'application/json' }
  return call(app, path, { method: 'POST', headers: { ...type, ...headers }, body: JSON.stringify(body) })
}

export const bearer = ({ accessToken }: Pick<Tokens, 'accessToken'>) => ({ authorization: `Bearer ${accessToken}` })

/** A sign-in message with a fresh nonce; `changes` spoil it. */
export async function messageFor(
  app: Requester,
  address: Address,
  changes: Partial<SiweMessage> = {},
): Promise<string> {
  const { body } = await post(app, '/api/v1/auth/nonce', {})
  const { nonce, domain, chainId } = body as { nonce: string; domain: string; chainId: number }
  return createSiweMessage({ address, chainId, domain, nonce, uri: `http://${domain}`, version: '1', ...changes })
}

export async function signIn(app: Requester, account = newAccount()): Promise<Tokens> {
  const message = await messageFor(app, account.address)
  const answer = await post(app, '/api/v1/auth/siwe', { message, signature: await account.signMessage({ message }) })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body as unknown as Tokens
}

/** A refusal is a problem document with this code. */
export function assertProblem(answer: Answer, status: number, code: string): void {
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))
  assert.equal(answer.type, 'application/problem+json')
  assert.equal(answer.body.status, status)
  assert.equal(answer.body.type, `/docs/errors#${code}`)
}
