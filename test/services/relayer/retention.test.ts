import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { openStore } from '../../../relayer/store/database.ts'
import { pruneBytes } from '../../../relayer/store/retention.ts'
import { merchantIntent } from './support/intent.ts'
import { createWorld, type World } from './support/world.ts'

describe('the bytes of old transactions', () => {
  let world: World
  let pool: pg.Pool
  before(async () => {
    world = await createWorld()
    await world.relayer.start()
    pool = new pg.Pool({ connectionString: world.databaseUrl })
    pool.on('error', () => undefined)
  })
  after(async () => {
    await pool.end()
    await world.end()
  })

  it('are dropped a week after they are final, and the status stays', async () => {
    const store = await openStore(pool)
    const intent = await merchantIntent({ redemption: world.market.redemption })
    await world.post('/intents', intent)
    await world.intentIs(intent, 'executed', { mining: true })
    await world.market.mine(30)
    await world.confirmationIs(intent, 'final')
    assert.equal(await pruneBytes(store), 0)

    await pool.query("update relayer.transaction set created_at = now() - interval '8 days'")

    assert.equal(await pruneBytes(store), 1)
    assert.equal((await pool.query('select 1 from relayer.attempt')).rowCount, 0)
    assert.equal((await world.get(`/intents/${intent.orderNumber}`)).body.state, 'executed')
  })
})
