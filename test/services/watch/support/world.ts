import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres } from '../../../../local/postgres.ts'
import { answersOk } from '../../../../local/until.ts'
import type { ObligationReport } from '../../../../relayer/watch/obligations/report.ts'
import type { Proposal } from '../../../../relayer/watch/store/suspensions.ts'
import type { Alert } from '../../../../relayer/watch/surveillance/alert.ts'
import { Child } from '../../relayer/support/child.ts'
import { freePort, temporaryDir } from '../../relayer/support/places.ts'

const TOKEN = 'watch-token-of-the-test'
const MAIN = fileURLToPath(new URL('../../../../relayer/watch/main.ts', import.meta.url))

/** Every field that some route answers with; a test reads those of its own route. */
interface Body extends Alert {
  alerts: [Stored, ...Stored[]]
  reports: [ObligationReport & { hash: string }]
  proposals: Proposal[]
  afterDays: number
  terms: unknown[]
  version: number
  minUptimeBps: number
  code: string
  errors: [{ field: string }]
}

type Stored = Alert & { seq: number }

export interface Answer {
  status: number
  body: Body
}

/** The watch as a process, its PostgreSQL, and the directory in which it looks for the journal. */
export async function createWatchWorld(partitions = 1, environment: Record<string, string> = {}) {
  const { dir, remove } = temporaryDir()
  const [port, databasePort] = [await freePort(), await freePort()]
  const databaseUrl = localDatabaseUrl(databasePort)
  const postgres = new Child(postgresSpec(await preparePostgres(dir), databasePort))
  await postgres.start()
  await ensureDatabase(databaseUrl)
  const pool = new pg.Pool({ connectionString: databaseUrl })
  // The server's last word to a connection that was just closed is nobody's error.
  pool.on('error', () => undefined)
  const url = `http://127.0.0.1:${port}`
  const own = { DATA_DIR: dir, DATABASE_URL: databaseUrl, WATCH_PORT: `${port}`, PARTITIONS: `${partitions}` }
  const process = watchProcess(url, { ...own, ...environment })
  const call = async (path: string, init: RequestInit = {}, token = TOKEN): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const response = await fetch(`${url}/internal/v1${path}`, { ...init, headers })
    return { status: response.status, body: (await response.json()) as Body }
  }
  return {
    journalDir: join(dir, 'sequencer'),
    dir,
    url,
    pool,
    process,
    get: (path: string, token?: string) => call(path, {}, token),
    post: (path: string, body: unknown) => call(path, { method: 'POST', body: JSON.stringify(body) }),
    end: async () => {
      await process.kill()
      await pool.end()
      await postgres.kill('SIGINT')
      remove()
    },
  }
}

function watchProcess(url: string, environment: Record<string, string>): Child {
  return new Child({
    name: 'watch',
    command: process.execPath,
    args: [MAIN],
    env: { PATH: process.env.PATH, INTERNAL_TOKEN: TOKEN, LOG_LEVEL: 'warn', ...environment },
    stopSignal: 'SIGTERM',
    isReady: () => answersOk(`${url}/readyz`),
  })
}
