import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import type pg from 'pg'
import { CHAINS } from '../../../../local/anvil.ts'
import * as index from '../../../../ponder/ponder.schema.ts'

const { chainId } = CHAINS.genex
type Values = Record<string, unknown>

/**
 * The index's published views as tables, made from its own schema, so that a renamed column is noticed. The test writes rows and the
 * checkpoint in one transaction, as the indexer does.
 */
export class IndexTables {
  readonly #pool: pg.Pool
  #logs = 0

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  async create(): Promise<this> {
    await this.#pool.query('create schema live')
    // Some are views.
    for (const each of Object.values(index)) if (is(each, PgTable)) await this.#pool.query(createTable(each))
    await this.#pool.query('create table live._ponder_checkpoint (chain_id int primary key, latest_checkpoint text)')
    return this
  }

  /** Rows that stand for logs of one block, by table; the block is the index's last one from then on. */
  async addBlock(block: number, rows: readonly [table: string, values: Values][]): Promise<string[]> {
    const client = await this.#pool.connect()
    try {
      await client.query('begin')
      const ids: string[] = []
      for (const [table, values] of rows) ids.push(await this.#addRow(client, { table, block, values }))
      const atSec = timeOf(block)
      const checkpoint = [atSec, pad(chainId), pad(block), pad(0), '5', pad(0)].join('')
      await client.query(
        `insert into live._ponder_checkpoint values ($1, $2)
         on conflict (chain_id) do update set latest_checkpoint = excluded.latest_checkpoint`,
        [chainId, checkpoint],
      )
      await client.query('commit')
      return ids
    } finally {
      client.release()
    }
  }

  /** A row that stands for no log. */
  async put(table: string, values: Values): Promise<void> {
    await insert(this.#pool, table, { chain_id: chainId, ...values })
  }

  async #addRow(client: pg.PoolClient, { table, block, values }: { table: string; block: number; values: Values }) {
    const logIndex = this.#logs++
    const transactionHash = `0x${block.toString(16).padStart(64, '0')}`
    const id = `${chainId}:${transactionHash}:${logIndex}`
    const log = { id, block_number: block, transaction_hash: transactionHash, log_index: logIndex }
    await insert(client, table, { ...log, chain_id: chainId, recorded_at: timeOf(block), ...values })
    return id
  }
}

/** Blocks of a second that ended a moment ago: notices that are older than a day are not sent. */
const START_SEC = Math.floor(Date.now() / 1000) - 3_600
export const timeOf = (block: number) => START_SEC + block

const pad = (value: number) => String(value).padStart(16, '0')

function createTable(table: PgTable): string {
  const { name, columns } = getTableConfig(table)
  const text = columns.map((column) => `"${column.name}" ${column.getSQLType()}`)
  return `create table live."${name}" (${text.join(', ')})`
}

async function insert(client: pg.Pool | pg.PoolClient, table: string, values: Values): Promise<void> {
  const names = Object.keys(values)
  const columns = names.map((name) => `"${name}"`).join(', ')
  const places = names.map((_, i) => `$${i + 1}`).join(', ')
  await client.query(`insert into live."${table}" (${columns}) values (${places})`, Object.values(values))
}
