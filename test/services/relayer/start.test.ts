import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { withClient } from '../../../local/postgres.ts'
import { createWorld, type World } from './support/world.ts'

describe('the start of the relayer', () => {
  let world: World
  before(async () => {
    world = await createWorld({ GENEX_CHAIN_ID: '1' })
  })
  after(() => world.end())

  it('is refused on a chain with another id', async () => {
    await world.relayer.launch()

    assert.equal(await world.relayer.exitCode(), 1)
    assert.match(world.relayer.lines.join('\n'), /WRONG_CHAIN.*The node serves chain 719719, the configuration says 1/)
  })

  it('is refused on another chain of the same id', async () => {
    const other = `insert into relayer.chain values (719719, '0x${'11'.repeat(32)}')`
    await withClient(world.databaseUrl, (client) => client.query(other))
    const relayer = world.relayerWith({ GENEX_CHAIN_ID: '719719' })
    await relayer.launch()

    assert.equal(await relayer.exitCode(), 1)
    assert.match(relayer.lines.join('\n'), /WRONG_CHAIN.*another first block/)
  })

  it('names every variable that is missing', async () => {
    const relayer = world.relayerWith({ OPERATOR_KEY: '', RELAYER_KEYS: '0x12' })
    await relayer.launch()

    assert.equal(await relayer.exitCode(), 1)
    assert.match(relayer.lines.join('\n'), /OPERATOR_KEY: is not set.*RELAYER_KEYS/s)
  })
})
