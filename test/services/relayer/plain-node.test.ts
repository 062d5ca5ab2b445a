import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { zeroAddress } from 'viem'
import { merchantIntent } from './support/intent.ts'
import { createWorld, type World } from './support/world.ts'

/** Hardhat's node has no `eth_simulateV1`: each item is then simulated alone. */
describe('intents on a node that cannot simulate a batch', () => {
  let world: World
  before(async () => {
    world = await createWorld({}, 'hardhat')
    await world.relayer.start()
  })
  after(() => world.end())

  const signed = (parameters: Partial<Parameters<typeof merchantIntent>[0]> = {}) =>
    merchantIntent({ redemption: world.market.redemption, ...parameters })

  it('that would revert are refused and cost nothing', async () => {
    const doomed = await signed({ merchant: zeroAddress })
    await world.post('/intents', doomed)

    assert.equal((await world.intentIs(doomed, 'refused')).code, 'REDEMPTION_ZERO_MERCHANT')
    assert.deepEqual(world.proxy.sent, [])
  })

  it('fail alone in their batch', async () => {
    const good = await signed()
    // Enough for the check alone, too little to store anything.
    const starved = await signed({ gasLimit: 5_000 })
    // Nothing leaves before both wait.
    world.proxy.mode = 'down'
    for (const intent of [good, starved]) await world.post('/intents', intent)
    world.proxy.mode = 'forward'

    const executed = await world.intentIs(good, 'executed', { mining: true })
    const failed = await world.intentIs(starved, 'failed', { mining: true })

    assert.equal(failed.transaction, executed.transaction)
    assert.equal(failed.code, 'REVERTED_WITHOUT_REASON')
  })
})
