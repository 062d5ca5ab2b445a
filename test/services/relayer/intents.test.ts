import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { zeroAddress } from 'viem'
import { redemptionAbi } from '../../../sdk/src/abi/redemption.gen.ts'
import { merchantIntent, newAccount } from './support/intent.ts'
import { createWorld, type World } from './support/world.ts'

describe('intents', () => {
  let world: World
  before(async () => {
    world = await createWorld()
    await world.relayer.start()
  })
  after(() => world.end())

  const signed = (parameters: Partial<Parameters<typeof merchantIntent>[0]> = {}) =>
    merchantIntent({ redemption: world.market.redemption, ...parameters })

  it('are carried and end executed, with transaction, block and gas', async () => {
    const account = newAccount()
    const merchant = newAccount().address
    const intent = await signed({ account, merchant })

    const answer = await world.post('/intents', intent)
    await world.intentIs(intent, 'submitted')
    await world.market.mine()
    const status = await world.intentIs(intent, 'executed')

    assert.equal(answer.status, 202)
    assert.deepEqual(answer.body, { orderNumber: intent.orderNumber, state: 'queued' })
    assert.match(String(status.transaction), /^0x[0-9a-f]{64}$/)
    assert.equal(status.confirmation, 'mined')
    assert.ok(Number(status.gasUsed) > 21_000)
    const args = [account.address, merchant] as const
    const call = { address: world.market.redemption, abi: redemptionAbi, functionName: 'isMerchant', args } as const
    assert.equal(await world.market.client.readContract(call), true)
  })

  it('handed in twice are one', async () => {
    const intent = await signed()

    const answers = await Promise.all([world.post('/intents', intent), world.post('/intents', intent)])
    await world.intentIs(intent, 'submitted')
    await world.market.mine()
    const status = await world.intentIs(intent, 'executed')
    const again = await world.post('/intents', intent)

    assert.deepEqual(answers.map(({ status }) => status), [202, 202])
    assert.equal(again.body.transaction, status.transaction)
    assert.equal(again.status, 200)
  })
})
