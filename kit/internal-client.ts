import { BaseError, type FieldError, InvalidRequestError, RetryableError } from './errors.ts'
import { parseJson, stringifyJson } from './json.ts'
import { INTERNAL_CALL_TIMEOUT_MS } from './limits.ts'
import type { Secret } from './secret.ts'

export interface InternalClient {
  get(path: string): Promise<unknown>
  post(path: string, body: unknown): Promise<unknown>
}

/** Calls another of our services; its problem details become the same error here, no answer a `RetryableError`. */
export function createInternalClient(parameters: {
  name: string
  url: string
  token: Secret
  timeoutMs?: number
}): InternalClient {
  const { name, url, token, timeoutMs = INTERNAL_CALL_TIMEOUT_MS } = parameters
  const call = async (path: string, init: RequestInit): Promise<unknown> => {
    const response = await send(name, new URL(path, url), {
      ...init,
      headers: { authorization: `Bearer ${token.reveal()}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.isOk) throw errorOf(name, response)
    return parseJson(response.text)
  }
  return {
    get: (path) => call(path, { method: 'GET' }),
    post: (path, body) => call(path, { method: 'POST', body: stringifyJson(body) }),
  }
}

interface Answer {
  isOk: boolean
  status: number
  text: string
  retryAfterSec: number
}

async function send(name: string, url: URL, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init)
    const retryAfterSec = Number(response.headers.get('retry-after') ?? 1)
    return { isOk: response.ok, status: response.status, text: await response.text(), retryAfterSec }
  } catch (error) {
    throw unavailable(name, 'Try again in a moment.', error)
  }
}

function errorOf(name: string, { status, text, retryAfterSec }: Answer): BaseError {
  const problem = problemIn(text)
  // It refuses our own token: nothing that our caller could put right.
  if (status === 401) return unavailable(name, problem.detail ?? 'It refuses our token.')
  if (problem.code === 'REQUEST_INVALID' && problem.errors) return new InvalidRequestError(problem.errors)
  const options = {
    code: problem.code ?? 'INTERNAL_CALL_FAILED',
    status,
    ...(problem.detail ? { details: problem.detail } : {}),
  }
  const title = problem.title ?? `The ${name} answered ${status}.`
  if (status < 500 && status !== 429) return new BaseError(title, options)
  return new RetryableError(title, { ...options, retryAfterSec })
}

function unavailable(name: string, details: string, cause?: unknown): RetryableError {
  const code = `${name.toUpperCase()}_UNAVAILABLE`
  return new RetryableError(`The ${name} does not answer.`, { code, details, cause })
}

function problemIn(text: string): { code?: string; title?: string; detail?: string; errors?: FieldError[] } {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
