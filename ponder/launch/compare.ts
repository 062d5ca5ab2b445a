import pg from 'pg'
import { differingTables, hashSchema, type SchemaHash } from '../table-hash.ts'
import { VIEWS_SCHEMA } from './schema-name.ts'

export interface SchemaComparison {
  /** Whether both schemas stand at the same block of every chain. */
  isSameHeight: boolean
  heights: Record<string, Record<string, string>>
  hashes: Record<string, string>
  differing: string[]
}

/** Compares two schemas at one moment of the database. */
export async function compareSchemas(databaseUrl: string, one: string, other: string): Promise<SchemaComparison> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'index_comparison' })
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const heights = { [one]: await heightsOf(client, one), [other]: await heightsOf(client, other) }
    const hashes: [SchemaHash, SchemaHash] = [await hashSchema(client, one), await hashSchema(client, other)]
    await client.query('commit')
    return {
      isSameHeight: JSON.stringify(heights[one]) === JSON.stringify(heights[other]),
      heights,
      hashes: { [one]: hashes[0].hash, [other]: hashes[1].hash },
      differing: differingTables(...hashes),
    }
  } finally {
    await client.end()
  }
}

/** The block of each chain up to which a schema is: digits 27 to 42 of ponder's checkpoint. */
async function heightsOf(client: pg.Client, schema: string): Promise<Record<string, string>> {
  const { rows } = await client.query<{ chain: string; height: string }>(
    `select chain_name as chain, substr(latest_checkpoint, 27, 16)::numeric::text as height
      from ${client.escapeIdentifier(schema)}._ponder_checkpoint order by chain_name`,
  )
  return Object.fromEntries(rows.map(({ chain, height }) => [chain, height]))
}

/** The schema that the views of the readers show. */
export async function liveSchema(databaseUrl: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'index_comparison' })
  await client.connect()
  try {
    const { rows } = await client.query<{ schema: string }>(
      `select distinct table_schema as schema from information_schema.view_table_usage
        where view_schema = $1 and table_name = '_ponder_meta'`,
      [VIEWS_SCHEMA],
    )
    return rows[0]?.schema
  } finally {
    await client.end()
  }
}
