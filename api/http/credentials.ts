import type { Context } from 'hono'
import type { SignedRequest } from '../domain/api-keys/check-request.ts'

/** What a request presents; a token and a signature together would leave open who is meant. */
export type Credentials =
  | { kind: 'none' }
  | { kind: 'bearer'; token: string }
  | { kind: 'dpop'; token: string; proof: string }
  | { kind: 'signature'; request: SignedRequest }
  | { kind: 'both' }

/** Reads the credentials of a request; `authority` is the host under which we are known, whatever the request calls us. */
export async function readCredentials(
  context: Context,
  { authority, address }: { authority: string; address: string },
): Promise<Credentials> {
  const [, scheme = '', token] = /^(Bearer|DPoP) (\S+)$/i.exec(context.req.header('authorization') ?? '') ?? []
  const signatureInput = context.req.header('signature-input')
  const signature = context.req.header('signature')
  const isSigned = signatureInput !== undefined || signature !== undefined
  if (token !== undefined) return isSigned ? { kind: 'both' } : tokenOf(context, scheme, token)
  if (!isSigned) return { kind: 'none' }
  const { pathname, search } = new URL(context.req.url)
  const request = {
    method: context.req.method,
    authority,
    path: pathname,
    query: search.slice(1),
    header: (name: string) => context.req.header(name),
    signatureInput: signatureInput ?? '',
    signature: signature ?? '',
    body: await bodyOf(context),
    address,
  }
  return { kind: 'signature', request }
}

function tokenOf({ req }: Context, scheme: string, token: string): Credentials {
  if (scheme.toLowerCase() === 'bearer') return { kind: 'bearer', token }
  return { kind: 'dpop', token, proof: req.header('dpop') ?? '' }
}

/** The body's bytes, undefined when none was sent; the routes read it again. */
async function bodyOf({ req }: Context): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (req.raw.body === null) return undefined
  const bytes = new Uint8Array(await req.raw.clone().arrayBuffer())
  return bytes.length > 0 ? bytes : undefined
}
