import { rmSync } from 'node:fs'
import { BaseError } from '../kit/errors.ts'
import { localOptions } from './config.ts'
import { removeDeployment } from './deployment.ts'
import { runningSupervisor } from './lock-file.ts'
import { withClient } from './postgres.ts'
import { openHomePath } from './postgres-user.ts'

/** `npm run reset`: removes all state of the local system, and nothing else. */
const { dataDir, deployments, databaseUrl } = localOptions(process.env)
const running = runningSupervisor(dataDir)
if (running) {
  const details = `Stop it first: kill -INT ${running.pid}`
  throw new BaseError('Genex is running on this data directory.', { code: 'LOCAL_RUNNING', details })
}
for (const path of [dataDir, openHomePath(dataDir)]) rmSync(path, { recursive: true, force: true })
for (const deployment of Object.values(deployments)) removeDeployment(deployment)
if (databaseUrl) await dropOurSchemas(databaseUrl)
process.stdout.write(`Removed ${dataDir} and its deployments.\n`)

async function dropOurSchemas(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const ours =
      "nspname in ('app', 'address_map', 'relayer', 'watch', 'live', 'drizzle', 'ponder_sync', 'ponder_launch') or nspname ~ '^genex_[0-9a-f]{8}$'"
    const { rows } = await client.query<{ nspname: string }>(`select nspname from pg_namespace where ${ours}`)
    for (const { nspname } of rows) await client.query(`drop schema ${client.escapeIdentifier(nspname)} cascade`)
  })
}
