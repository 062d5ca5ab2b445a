import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Address } from 'viem'
import { withClient } from '../../../../local/postgres.ts'
import { openHomePath } from '../../../../local/postgres-user.ts'
import { answersOk, until } from '../../../../local/until.ts'
import { startChain, type TestChain } from './chains.ts'
import { startDatabase, type TestDatabase } from './database.ts'
import { freePort, startProcess, type TestProcess } from './processes.ts'

const ENTRY = fileURLToPath(new URL('../../../../ponder/main.ts', import.meta.url))

export type Deployment = Record<string, Address>

/** Two chains and a database; contracts and indexers are the test's. */
export interface World {
  genex: TestChain
  base: TestChain
  database: TestDatabase
  /** The environment of an indexer on this world, after `deployed`. */
  environment: NodeJS.ProcessEnv
  deployed: (addresses: { genex: Deployment; base: Deployment }) => void
  /** One empty block on each chain. */
  mine: () => Promise<void>
  query: <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>
  close: () => Promise<void>
}

export async function startWorld(): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'genex-index-'))
  const [genex, base, database] = await Promise.all([
    startChain(719_719),
    startChain(84_538_453, ['--network', 'optimism']),
    startDatabase(dir),
  ])
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    GENEX_RPC_URL: genex.url,
    GENEX_WS_URL: genex.url.replace('http', 'ws'),
    BASE_RPC_URL: base.url,
    BASE_WS_URL: base.url.replace('http', 'ws'),
    DEPLOYMENTS_DIR: dir,
    DEPLOYMENT_GENEX: 'genex',
    DEPLOYMENT_BASE: 'base',
  }
  return {
    genex,
    base,
    database,
    environment,
    deployed: (addresses) => {
      for (const name of ['genex', 'base'] as const) {
        const named = Object.entries(addresses[name]).map(([contract, address]) => [`Test#${contract}`, address])
        mkdirSync(join(dir, name), { recursive: true })
        writeFileSync(join(dir, name, 'deployed_addresses.json'), JSON.stringify(Object.fromEntries(named)))
      }
    },
    mine: async () => {
      for (const chain of [genex, base]) await chain.client.mine({ blocks: 1 })
    },
    query: async (text, values = []) =>
      withClient(database.url, async (client) => (await client.query(text, [...values])).rows),
    close: async () => {
      await Promise.all([genex.process.end('SIGKILL'), base.process.end('SIGKILL')])
      await database.process.end('SIGINT')
      for (const path of [dir, openHomePath(dir)]) rmSync(path, { recursive: true, force: true })
    },
  }
}

export interface Indexer {
  process: TestProcess
  url: string
  /** Resolves when both chains are indexed up to their present heads. */
  caughtUp: () => Promise<void>
}

/** Starts the indexer as its supervisor would and waits until it serves. */
export async function startIndexer(world: World, settings: Record<string, string> = {}): Promise<Indexer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { ...world.environment, PONDER_PORT: `${port}`, LOG_LEVEL: 'info', ...settings }
  const indexer = startProcess(process.execPath, [ENTRY], { env })
  const hasEnded = () => indexer.child.exitCode !== null
  await until('the indexer being ready', async () => hasEnded() || (await answersOk(`${url}/ready`)))
  if (hasEnded()) throw new Error(`the indexer ended:\n${indexer.output()}`)
  return { process: indexer, url, caughtUp: () => caughtUp(world, url) }
}

interface Status {
  [chain: string]: { block: { number: number } }
}

/** A chain's next block comes after so long. */
const BLOCK_MS = 1_000

/** Ponder stays 30 blocks behind after its start until it hears of a new block, so the chains go on meanwhile, as real ones do. */
async function caughtUp(world: World, url: string): Promise<void> {
  await world.mine()
  const heads = await Promise.all(
    [world.genex, world.base].map((chain) => chain.client.getBlockNumber({ cacheTime: 0 })),
  )
  let minedAt = performance.now()
  await until('the index reaching both heads', async () => {
    if (performance.now() - minedAt > BLOCK_MS) {
      await world.mine()
      minedAt = performance.now()
    }
    const status = (await (await fetch(`${url}/status`)).json()) as Status
    return [status.genex, status.base].every((chain, i) => BigInt(chain?.block.number ?? 0) >= (heads[i] ?? 0n))
  })
}
