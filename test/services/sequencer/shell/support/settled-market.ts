import { fileURLToPath } from 'node:url'
import { localKey } from '../../../../../local/keys.ts'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres } from '../../../../../local/postgres.ts'
import { answersOk } from '../../../../../local/until.ts'
import { Child } from '../../../relayer/support/child.ts'
import { freePort, temporaryDir } from '../../../relayer/support/places.ts'
import { createMarket, type Result, type ShellWorld, TOKEN } from './shell-world.ts'
import type { Trader } from './trader.ts'

/** A market whose batches go through the real relayer and its database. */
export interface SettledMarket {
  world: ShellWorld
  issuer: Trader
  listing: Result
  relayer: Child
  end(): Promise<void>
}

export async function createSettledMarket(): Promise<SettledMarket> {
  const [port, databasePort] = [await freePort(), await freePort()]
  const { dir, remove } = temporaryDir()
  const url = `http://127.0.0.1:${port}`
  const { world, issuer, listing } = await createMarket({ RELAYER_URL: url })
  const postgres = new Child(postgresSpec(await preparePostgres(dir), databasePort))
  await postgres.start()
  const databaseUrl = localDatabaseUrl(databasePort)
  await ensureDatabase(databaseUrl)
  const relayer = relayerOf(world, { url, port, databaseUrl })
  await relayer.start()
  const end = async () => {
    await relayer.kill('SIGTERM')
    await world.end()
    await postgres.kill('SIGINT')
    remove()
  }
  return { world, issuer, listing, relayer, end }
}

function relayerOf(world: ShellWorld, place: { url: string; port: number; databaseUrl: string }): Child {
  return new Child({
    name: 'relayer',
    command: process.execPath,
    args: [fileURLToPath(new URL('../../../../../relayer/main.ts', import.meta.url))],
    env: {
      PATH: process.env.PATH,
      INTERNAL_TOKEN: TOKEN,
      LOG_LEVEL: 'info',
      OPERATOR_KEY: localKey('operator'),
      RELAYER_KEYS: localKey('relayer0'),
      RELAYER_PORT: String(place.port),
      DATABASE_URL: place.databaseUrl,
      GENEX_RPC_URL: world.chain.url,
      DEPLOYMENT_GENEX: world.core.deployment,
    },
    stopSignal: 'SIGTERM',
    isReady: () => answersOk(`${place.url}/readyz`),
  })
}
