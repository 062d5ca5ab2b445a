import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { WebSocket } from 'ws'
import { until } from '../../../../local/until.ts'
import type { OrderEvent, Resumption } from '../../../../relayer/sequencer/sequencing/order-events.ts'
import { createMarket, TOKEN } from './support/shell-world.ts'
import type { Trader } from './support/trader.ts'

type Message = (Resumption & { type: 'account' }) | OrderEvent
const LOW = 20_000_000n

/**
 * What an account is told over the feed
 * ├── counts up by one for each account, whoever else trades meanwhile
 * ├── says whose order it was, where it stands, and of a trade price, quantity and role
 * ├── goes on behind the number that a reader knows, in its place among the changes
 * ├── is the same after a kill, and after a stop with a snapshot
 * └── says that it cannot go on from a number that was never told, or that lies too far back
 */
describe('order events of an account', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  let trader: Trader
  let account = ''
  before(async () => {
    market = await createMarket()
    trader = await market.world.trader()
    account = trader.address.toLowerCase()
  })
  after(() => market.world.end())

  const ownOf = (messages: readonly Message[]) =>
    messages.filter((message): message is OrderEvent => message.type === 'order' && message.account === account)
  const resume = async (afterNumber?: number): Promise<Resumption> => {
    const { socket, messages } = await listen()
    const asked = { type: 'account', account: trader.address }
    socket.send(JSON.stringify(afterNumber === undefined ? asked : { ...asked, after: afterNumber }))
    const answer = () => messages.find(({ type }) => type === 'account')
    await until('the answer', () => answer() !== undefined)
    socket.terminate()
    return answer() as Resumption
  }

  it('are numbered by account and say what happened to which order', async () => {
    const { world } = market
    const { socket, messages } = await listen()
    const resting = await world.accept(trader.buy({ price: LOW, quantity: 2 }))
    await world.accept((await world.trader()).buy({ price: LOW }))
    const bought = await world.accept(trader.buy({ lane: 1 }))
    await world.post('/cancels', { account: trader.address, cancels: [{ orderNumber: resting.orderNumber }] })
    await world.orderIs(bought.orderNumber, 'SAFE')
    await until('the trade being safe', () => ownOf(messages).some(({ event }) => event === 'safe'))
    socket.terminate()
    const told = ownOf(messages)
    assert.deepEqual(
      told.map(({ accountSequence }) => accountSequence),
      told.map((_, i) => i + 1),
    )
    const [placed, taken, matched] = told
    assert.deepEqual(
      [placed?.orderNumber, placed?.event, placed?.side, placed?.openUnits, placed?.state],
      [resting.orderNumber, 'accepted', 'buy', 2, 'OPEN'],
    )
    assert.deepEqual([taken?.event, matched?.event, matched?.orderNumber], ['accepted', 'matched', bought.orderNumber])
    const { tradeId: _, price, quantity, isTaker, state } = matched?.trade ?? {}
    assert.deepEqual([price, quantity, isTaker, state], ['45000000', 1, true, 'MATCHED'])
    const ended = told.find(({ orderNumber, event }) => orderNumber === resting.orderNumber && event === 'ended')
    assert.deepEqual([ended?.reason, ended?.state, ended?.openUnits], ['USER', 'CANCELLED', 0])
  })

  it('go on behind the number that a reader knows', async () => {
    const { events, sequence, isComplete } = await resume(1)
    assert.equal(isComplete, true)
    assert.deepEqual(
      events.map(({ accountSequence }) => accountSequence),
      Array.from({ length: sequence - 1 }, (_, i) => i + 2),
    )
    assert.deepEqual((await resume(sequence)).events, [])
    const { events: none, isComplete: begins } = await resume()
    assert.deepEqual([none, begins], [[], true])
  })

  it('are the same after a kill, and after a stop with a snapshot', async () => {
    const { world } = market
    // Nothing more may happen to the trade between the answers.
    await world.chain.mine(32)
    await until('the trade being final', async () => (await resume(0)).events.some(({ event }) => event === 'final'))
    const told = await resume(0)
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      await world.sequencer.kill(signal)
      await world.sequencer.start()
      assert.deepEqual(await resume(0), told)
    }
  })

  it('cannot go on from a number that was never told', async () => {
    const { sequence } = await resume()
    assert.deepEqual(await resume(sequence + 1), {
      type: 'account',
      account,
      after: sequence + 1,
      sequence,
      isComplete: false,
      events: [],
    })
  })

  it('cannot go on from where too much has happened since', async () => {
    const { world } = market
    const { sequence } = await resume()
    for (let round = 0; round < 6; round++) {
      const orders = Array.from({ length: 100 }, (_, i) => trader.buy({ price: LOW, lane: i % 16 }))
      await world.place(...(await Promise.all(orders)))
    }
    const { isComplete, events } = await resume(sequence)
    assert.deepEqual([isComplete, events], [false, []])
  })

  async function listen() {
    const url = `${market.world.url.replace('http', 'ws')}/internal/v1/feed`
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${TOKEN}` } })
    const messages: Message[] = []
    socket.on('message', (data) => messages.push(JSON.parse(data.toString()) as Message))
    await once(socket, 'open')
    return { socket, messages }
  }
})
