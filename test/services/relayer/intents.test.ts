import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { zeroAddress } from 'viem'
import { rpc } from '../../../local/rpc.ts'
import { redemptionAbi } from '../../../sdk/src/abi/redemption.gen.ts'
import { merchantIntent, newAccount } from './support/intent.ts'
import { createWorld, type World } from './support/world.ts'

const SPONSORED = 4

describe('intents', () => {
  let world: World
  before(async () => {
    world = await createWorld({ SPONSORED_INTENTS_PER_DAY: String(SPONSORED) })
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
    assert.deepEqual(answer.body, { orderNumber: intent.orderNumber, account: account.address, state: 'queued' })
    assert.match(String(status.transaction), /^0x[0-9a-f]{64}$/)
    assert.equal(status.confirmation, 'mined')
    assert.ok(Number(status.gasUsed) > 21_000)
    const args = [account.address, merchant] as const
    const call = { address: world.market.redemption, abi: redemptionAbi, functionName: 'isMerchant', args } as const
    assert.equal(await world.market.client.readContract(call), true)
  })

  it('get deeper with every block', async () => {
    const intent = await signed()
    await world.post('/intents', intent)
    await world.intentIs(intent, 'submitted')
    await world.market.mine()
    await world.intentIs(intent, 'executed')

    await world.market.mine(2)
    await world.confirmationIs(intent, 'safe')
    await world.market.mine(28)
    await world.confirmationIs(intent, 'final')
  })

  it('handed in twice are one', async () => {
    const intent = await signed()

    const answers = await Promise.all([world.post('/intents', intent), world.post('/intents', intent)])
    await world.intentIs(intent, 'submitted')
    await world.market.mine()
    const status = await world.intentIs(intent, 'executed')
    const again = await world.post('/intents', intent)

    assert.deepEqual(
      answers.map((answer) => answer.status),
      [202, 202],
    )
    assert.equal(again.body.transaction, status.transaction)
    assert.equal(again.status, 200)
  })

  it('that would revert are refused with the contract’s reason and cost nothing', async () => {
    const account = newAccount()
    const sentBefore = world.proxy.sent.length
    const doomed = await signed({ account, merchant: zeroAddress })

    await world.post('/intents', doomed)
    const status = await world.intentIs(doomed, 'refused')

    assert.equal(status.code, 'REDEMPTION_ZERO_MERCHANT')
    assert.equal(world.proxy.sent.length, sentBefore)
    for (let i = 0; i < SPONSORED; i++) {
      const next = await world.post('/intents', await signed({ account, nonce: BigInt(i) }))
      assert.equal(next.status, 202)
    }
  })

  it('of a bad signature are refused', async () => {
    const intent = await signed()
    const auth = intent.args[2] as { signature: string }
    const forged = { ...intent, args: [intent.args[0], true, { ...auth, signature: `0x${'11'.repeat(65)}` }] }

    await world.post('/intents', forged)

    assert.equal((await world.intentIs(intent, 'refused')).code, 'INTENTS_BAD_SIGNATURE')
  })

  it('refused without a transaction may be handed in again', async () => {
    const intent = await signed()
    const auth = intent.args[2] as { signature: string }
    await world.post('/intents', { ...intent, args: [intent.args[0], true, { ...auth, signature: '0x' }] })
    await world.intentIs(intent, 'refused')

    const again = await world.post('/intents', intent)

    assert.equal(again.body.state, 'queued')
    await world.intentIs(intent, 'submitted')
    await world.market.mine()
    await world.intentIs(intent, 'executed')
  })

  it('past their deadline by the chain’s clock are refused at once', async () => {
    const { timestamp } = await world.market.client.getBlock()

    // The relayer may not have seen the newest block yet.
    const answer = await world.post('/intents', await signed({ deadline: Number(timestamp) - 3_600 }))

    assert.equal(answer.body.state, 'refused')
    assert.equal(answer.body.code, 'INTENTS_EXPIRED')
  })

  it('share a batch with earlier ones of the same account, without those that would fail in it', async () => {
    const account = newAccount()
    const first = await signed({ account, nonce: 0n })
    // Enough for the check alone, too little to store anything.
    const starved = await signed({ account: newAccount(), gasLimit: 5_000 })
    const second = await signed({ account, nonce: 1n })
    // Nothing leaves before all of them wait.
    world.proxy.mode = 'down'
    for (const intent of [first, starved, second]) await world.post('/intents', intent)
    world.proxy.mode = 'forward'

    const refused = await world.intentIs(starved, 'refused')
    const { transaction } = await world.intentIs(first, 'executed', { mining: true })
    const status = await world.intentIs(second, 'executed', { mining: true })

    assert.equal(refused.code, 'REVERTED_WITHOUT_REASON')
    assert.equal(status.transaction, transaction)
  })

  it('wait for an earlier one of the same account', async () => {
    const account = newAccount()
    const first = await signed({ account, nonce: 0n })
    const second = await signed({ account, nonce: 1n })

    await world.post('/intents', first)
    await world.intentIs(first, 'submitted')
    await world.post('/intents', second)
    assert.equal((await world.get(`/intents/${second.orderNumber}`)).body.state, 'queued')
    await world.intentIs(second, 'executed', { mining: true })

    assert.equal((await world.get(`/intents/${first.orderNumber}`)).body.state, 'executed')
  })

  it('carried by somebody else meanwhile are refused by the batch', async () => {
    const intent = await signed()
    world.proxy.mode = 'hold'
    await world.post('/intents', intent)
    await world.intentIs(intent, 'submitted')
    await world.carryAsBystander(intent)
    await world.market.mine()
    world.proxy.mode = 'forward'

    const status = await world.intentIs(intent, 'refused', { mining: true })

    assert.equal(status.code, 'INVALID_ACCOUNT_NONCE')
  })

  it('beyond the day’s sponsorship are refused, with what is accepted and when', async () => {
    const account = newAccount()
    for (let i = 0; i < SPONSORED; i++) await world.post('/intents', await signed({ account, nonce: BigInt(i) }))

    const answer = await world.post('/intents', await signed({ account, nonce: 4n }))

    assert.equal(answer.status, 429)
    assert.equal(answer.type, 'application/problem+json')
    assert.equal(answer.body.code, 'SPONSORSHIP_EXHAUSTED')
    assert.match(String(answer.body.detail), /4 intents .* a day are paid for; again from .*T00:00:00.000Z/)
  })

  it('are on their way again after a reorg, and land again', async () => {
    const intent = await signed()
    await world.post('/intents', intent)
    await world.intentIs(intent, 'submitted')
    await world.market.mine()
    await world.intentIs(intent, 'executed')

    await rpc(world.chainUrl, 'anvil_reorg', [1, []])
    await world.intentIs(intent, 'submitted')
    await world.intentIs(intent, 'executed', { mining: true })
  })
})
