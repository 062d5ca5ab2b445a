import { createHash } from 'node:crypto'
import type pg from 'pg'

/** Rows that are read at once: a page of a few MB. */
const PAGE_ROWS = 5_000

export interface TableHash {
  table: string
  rows: number
  hash: string
}

export interface SchemaHash {
  hash: string
  tables: TableHash[]
}

/**
 * The hash of everything that our handlers wrote into a schema: every table but ponder's own, columns by name, rows as
 * canonical text sorted by key. Two indexes of the same chains have the same hash. Run it inside one transaction.
 */
export async function hashSchema(client: pg.ClientBase, schema: string): Promise<SchemaHash> {
  const { rows } = await client.query<{ table: string; columns: string[]; key: string[] }>(TABLES, [schema])
  const tables: TableHash[] = []
  for (const { table, columns, key } of rows) tables.push(await hashTable(client, { schema, table, columns, key }))
  const hash = createHash('sha256')
  for (const { table, rows: count, hash: content } of tables) hash.update(`${table} ${count} ${content}\n`)
  return { hash: hash.digest('hex'), tables }
}

/** Our tables with their columns by name and the columns of their primary key. */
const TABLES = `select c.relname as table,
    array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
      order by attname collate "C") as columns,
    array(select attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
      where i.indrelid = c.oid and i.indisprimary order by attname collate "C") as key
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname not like '\\_ponder\\_%' and c.relname not like '\\_reorg\\_\\_%'
  order by c.relname collate "C"`

async function hashTable(
  client: pg.ClientBase,
  { schema, table, columns, key }: { schema: string; table: string; columns: string[]; key: string[] },
): Promise<TableHash> {
  const name = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(table)}`
  const texts = (names: string[]) => names.map((column) => `${client.escapeIdentifier(column)}::text`)
  // A JSON array keeps null apart from the text "null" and one column apart from the next.
  const line = `json_build_array(${texts(columns).join(', ')})::text`
  const order = texts(key).map((column) => `${column} collate "C"`)
  await client.query(
    `declare rows_of_table no scroll cursor for select ${line} as line from ${name} order by ${order.join(', ')}`,
  )
  const hash = createHash('sha256').update(columns.join(','))
  let count = 0
  for (;;) {
    const page = await client.query<{ line: string }>(`fetch ${PAGE_ROWS} from rows_of_table`)
    for (const row of page.rows) hash.update(`${row.line}\n`)
    count += page.rows.length
    if (page.rows.length < PAGE_ROWS) break
  }
  await client.query('close rows_of_table')
  return { table, rows: count, hash: hash.digest('hex') }
}

/** The tables that differ between two schemas, by name. */
export function differingTables(one: SchemaHash, other: SchemaHash): string[] {
  const otherByName = new Map(other.tables.map((table) => [table.table, table]))
  const names = new Set([...one.tables, ...other.tables].map(({ table }) => table))
  const oneByName = new Map(one.tables.map((table) => [table.table, table]))
  return [...names].filter((name) => oneByName.get(name)?.hash !== otherByName.get(name)?.hash)
}
