import type { LocalAccount } from 'viem'
import { createSiweMessage } from 'viem/siwe'
import { ApiError, createHttp, type Http } from './http.ts'

/** Access tokens are renewed this long before they run out, so that a call on its way does not meet the end. */
const RENEW_BEFORE_MS = 60_000

/** What the API answers a sign-in with. */
export interface Tokens {
  accessToken: string
  accessTokenTtlSec: number
  refreshToken: string
}

/** Signs in by ERC-4361 and gives HTTP whose calls carry a fresh access token. */
export async function signIn(url: string, account: LocalAccount): Promise<Http> {
  const signInAnew = (anonymous: Http) => requestTokens(url, anonymous, account)
  return keepSignedIn(url, await signInAnew(createHttp(url)), signInAnew)
}

/**
 * HTTP whose calls carry a fresh access token.
 * @param signInAnew Once the session has ended; without it that is an error for the caller.
 */
export function keepSignedIn(url: string, first: Tokens, signInAnew?: (anonymous: Http) => Promise<Tokens>): Http {
  const anonymous = createHttp(url)
  let tokens = first
  let expiresAt = expiryOf(tokens)
  let renewal: Promise<void> | undefined
  const renew = async () => {
    tokens = await refreshed(anonymous, tokens).catch((error: unknown) => {
      if (signInAnew && error instanceof ApiError && error.status === 401) return signInAnew(anonymous)
      throw error
    })
    expiresAt = expiryOf(tokens)
  }
  return createHttp(url, async () => {
    // One renewal at a time: a refresh token used twice closes the session.
    if (Date.now() > expiresAt - RENEW_BEFORE_MS) {
      renewal ??= renew().finally(() => {
        renewal = undefined
      })
    }
    await renewal
    return { authorization: `Bearer ${tokens.accessToken}` }
  })
}

async function refreshed(http: Http, { refreshToken }: Tokens): Promise<Tokens> {
  return await http.post<Tokens>('/api/v1/auth/refresh', { refreshToken })
}

async function requestTokens(url: string, http: Http, account: LocalAccount): Promise<Tokens> {
  const { nonce, domain, chainId } = await http.post<{ nonce: string; domain: string; chainId: number }>(
    '/api/v1/auth/nonce',
    {},
  )
  const message = createSiweMessage({ address: account.address, chainId, domain, nonce, uri: url, version: '1' })
  return await http.post<Tokens>('/api/v1/auth/siwe', { message, signature: await account.signMessage({ message }) })
}

function expiryOf({ accessTokenTtlSec }: Tokens): number {
  return Date.now() + accessTokenTtlSec * 1000
}
