import type pg from 'pg'
import { messageOf, RetryableError } from '../../kit/errors.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { decodeCursor, encodeCursor } from '../schemas/page.ts'

/** A row as PostgreSQL gives it: numeric and int8 as decimal strings. */
export type Row = Record<string, string | number | boolean | null | string[]>

/** The index's published views. */
export type IndexStore = Pick<ApiDependencies, 'pool' | 'config' | 'chainId'>

/**
 * Reads from the index; `$schema` in the text stands for the schema of its views, `$1` for the chain id.
 * @throws RetryableError INDEX_UNAVAILABLE while the database or the views are not there.
 */
export async function readRows(
  { pool, config, chainId }: IndexStore,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  try {
    const result: pg.QueryResult<Row> = await pool.query(text.replaceAll('$schema', config.INDEX_SCHEMA), [
      chainId,
      ...values,
    ])
    return result.rows
  } catch (error) {
    throw new RetryableError('The index does not answer.', {
      code: 'INDEX_UNAVAILABLE',
      details: undefinedTable(error),
      cause: error,
    })
  }
}

export interface PageRequest {
  limit: number
  cursor?: string | undefined
}

export interface Page<T> {
  items: T[]
  nextCursor?: string
}

interface PageQuery<T> {
  /** Name of the list, which its cursors carry. */
  list: string
  /** A select without order and limit that ends inside a where clause. */
  select: string
  values: readonly unknown[]
  /** Columns that order the rows, unique together; newest or greatest first. */
  keys: readonly string[]
  toItem: (row: Row) => T
}

/** One page by keyset: rows that arrive meanwhile neither repeat nor hide any. */
export async function readPage<T>(
  store: IndexStore,
  { limit, cursor }: PageRequest,
  query: PageQuery<T>,
): Promise<Page<T>> {
  const { list, select, values, keys, toItem } = query
  const after = cursor === undefined ? [] : decodeCursor(list, cursor, keys.length)
  const first = values.length + 2
  const bound = keys.map((_, i) => `$${first + i}::numeric`).join(', ')
  const keyset = after.length > 0 ? ` and (${keys.join(', ')}) < (${bound})` : ''
  const order = keys.map((key) => `${key} desc`).join(', ')
  const rows = await readRows(store, `${select}${keyset} order by ${order} limit ${limit + 1}`, [...values, ...after])
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const hasMore = rows.length > limit && last
  return {
    items: items.map(toItem),
    ...(hasMore
      ? {
          nextCursor: encodeCursor(
            list,
            keys.map((key) => String(last[key])),
          ),
        }
      : {}),
  }
}

/** A 42P01 (undefined table) means that the index has not published its views yet. */
function undefinedTable(error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === '42P01'
  return isMissing ? 'It has not published its views yet.' : messageOf(error).slice(0, 200)
}
