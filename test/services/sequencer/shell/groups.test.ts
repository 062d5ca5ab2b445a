import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import type { Address, Hex } from 'viem'
import { hashSelfTradeGroup, statementDomain } from '../../../../sdk/src/typed-data/statements.ts'
import { createMarket } from './support/shell-world.ts'
import type { Trader } from './support/trader.ts'

describe('a group against self-trades', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  before(async () => {
    market = await createMarket()
  })
  after(() => market.world.end())

  const consent = (signer: Trader, accounts: Address[], version: number): Promise<Hex> =>
    signer.account.sign({
      hash: hashSelfTradeGroup(statementDomain(market.world.core.domain), { accounts, version }),
    })
  const join = async (version: number, members: Trader[], signers = members) => {
    const accounts = members.map(({ address }) => address)
    const signatures = await Promise.all(signers.map((signer) => consent(signer, accounts, version)))
    const body = accounts.map((account, i) => ({ account, signature: signatures[i] }))
    return await market.world.post('/groups', { members: body, version })
  }
  const groupOf = async ({ address }: Trader) => (await market.world.get(`/accounts/${address}/group`)).accounts

  it('keeps two accounts from trading with each other once both have signed', async () => {
    const { world } = market
    const [first, second] = [await world.trader(), await world.trader()]
    await world.orderIs((await world.accept(first.buy())).orderNumber, 'SAFE')
    assert.deepEqual(await join(Date.now(), [first, second]), {})
    assert.deepEqual(await groupOf(second), [second.address, first.address])
    await world.accept(first.sell({ price: 44_000_000n, lane: 1 }))
    assert.equal(await world.refuse(second.buy({ price: 44_000_000n })), 'ORDER_SELF_TRADE')
  })

  it('needs the consent of each account to exactly this list', async () => {
    const { world } = market
    const [first, second] = [await world.trader(), await world.trader()]
    const refused = await join(Date.now(), [first, second], [first, first])
    assert.equal(refused.code, 'GROUP_BAD_SIGNATURE')
    assert.match(String(refused.detail), new RegExp(second.address, 'i'))
    assert.deepEqual(await groupOf(first), [first.address])
  })

  it('takes no statement that is old, ahead of time, or was used', async () => {
    const { world } = market
    const [first, second] = [await world.trader(), await world.trader()]
    const now = Date.now()
    for (const version of [now - 400_000, now + 400_000]) {
      assert.equal((await join(version, [first, second])).code, 'GROUP_STATEMENT_OLD')
    }
    assert.deepEqual(await join(now, [first, second]), {})
    assert.deepEqual(await join(now + 1, [first]), {})
    assert.equal((await join(now, [first, second])).code, 'GROUP_STATEMENT_OLD')
    assert.deepEqual(await groupOf(second), [second.address])
  })

  it('takes no account twice', async () => {
    const first = await market.world.trader()
    assert.equal((await join(Date.now(), [first, first])).code, 'REQUEST_INVALID')
  })

  it('is still there after a kill', async () => {
    const { world } = market
    const [first, second] = [await world.trader(), await world.trader()]
    await join(Date.now(), [first, second])
    await world.sequencer.kill('SIGKILL')
    await world.sequencer.start()
    assert.deepEqual(await groupOf(first), [first.address, second.address])
  })
})
