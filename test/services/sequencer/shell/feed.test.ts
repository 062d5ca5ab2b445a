import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { WebSocket } from 'ws'
import { until } from '../../../../local/until.ts'
import { openSeries } from './support/core.ts'
import { createMarket, TOKEN } from './support/shell-world.ts'

interface Message {
  type: string
  sequence: number
  bids?: [string, number, number][]
  event?: string
  state?: string
}

describe('the feed', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  before(async () => {
    market = await createMarket()
  })
  after(() => market.world.end())

  it('continues a snapshot without a gap', async () => {
    const { world } = market
    const { socket, messages } = await listen()
    const before = await world.get('/books/1')
    const trader = await world.trader()
    await world.accept(trader.buy({ price: 20_000_000n, quantity: 2 }))
    await world.accept(trader.buy({ price: 20_000_000n, quantity: 3, lane: 1 }))
    const deltas = () => messages.filter(({ type }) => type === 'delta')
    await until('both deltas', () => deltas().length === 2)
    socket.terminate()
    const first = Number(before.sequence) + 1
    assert.deepEqual(
      deltas().map(({ sequence }) => sequence),
      [first, first + 1],
    )
    assert.deepEqual(deltas().at(-1)?.bids, [['20000000', 5, 2]])
    assert.equal((await world.get('/books/1')).sequence, first + 1)
  })

  it('goes on after a command that tells nothing, such as the opening of a market', async () => {
    const { world, issuer } = market
    await openSeries(world.chain, world.core, issuer.address, { series: 2 })
    const { socket, messages } = await listen()
    const trader = await world.trader()
    await world.accept(trader.buy({ series: 2, price: 20_000_000n }))
    await until('the delta', () => messages.some(({ type }) => type === 'delta'))
    socket.terminate()
    assert.equal((await world.get('/books/2')).sequence, 1)
  })

  it('tells a trade and what becomes of it', async () => {
    const { world } = market
    const { socket, messages } = await listen()
    const buyer = await world.trader()
    const placed = await world.accept(buyer.buy())
    await world.orderIs(placed.orderNumber, 'SAFE')
    const states = () => messages.filter(({ type }) => type === 'trade').map(({ state }) => state)
    await until('the trade being safe', () => states().includes('SAFE'))
    socket.terminate()
    assert.deepEqual(states(), ['MATCHED', 'SUBMITTED', 'SAFE'])
  })

  it('refuses a reader without the token', async () => {
    const socket = new WebSocket(feedUrl())
    const [error] = (await once(socket, 'error')) as [Error]
    assert.match(error.message, /401/)
  })

  async function listen() {
    const socket = new WebSocket(feedUrl(), { headers: { authorization: `Bearer ${TOKEN}` } })
    const messages: Message[] = []
    socket.on('message', (data) => messages.push(JSON.parse(data.toString()) as Message))
    await once(socket, 'open')
    return { socket, messages }
  }

  function feedUrl(): string {
    return `${market.world.url.replace('http', 'ws')}/internal/v1/feed`
  }
})
