import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { localKey } from '../../../../local/keys.ts'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres } from '../../../../local/postgres.ts'
import { answersOk } from '../../../../local/until.ts'
import { Child } from '../../relayer/support/child.ts'
import { freePort, temporaryDir } from '../../relayer/support/places.ts'
import { createMarket, type ShellWorld, TOKEN } from './support/shell-world.ts'

describe('with the real relayer', () => {
  let world: ShellWorld
  let postgres: Child
  let relayer: Child
  let remove: () => void
  before(async () => {
    const [port, databasePort] = [await freePort(), await freePort()]
    const places = temporaryDir()
    remove = places.remove
    const url = `http://127.0.0.1:${port}`
    ;({ world } = await createMarket({ RELAYER_URL: url }))
    postgres = new Child(postgresSpec(await preparePostgres(places.dir), databasePort))
    await postgres.start()
    const databaseUrl = localDatabaseUrl(databasePort)
    await ensureDatabase(databaseUrl)
    relayer = relayerOf(world, { url, port, databaseUrl })
    await relayer.start()
  })
  after(async () => {
    await relayer.kill('SIGTERM')
    await world.end()
    await postgres.kill('SIGINT')
    remove()
  })

  it('a trade settles', async () => {
    const buyer = await world.trader()
    const placed = await world.accept(buyer.buy({ quantity: 2 }))
    const order = await world.orderIs(placed.orderNumber, 'SAFE')
    assert.equal(order.safeUnits, 2)
  })

  it('a trade settles although both are killed between the match and the batch', async () => {
    const buyer = await world.trader()
    await relayer.kill('SIGKILL')
    const placed = await world.accept(buyer.buy())
    await world.sequencer.kill('SIGKILL')
    await Promise.all([relayer.start(), world.sequencer.start()])
    await world.orderIs(placed.orderNumber, 'SAFE')
  })
})

function relayerOf(world: ShellWorld, place: { url: string; port: number; databaseUrl: string }): Child {
  return new Child({
    name: 'relayer',
    command: process.execPath,
    args: [fileURLToPath(new URL('../../../../relayer/main.ts', import.meta.url))],
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
