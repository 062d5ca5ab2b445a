import { toBase64 } from './base64.ts'

/** The Content-Digest of a body (RFC 9530): SHA-256 as a structured field. */
export async function contentDigest(body: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', body)
  return `sha-256=:${toBase64(new Uint8Array(digest))}:`
}
