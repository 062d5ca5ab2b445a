import { z } from '@hono/zod-openapi'
import { InvalidRequestError } from '../../kit/errors.ts'
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '../limits.ts'
import { countInQuery } from './fields.ts'

/** Query of every list. */
export const pageQuery = z.object({
  limit: countInQuery(PAGE_SIZE_MAX, PAGE_SIZE_DEFAULT),
  cursor: z.string().max(300).optional().openapi({ description: '`nextCursor` of the page before.' }),
})

/** A page: `nextCursor` is absent on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() })
}

/** Writes the sort key of a page's last row; `list` ties it to where it was given out. */
export function encodeCursor(list: string, values: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url')
}

/** Reads a cursor of `count` decimal integers; refuses anything that we did not write for this list. */
export function decodeCursor(list: string, cursor: string, count: number): string[] {
  const parts = parse(cursor)
  const [origin, ...values] = Array.isArray(parts) ? parts : []
  if (origin === list && values.length === count && values.every(isDecimal)) return values
  throw new InvalidRequestError([
    { field: 'cursor', reason: 'must be the nextCursor of an earlier page of the same list' },
  ])
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

function isDecimal(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,78}$/.test(value)
}
