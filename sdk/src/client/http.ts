/** A refusal of the API: an RFC 9457 problem with its stable code. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string | undefined
  /** Where the code is explained; none when the answer was no problem document. */
  readonly docs: string | undefined
  /** Which fields were wrong, and why. */
  readonly fields: readonly { field: string; reason: string }[]

  constructor(problem: Problem, url: URL) {
    super(`${problem.code}: ${problem.title}${problem.detail ? ` ${problem.detail}` : ''}`)
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail
    this.docs = docsOf(problem, url)
    this.fields = problem.errors ?? []
  }
}

interface Problem {
  /** A path of the API's documentation, or "about:blank" where there is nothing to explain. */
  type?: string
  status: number
  code: string
  title: string
  detail?: string
  errors?: { field: string; reason: string }[]
}

export interface Http {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<T>
}

/** A call as it is about to be sent. */
export interface OutgoingRequest {
  method: string
  url: URL
  body?: string
  headers: Record<string, string>
}

/**
 * JSON over HTTP below `url`; bigints are sent as decimal strings.
 * @param authorize Headers for each call, asked anew each time.
 */
export function createHttp(
  url: string,
  authorize: (request: OutgoingRequest) => Promise<Record<string, string>> = async () => ({}),
): Http {
  const call = async <T>(path: string, init: Omit<OutgoingRequest, 'url'>): Promise<T> => {
    const target = new URL(path, url)
    const headers = { ...init.headers, ...(await authorize({ ...init, url: target })) }
    const response = await fetch(target, { ...init, headers })
    const text = await response.text()
    if (!response.ok) throw new ApiError(problemOf(response.status, text), target)
    return (text ? JSON.parse(text) : undefined) as T
  }
  return {
    get: async (path) => call(path, { method: 'GET', headers: {} }),
    post: async (path, body, headers = {}) =>
      call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? value.toString() : value)),
      }),
  }
}

function docsOf({ type = 'about:blank' }: Problem, url: URL): string | undefined {
  return type === 'about:blank' ? undefined : new URL(type, url).href
}

function problemOf(status: number, text: string): Problem {
  try {
    return JSON.parse(text) as Problem
  } catch {
    return { status, code: 'NOT_A_PROBLEM', title: `The answer ${status} is no problem document.` }
  }
}
