import type pg from 'pg'
import { BLOCKS_AT_ONCE } from '../limits.ts'
import { CHAIN_EVENT_SELECTS, TRADING_KEY_SELECT } from './chain-events.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { insertNotices } from './insert-notices.ts'

export interface ChainSource {
  chainId: number
  /** Schema of the index's published views. */
  schema: string
  /** The highest safe block of the chain's nodes. */
  safeBlock: () => Promise<bigint>
}

/**
 * Tells of the next stretch of safe blocks that the index has; whether there is more. What the index has is read from its own
 * checkpoint, which it writes with the rows, so a block is never passed before its rows are there.
 */
export async function collectChain(client: pg.PoolClient, source: ChainSource): Promise<boolean> {
  const { chainId, schema } = source
  const name = `blocks:${chainId}`
  const indexed = await indexedUpTo(client, source)
  if (!indexed) return false
  const safe = await source.safeBlock()
  const from = (await readCursor(client, name)) ?? -1n
  let to = from + BLOCKS_AT_ONCE
  for (const end of [indexed.block, safe]) if (end < to) to = end
  if (to <= from) return false
  for (const select of CHAIN_EVENT_SELECTS)
    await insertNotices(client, select.replaceAll('$schema', schema), [chainId, from, to])
  await writeCursor(client, name, to)
  // Times are known of the last block only: keys wait until the stretch ends there.
  if (to === indexed.block) await collectKeys(client, source, indexed.atSec)
  return to === from + BLOCKS_AT_ONCE
}

async function collectKeys(client: pg.PoolClient, { chainId, schema }: ChainSource, untilSec: bigint): Promise<void> {
  const name = `keys:${chainId}`
  const from = (await readCursor(client, name)) ?? -1n
  if (untilSec <= from) return
  await insertNotices(client, TRADING_KEY_SELECT.replaceAll('$schema', schema), [chainId, from, untilSec])
  await writeCursor(client, name, untilSec)
}

/** The index's last block: ten digits of time, sixteen of the chain, sixteen of the block, then its place in the block. */
async function indexedUpTo(
  client: pg.PoolClient,
  { chainId, schema }: ChainSource,
): Promise<{ block: bigint; atSec: bigint } | undefined> {
  const { rows } = await client.query<{ block: string; at: string }>(
    `select substr(latest_checkpoint, 27, 16)::bigint as block, substr(latest_checkpoint, 1, 10)::bigint as at
     from ${schema}._ponder_checkpoint where chain_id = $1`,
    [chainId],
  )
  const [row] = rows
  return row && { block: BigInt(row.block), atSec: BigInt(row.at) }
}
