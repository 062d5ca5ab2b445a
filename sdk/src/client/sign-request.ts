import { toBase64 } from '../http-signature/base64.ts'
import { contentDigest } from '../http-signature/content-digest.ts'
import { serializeSignatureInput, signatureBase } from '../http-signature/signature-base.ts'
import type { RequestSigner } from './api-key.ts'

/** What a signature of ours always covers; with a body its digest as well, and an Idempotency-Key if there is one. */
const ALWAYS_COVERED = ['@method', '@authority', '@path', '@query'] as const

export interface RequestToSign {
  method: string
  url: string | URL
  /** Exactly the text that is sent. */
  body?: string
  headers?: Record<string, string>
}

/** For tests and vectors; both are taken from the runtime otherwise. */
export interface SignOptions {
  createdSec?: number
  nonce?: string
}

/**
 * Headers that authenticate a request by an API key: HTTP Message Signatures (RFC 9421) with Ed25519, and Content-Digest
 * (RFC 9530) when there is a body. Each call signs anew, because a signature is good once and for seconds.
 */
export async function signRequest(
  signer: RequestSigner,
  { method, url, body, headers = {} }: RequestToSign,
  { createdSec = Math.floor(Date.now() / 1000), nonce = randomNonce() }: SignOptions = {},
): Promise<Record<string, string>> {
  const digest = body === undefined ? {} : { 'content-digest': await contentDigest(new TextEncoder().encode(body)) }
  const sent = new Map(Object.entries({ ...headers, ...digest }).map(([name, value]) => [name.toLowerCase(), value]))
  const optional = ['content-digest', 'idempotency-key'].filter((name) => sent.has(name))
  const components = [...ALWAYS_COVERED, ...optional]
  const { host, pathname, search } = new URL(url)
  const request = { method, authority: host, path: pathname, query: search.slice(1), header: sent.get.bind(sent) }
  const parameters = [
    ['created', createdSec],
    ['nonce', nonce],
    ['keyid', signer.keyId],
    ['alg', 'ed25519'],
  ] as const
  const input = serializeSignatureInput(components, parameters)
  const base = signatureBase(request, components, input)
  const signature = await signer.sign(new TextEncoder().encode(base))
  return { ...digest, 'signature-input': `genex=${input}`, signature: `genex=:${toBase64(signature)}:` }
}

function randomNonce(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(18)))
}
