import type { Operations } from './api-types.gen.ts'
import type { Http } from './http.ts'

export type OperationName = keyof Operations
/** What an operation takes: its path's and query's parameters, its body; where it is a POST an Idempotency-Key, where it is a change If-Match. */
export type OperationInput<N extends OperationName> = Operations[N]['input'] & {
  idempotencyKey?: string
  /** ETag of what is changed; "*" changes it whatever it is. */
  ifMatch?: string
}
export type OperationResult<N extends OperationName> = Operations[N]['result']

/** Nothing need be given to an operation whose parts are all optional. */
type Given<Input> = Record<never, never> extends Input ? [input?: Input] : [input: Input]

/** One call for every operation, by its name in the OpenAPI document; refusals throw `ApiError`. */
export type Api = <N extends OperationName>(name: N, ...given: Given<OperationInput<N>>) => Promise<OperationResult<N>>

interface Parts {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  idempotencyKey?: string
  ifMatch?: string
}

/** The whole API, typed by its document: `await api('GET /api/v1/series/{series}', { path: { series: '1' } })`. */
export function createApi(http: Http): Api {
  return async (name, ...[given]) => {
    const { path, query, body, idempotencyKey, ifMatch }: Parts = given ?? {}
    const [method = '', template = ''] = name.split(' ')
    const target = `${fillIn(template, path)}${queryOf(query)}`
    if (method === 'GET') return await http.get(target)
    const headers = { 'idempotency-key': idempotencyKey, 'if-match': ifMatch }
    const sent = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined)
    return await http.post(target, body, Object.fromEntries(sent))
  }
}

function fillIn(template: string, values: Record<string, unknown> = {}): string {
  return template.replace(/\{([^}]+)\}/g, (_all, name: string) => {
    const value = values[name]
    // An empty or missing one would make the path another operation's.
    if (value === undefined || value === '') throw new Error(`${template} needs the parameter ${name}`)
    return encodeURIComponent(String(value))
  })
}

function queryOf(values: Record<string, unknown> = {}): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))
  return given.length > 0 ? `?${query}` : ''
}
