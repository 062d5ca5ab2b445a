import type pg from 'pg'
import type { Logger } from '../../kit/log.ts'
import { CHECKED_BLOCKS, DATABASE_WAIT_MS } from '../limits.ts'
import type { IndexedChain } from './chains.ts'
import { waitFor } from './schema-lock.ts'
import { FINALITY_BLOCKS, seenBlock } from './seen-blocks.ts'

/** Ponder's store of what it has fetched, shared by all schemas of the database. */
const CACHE_TABLES = [
  'intervals',
  'logs',
  'transactions',
  'transaction_receipts',
  'traces',
  'blocks',
  'rpc_request_results',
] as const

/** Ponder's checkpoints begin with the block's timestamp in ten digits. */
const TIMESTAMP_DIGITS = 10

/**
 * Ponder heals a reorg above its finality by itself, and fails on a deeper one. What it stored as final is compared with
 * the node here: where it differs, the chain was replaced, and what was fetched and indexed of it is dropped.
 */
export async function checkAgainstNode(
  dependencies: { client: pg.Client; log: Logger },
  { schema, chains }: { schema: string; chains: readonly IndexedChain[] },
): Promise<void> {
  for (const chain of chains) {
    if (await isCacheOf(dependencies.client, chain)) continue
    dependencies.log.warn({ chain: chain.name, schema }, 'the chain was replaced: indexing it anew')
    await forget(dependencies.client, schema, chain)
  }
  for (const chain of chains) await waitForFinality(dependencies, schema, chain)
}

async function forget(client: pg.Client, schema: string, chain: IndexedChain): Promise<void> {
  const isCached = await exists(client, 'ponder_sync.blocks')
  for (const table of isCached ? CACHE_TABLES : []) {
    await client.query(`delete from ponder_sync.${table} where chain_id = $1`, [chain.id])
  }
  await client.query(`drop schema if exists ${client.escapeIdentifier(schema)} cascade`)
}

/** Whether what was last seen as final, and the newest stored blocks, are still those of the node. */
async function isCacheOf(client: pg.Client, chain: IndexedChain): Promise<boolean> {
  const seen = await seenBlock(client, chain.id)
  if (seen && (await hashAt(chain, seen.number)) !== seen.hash) return false
  if (!(await exists(client, 'ponder_sync.blocks'))) return true
  const { rows } = await client.query<{ number: string; hash: string }>(
    'select number, hash from ponder_sync.blocks where chain_id = $1 order by number desc limit $2',
    [chain.id, CHECKED_BLOCKS],
  )
  const matches = await Promise.all(
    rows.map(async ({ number, hash }) => (await hashAt(chain, BigInt(number))) === hash),
  )
  return matches.every(Boolean)
}

async function hashAt({ client }: IndexedChain, blockNumber: bigint): Promise<string | null> {
  const block = await client.request({
    method: 'eth_getBlockByNumber',
    params: [`0x${blockNumber.toString(16)}`, false],
  })
  return block?.hash ?? null
}

/** A node that was killed comes back some blocks short; ponder refuses to start until it has mined them again. */
async function waitForFinality(
  { client, log }: { client: pg.Client; log: Logger },
  schema: string,
  chain: IndexedChain,
): Promise<void> {
  const table = `${client.escapeIdentifier(schema)}._ponder_checkpoint`
  if (!(await exists(client, table))) return
  const { rows } = await client.query<{ finalizedCheckpoint: string }>(
    `select finalized_checkpoint as "finalizedCheckpoint" from ${table} where chain_id = $1`,
    [chain.id],
  )
  const [row] = rows
  if (!row) return
  const finalizedAt = BigInt(row.finalizedCheckpoint.slice(0, TIMESTAMP_DIGITS))
  await waitFor(DATABASE_WAIT_MS, async () => {
    const head = await chain.client.getBlockNumber({ cacheTime: 0 })
    const blockNumber = head > FINALITY_BLOCKS ? head - FINALITY_BLOCKS : 0n
    return (await chain.client.getBlock({ blockNumber })).timestamp >= finalizedAt
  }).catch(() => log.warn({ chain: chain.name, schema }, 'the node is behind what was indexed as final'))
}

async function exists(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ name: string | null }>('select to_regclass($1) as name', [table])
  return rows[0]?.name != null
}
