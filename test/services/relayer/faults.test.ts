import assert from 'node:assert/strict'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { keccak256 } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { localKey } from '../../../local/keys.ts'
import { withClient } from '../../../local/postgres.ts'
import { rpc } from '../../../local/rpc.ts'
import { until } from '../../../local/until.ts'
import { merchantIntent } from './support/intent.ts'
import { sendAs } from './support/market.ts'
import { createWorld, type World } from './support/world.ts'

describe('the relayer survives', () => {
  let world: World
  before(async () => {
    world = await createWorld()
    await world.relayer.start()
  })
  after(() => world.end())
  afterEach(() => {
    world.proxy.mode = 'forward'
  })

  const signed = () => merchantIntent({ redemption: world.market.redemption })
  const nonce = () => world.market.client.getTransactionCount({ address: privateKeyToAddress(localKey('relayer0')) })
  const lastSent = () => keccak256(world.proxy.sent.at(-1) as `0x${string}`)

  it('a kill between storing and sending', async () => {
    const intent = await signed()
    world.proxy.mode = 'hold'
    const before = world.proxy.sent.length
    await world.post('/intents', intent)
    await until('a transaction being sent', () => world.proxy.sent.length > before)
    const stored = lastSent()
    await world.relayer.kill()
    world.proxy.mode = 'forward'

    await world.relayer.start()
    const status = await world.intentIs(intent, 'executed', { mining: true })

    assert.equal(status.transaction, stored)
  })

  it('a kill after sending, before the answer', async () => {
    const intent = await signed()
    world.proxy.mode = 'mute'
    const before = world.proxy.sent.length
    await world.post('/intents', intent)
    await until('a transaction being sent', () => world.proxy.sent.length > before)
    const sent = lastSent()
    await until('the node having it', () => world.isInPool(world.proxy.sent.at(-1) as `0x${string}`))
    await world.relayer.kill()
    world.proxy.mode = 'forward'
    await world.market.mine()

    await world.relayer.start()
    const status = await world.intentIs(intent, 'executed')

    assert.equal(status.transaction, sent)
  })

  it('a node that is down and comes back', async () => {
    const intent = await signed()
    world.proxy.mode = 'down'
    await world.logSays('look at the chain failed')
    const answer = await world.post('/intents', intent)
    world.proxy.mode = 'forward'

    assert.equal(answer.status, 202)
    await world.intentIs(intent, 'executed', { mining: true })
  })

  it('a database that is killed and comes back', async () => {
    const sent = await signed()
    const later = await signed()
    await world.post('/intents', sent)
    await world.intentIs(sent, 'submitted')
    await world.postgres.kill()
    await world.market.mine()
    const refused = await world.post('/intents', later)

    await until('the database being back', () => restart(world))
    await world.intentIs(sent, 'executed')
    await world.post('/intents', later)
    await world.intentIs(later, 'executed', { mining: true })

    assert.ok(refused.status >= 500)
  })

  it('a chain that restarts a few blocks short', async () => {
    const intent = await signed()
    const state = join(world.dir, 'genex-chain.json')
    await world.market.mine()
    const { number } = await world.market.client.getBlock()
    await until('the state being written', () => blockIn(state) >= number)
    copyFileSync(state, `${state}.old`)
    await world.post('/intents', intent)
    const { transaction } = await world.intentIs(intent, 'executed', { mining: true })
    await world.chain.kill()
    copyFileSync(`${state}.old`, state)

    await world.chain.start()
    await world.intentIs(intent, 'submitted')
    const status = await world.intentIs(intent, 'executed', { mining: true })

    assert.equal(status.transaction, transaction)
  })

  it('a gap in its nonces', async () => {
    // A database restored from a backup: the lane is ahead of what it knows it sent.
    const gap = 'update relayer.lane set next_nonce = next_nonce + 2 returning next_nonce'
    await withClient(world.databaseUrl, (client) => client.query(gap))
    const intent = await signed()
    const before = await nonce()

    await world.post('/intents', intent)
    await world.intentIs(intent, 'executed', { mining: true })

    assert.equal(await nonce(), before + 3)
    await world.logSays('filling a dead slot')
  })

  it('somebody else using its key', async () => {
    const intent = await signed()
    world.proxy.mode = 'hold'
    const before = world.proxy.sent.length
    await world.post('/intents', intent)
    await until('a transaction being sent', () => world.proxy.sent.length > before)
    const displaced = lastSent()
    await sendAs(world.market.client, localKey('relayer0'), { to: world.market.recorder })
    await world.market.mine()
    world.proxy.mode = 'forward'

    await world.logSays('nonce used by a transaction that is not the payload')
    assert.equal((await world.get(`/intents/${intent.orderNumber}`)).body.state, 'submitted')
    await rpc(world.chainUrl, 'anvil_mine', ['0x1f'])
    const status = await world.intentIs(intent, 'executed', { mining: true })

    assert.notEqual(status.transaction, displaced)
  })
})

/** A killed server's last backends may hold its memory for a moment. */
async function restart(world: World): Promise<boolean> {
  await world.postgres.start()
  return true
}

function blockIn(state: string): bigint {
  const { best_block_number: best } = JSON.parse(readFileSync(state, 'utf8')) as { best_block_number?: string | number }
  return BigInt(best ?? 0)
}
