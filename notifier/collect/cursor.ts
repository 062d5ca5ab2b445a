import type pg from 'pg'

/** How far a source was read; undefined before the first time. */
export async function readCursor(client: pg.PoolClient, source: string): Promise<bigint | undefined> {
  const { rows } = await client.query<{ position: string }>('select position from notify.cursor where source = $1', [
    source,
  ])
  return rows[0] && BigInt(rows[0].position)
}

/** In the transaction of what was read: both or neither. */
export async function writeCursor(client: pg.PoolClient, source: string, position: bigint): Promise<void> {
  const text = `insert into notify.cursor (source, position) values ($1, $2)
    on conflict (source) do update set position = excluded.position`
  await client.query(text, [source, position])
}
