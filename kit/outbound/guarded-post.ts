import { lookup } from 'node:dns/promises'
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { BaseError } from '../errors.ts'
import { OUTBOUND_ANSWER_BYTES, OUTBOUND_PORTS } from '../limits.ts'
import { isLoopbackAddress, isPublicAddress } from './public-address.ts'

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>

export interface OutboundPolicy {
  /** Local systems and tests: also http, any port, and this machine. */
  allowsLocal: boolean
  resolve?: Resolve
}

export interface OutboundPost {
  url: string
  headers: Record<string, string>
  body: string | Buffer
  /** For all of it, however slowly the other side speaks. */
  timeoutMs: number
}

export interface OutboundAnswer {
  status: number
  /** Seconds that the other side asked for. */
  retryAfterSec: number | undefined
}

/**
 * POSTs to an address that somebody else chose, without lending out our place in the network: https only, no login in the address, the
 * name is resolved once, every address that it has must be public, and the connection goes to one of those very addresses. Redirects are
 * answers like any other, and of a body so much is read as tells that the other side is done.
 * @throws BaseError OUTBOUND_REFUSED; what failed on the way is thrown as it is, a late answer as TimeoutError.
 */
export async function guardedPost(policy: OutboundPolicy, post: OutboundPost): Promise<OutboundAnswer> {
  const signal = AbortSignal.timeout(post.timeoutMs)
  const url = requireUrl(policy, post.url)
  const address = await untilAborted(signal, requireAddress(policy, url))
  return await untilAborted(signal, exchange({ url, address, signal, post }))
}

/** The form of an address that may be posted to. @throws OUTBOUND_REFUSED. */
export function requireUrl({ allowsLocal }: OutboundPolicy, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) throw refused('It is no URL.')
  if (url.username !== '' || url.password !== '') throw refused('It holds a login.')
  const host = hostOf(url)
  if (url.protocol !== 'https:' && !(allowsLocal && url.protocol === 'http:')) throw refused('It is not https.')
  if (!allowsLocal && !OUTBOUND_PORTS.includes(url.port)) throw refused('Its port is not 443 or 8443.')
  if (isIP(host) !== 0) requireReachable({ allowsLocal }, host)
  return url
}

async function requireAddress(policy: OutboundPolicy, url: URL): Promise<string> {
  const host = hostOf(url)
  const addresses = isIP(host) === 0 ? await (policy.resolve ?? resolveName)(host) : [host]
  const [first] = addresses
  if (first === undefined) throw refused('Its name has no address.')
  // One bad address refuses all: which of them is taken must not be chance.
  for (const address of addresses) requireReachable(policy, address)
  return first
}

function requireReachable({ allowsLocal }: OutboundPolicy, address: string): void {
  if (isPublicAddress(address) || (allowsLocal && isLoopbackAddress(address))) return
  throw refused('It leads to an address that is not public.')
}

async function resolveName(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

interface Exchange {
  url: URL
  address: string
  signal: AbortSignal
  post: OutboundPost
}

async function exchange({ url, address, signal, post }: Exchange): Promise<OutboundAnswer> {
  const { headers, body } = post
  const { promise, resolve, reject } = Promise.withResolvers<OutboundAnswer>()
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    // A connection of its own, to the address that was checked: never asked for again, never shared.
    agent: false,
    lookup: (_host, { all }, callback) => {
      const family = isIP(address)
      if (all) callback(null, [{ address, family }])
      else callback(null, address, family)
    },
    signal,
  }
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const request: ClientRequest = send(url, options, (response) => {
    readAnswer(response, () => request.destroy()).then(resolve, reject)
  })
  request.on('error', reject)
  request.end(body)
  return await promise
}

async function readAnswer(response: IncomingMessage, leave: () => void): Promise<OutboundAnswer> {
  const retryAfter = response.headers['retry-after'] ?? ''
  const answer = {
    status: response.statusCode ?? 0,
    retryAfterSec: /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined,
  }
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes > OUTBOUND_ANSWER_BYTES) break
  }
  leave()
  return answer
}

/** What listens to no signal, such as the resolver, is not waited for either. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
    work.catch(() => undefined)
  }
}

const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

function refused(details: string): BaseError {
  return new BaseError('The address cannot be posted to.', { code: 'OUTBOUND_REFUSED', details, status: 422 })
}
