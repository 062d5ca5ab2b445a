import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { migrateAddressMap } from '../../../../api/store/address-map/records.ts'
import { migrateApp } from '../../../../api/store/database.ts'
import { createPool } from '../../../../kit/database.ts'
import { createLogger } from '../../../../kit/log.ts'
import { anvilSpec, CHAINS } from '../../../../local/anvil.ts'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres } from '../../../../local/postgres.ts'
import { rpc } from '../../../../local/rpc.ts'
import { answersOk } from '../../../../local/until.ts'
import { openStore } from '../../../../relayer/store/database.ts'
import { migrateWatch } from '../../../../relayer/watch/store/store.ts'
import { Child } from '../../relayer/support/child.ts'
import { freePort, temporaryDir } from '../../relayer/support/places.ts'
import { IndexTables } from './index-double.ts'

const MAIN = fileURLToPath(new URL('../../../../notifier/main.ts', import.meta.url))
export const FIELD_KEYS = `test:${'1'.repeat(64)}`

/** A real database and a real chain, the tables of all services, and notifiers as processes. */
export interface NotifierWorld {
  pool: pg.Pool
  databaseUrl: string
  rpcUrl: string
  index: IndexTables
  /** A notifier as `main.ts` runs it; started by the test. */
  notifier: (environment?: Record<string, string>) => Promise<Child>
}

/** @param prepare Starts what a file needs beside it, and says how each is closed. */
export function useNotifierWorld(
  prepare: (world: NotifierWorld, onClose: (close: () => unknown) => void) => Promise<void> = async () => undefined,
): () => NotifierWorld {
  let world: NotifierWorld | undefined
  const closers: (() => unknown)[] = []
  before(async () => {
    world = await openWorld(closers)
    await prepare(world, (close) => closers.push(close))
  })
  after(async () => {
    // One that fails must not leave the others open.
    for (const close of closers.toReversed()) await Promise.resolve(close()).catch(() => undefined)
  })
  return () => {
    if (!world) throw new Error('the world opens before the first test')
    return world
  }
}

async function openWorld(closers: (() => unknown)[]): Promise<NotifierWorld> {
  const { dir, remove } = temporaryDir()
  closers.push(remove)
  const [chainPort, databasePort] = [await freePort(), await freePort()]
  const postgres = new Child(postgresSpec(await preparePostgres(dir), databasePort))
  const anvil = new Child(anvilSpec({ name: 'genex', port: chainPort, ...CHAINS.genex }, dir))
  closers.push(
    () => postgres.kill('SIGINT'),
    () => anvil.kill('SIGINT'),
  )
  await Promise.all([postgres.start(), anvil.start()])
  const databaseUrl = localDatabaseUrl(databasePort)
  await ensureDatabase(databaseUrl)
  const pool = createPool({ log: createLogger('test', 'silent') }, { url: databaseUrl, name: 'test' })
  closers.push(() => pool.end())
  await migrateApp(pool)
  await Promise.all([migrateAddressMap(pool), openStore(pool), migrateWatch(pool)])
  const index = await new IndexTables(pool).create()
  const rpcUrl = `http://127.0.0.1:${chainPort}`
  // Every block that a test names is safe.
  await rpc(rpcUrl, 'anvil_mine', ['0x400'])
  const notifier = async (environment: Record<string, string> = {}) => {
    const port = await freePort()
    const child = new Child({
      name: 'notifier',
      command: process.execPath,
      args: [MAIN],
      env: {
        PATH: process.env.PATH,
        INTERNAL_TOKEN: 'a-token-for-the-tests-only',
        DATABASE_URL: databaseUrl,
        GENEX_RPC_URL: rpcUrl,
        FIELD_KEYS,
        NOTIFIER_PORT: String(port),
        ...environment,
      },
      stopSignal: 'SIGTERM',
      isReady: () => answersOk(`http://127.0.0.1:${port}/readyz`),
    })
    closers.push(() => child.kill('SIGKILL'))
    return child
  }
  return { pool, databaseUrl, rpcUrl, index, notifier }
}
