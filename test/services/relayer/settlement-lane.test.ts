import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { encodeFunctionData, parseAbi, toHex } from 'viem'
import { createWorld, type World } from './support/world.ts'

const abi = parseAbi(['function settle(bytes batch)', 'function settled() view returns (uint256)'])

describe('the settlement lane', () => {
  let world: World
  before(async () => {
    world = await createWorld()
    await world.relayer.start()
  })
  after(() => world.end())

  const batch = (idempotencyKey: string, content: string) => ({
    lane: 'settlement',
    to: world.market.recorder,
    data: encodeFunctionData({ abi, functionName: 'settle', args: [toHex(content)] }),
    gas: '200000',
    idempotencyKey,
  })
  const settled = () =>
    world.market.client.readContract({ address: world.market.recorder, abi, functionName: 'settled' })

  it('sends one transaction after another', async () => {
    const before = world.proxy.sent.length
    for (const key of ['batch:1', 'batch:2', 'batch:3']) await world.post('/transactions', batch(key, key))

    const first = await world.transactionIs('batch:1', 'submitted')
    const waiting = await world.get('/transactions/batch:2')
    assert.equal(waiting.body.state, 'queued')
    assert.equal(new Set(world.proxy.sent.slice(before)).size, 1)

    await world.market.mine()
    await world.transactionIs('batch:2', 'submitted')
    assert.equal((await world.get('/transactions/batch:1')).body.hash, first.hash)
    await world.transactionIs('batch:3', 'executed', { mining: true })
    assert.equal(await settled(), 3n)
  })

  it('sends a key’s payload once and refuses another payload under it', async () => {
    const before = await settled()
    await Promise.all(Array.from({ length: 4 }, () => world.post('/transactions', batch('batch:4', 'four'))))
    const other = await world.post('/transactions', batch('batch:4', 'other'))
    await world.transactionIs('batch:4', 'executed', { mining: true })
    await world.market.mine()

    assert.deepEqual([other.status, other.body.code], [409, 'IDEMPOTENCY_CONFLICT'])
    assert.equal(await settled(), before + 1n)
  })

  it('reports a revert as failed and then takes another payload under the key', async () => {
    await world.post('/transactions', batch('batch:5', ''))
    const failed = await world.transactionIs('batch:5', 'failed', { mining: true })
    const again = await world.post('/transactions', batch('batch:5', 'five'))
    const executed = await world.transactionIs('batch:5', 'executed', { mining: true })

    assert.equal(failed.code, 'TRANSACTION_REVERTED')
    assert.equal(again.status, 202)
    assert.notEqual(executed.hash, failed.hash)
  })
})
