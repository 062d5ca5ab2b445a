import type { RequestSigner } from './api-key.ts'
import { createHttp, type Http } from './http.ts'
import { signRequest } from './sign-request.ts'

/** HTTP whose calls are signed by an API key instead of carrying a session's token. */
export function createSignedHttp(url: string, signer: RequestSigner): Http {
  return createHttp(url, (request) => signRequest(signer, request))
}
