import type pg from 'pg'
import type { Logger } from '../../kit/log.ts'
import { SEEN_BLOCK_MS } from '../limits.ts'
import type { IndexedChain } from './chains.ts'

/** Blocks that ponder leaves between the head and what it takes for final. */
export const FINALITY_BLOCKS = 30n

/** Ponder keeps hashes of blocks with events only; these tell also when a quiet stretch of a chain was replaced. */
const TABLE = 'ponder_launch.seen_block'

export interface SeenBlock {
  number: bigint
  hash: string
}

export async function prepareSeenBlocks(client: pg.Client): Promise<void> {
  await client.query('create schema if not exists ponder_launch')
  await client.query(
    `create table if not exists ${TABLE} (chain_id bigint primary key, number bigint not null, hash text not null)`,
  )
}

/** The newest block of a chain that was seen as final. */
export async function seenBlock(client: pg.Client, chainId: number): Promise<SeenBlock | undefined> {
  const { rows } = await client.query<{ number: string; hash: string }>(
    `select number, hash from ${TABLE} where chain_id = $1`,
    [chainId],
  )
  return rows[0] && { number: BigInt(rows[0].number), hash: rows[0].hash }
}

/** Remembers the final blocks now and then; what the node or the database refuses is tried again the next time. */
export function rememberBlocks(
  { client, log }: { client: pg.Client; log: Logger },
  chains: readonly IndexedChain[],
): NodeJS.Timeout {
  const remember = () =>
    Promise.all(chains.map((chain) => rememberBlock(client, chain))).catch((error: unknown) =>
      log.debug({ err: error }, 'the final blocks were not remembered'),
    )
  void remember()
  return setInterval(remember, SEEN_BLOCK_MS).unref()
}

async function rememberBlock(db: pg.Client, { id, client }: IndexedChain): Promise<void> {
  const head = await client.getBlockNumber({ cacheTime: 0 })
  const { number, hash } = await client.getBlock({ blockNumber: head > FINALITY_BLOCKS ? head - FINALITY_BLOCKS : 0n })
  await db.query(
    `insert into ${TABLE} (chain_id, number, hash) values ($1, $2, $3)
      on conflict (chain_id) do update set number = excluded.number, hash = excluded.hash`,
    [id, number, hash],
  )
}
