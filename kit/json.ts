import { BaseError } from './errors.ts'

/** JSON with every bigint as a decimal string; schemas turn them back at the reader. */
export function stringifyJson(value: unknown, space?: number): string {
  return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? item.toString() : item), space)
}

/** The document as `unknown`; throws `JSON_MALFORMED` (400) with the place of the mistake. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error)
    throw new BaseError('The body is not valid JSON.', { code: 'JSON_MALFORMED', details, status: 400, cause: error })
  }
}
