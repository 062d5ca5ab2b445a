import { BaseError, RetryableError } from './errors.ts'
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
}

async function send(name: string, url: URL, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init)
    return { isOk: response.ok, status: response.status, text: await response.text() }
  } catch (error) {
    throw new RetryableError(`The ${name} does not answer.`, {
      code: `${name.toUpperCase()}_UNAVAILABLE`,
      cause: error,
    })
  }
}

function errorOf(name: string, { status, text }: Answer): BaseError {
  const problem = problemIn(text)
  const options = {
    code: problem.code ?? 'INTERNAL_CALL_FAILED',
    status,
    ...(problem.detail ? { details: problem.detail } : {}),
  }
  const title = problem.title ?? `The ${name} answered ${status}.`
  return status >= 500 ? new RetryableError(title, options) : new BaseError(title, options)
}

function problemIn(text: string): { code?: string; title?: string; detail?: string } {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
