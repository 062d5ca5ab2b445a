import { localDatabaseUrl, postgresSpec, preparePostgres, withClient } from '../../../../local/postgres.ts'
import { until } from '../../../../local/until.ts'
import { freePort, startProcess, type TestProcess } from './processes.ts'

export interface TestDatabase {
  url: string
  process: TestProcess
}

/** An embedded PostgreSQL of its own under `dataDir`. */
export async function startDatabase(dataDir: string): Promise<TestDatabase> {
  const port = await freePort()
  const { command, args, isReady, ...options } = postgresSpec(await preparePostgres(dataDir), port)
  const process_ = startProcess(command, args, options)
  await until('PostgreSQL answering', isReady)
  await withClient(localDatabaseUrl(port, 'postgres'), (client) => client.query('create database genex'))
  return { url: localDatabaseUrl(port), process: process_ }
}
