import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { WebSocket } from 'ws'
import { until } from '../../../../local/until.ts'
import { type BookParts, checksumOfTuples } from '../../api/support/feed-double.ts'
import { openSeries } from './support/core.ts'
import { createMarket, TOKEN } from './support/shell-world.ts'

interface Message {
  type: string
  sequence: number
  series?: number
  checksum?: number
  asks?: [string, number, number][]
  trades?: { tradeId: number; price: string; state: string; batchNo: number }[]
  timeMs?: number
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

  it('is told as the best price of each side, of many markets at once', async () => {
    const { world } = market
    const { bids, asks } = (await world.get('/books/1?depth=1')) as { [side: string]: unknown[] }
    const markets = [
      { series: 1, final: false },
      { series: 1, final: true },
      { series: 999, final: false },
    ]
    const { prices } = await world.post('/best-prices', { markets })
    const none = { bid: null, ask: null }
    assert.deepEqual(prices, [{ bid: bids?.[0] ?? null, ask: asks?.[0] ?? null }, none, none])
    assert.ok(bids?.[0] ?? asks?.[0])
  })

  it('tells the checksum of the book after each change, the same as over HTTP', async () => {
    const { world } = market
    const { socket, messages } = await listen()
    const trader = await world.trader()
    await world.accept(trader.buy({ price: 21_000_000n, quantity: 2 }))
    await until('the delta', () => messages.some(({ type }) => type === 'delta'))
    socket.terminate()
    const { bids, asks, checksum } = (await world.get('/books/1?depth=1')) as { [side: string]: unknown }
    assert.equal((bids as unknown[]).length, 1)
    const whole = (await world.get('/books/1')) as unknown as BookParts
    assert.deepEqual([checksumOfTuples(whole), messages[0]?.checksum], [checksum, checksum])
    assert.ok((asks as unknown[]).length > 0)
  })

  it('answers a reader in the middle of the changes with a market and its trades on the way', async () => {
    const { world } = market
    const [asking, listening] = [await listen(), await listen()]
    const buyer = await world.trader()
    await world.accept(buyer.buy())
    asking.socket.send('{"type":"market","series":1,"final":false}')
    const answer = () => asking.messages.find(({ type }) => type === 'market')
    await until('the answer', () => answer() !== undefined)
    await world.accept((await world.trader()).buy({ price: 22_000_000n }))
    const deltas = () => asking.messages.filter(({ type }) => type === 'delta').map(({ sequence }) => sequence)
    await until('the next change', () => deltas().length === 2)
    for (const { socket } of [asking, listening]) socket.terminate()
    const { sequence = 0, checksum, bids = [], asks = [], trades = [] } = answer() ?? {}
    assert.deepEqual(deltas(), [sequence, sequence + 1])
    assert.equal(checksumOfTuples({ bids, asks }), checksum)
    assert.equal(trades.at(-1)?.price, '45000000')
    assert.equal(
      listening.messages.some(({ type }) => type === 'market'),
      false,
      'only who asked is answered',
    )
  })

  it('answers for a market that was never opened with an empty one', async () => {
    const { socket, messages } = await listen()
    socket.send('{"type":"market","series":99,"final":true}')
    // Trades of the tests before may become final meanwhile.
    const answers = () => messages.filter(({ type }) => type === 'market')
    await until('the answer', () => answers().length === 1)
    socket.terminate()
    const empty = { bids: [], asks: [], lastPrice: '0', trades: [] }
    const checksum = checksumOfTuples({})
    assert.deepEqual(answers(), [{ type: 'market', series: 99, final: true, sequence: 0, checksum, ...empty }])
  })

  for (const text of ['x', '{}', '{"type":"market","series":0,"final":false}', '{"type":"market","series":1}']) {
    it(`ends a reader who asks ${text}`, async () => {
      const { socket } = await listen()
      socket.send(text)
      const [code] = await once(socket, 'close')
      assert.equal(code, 1008)
    })
  }

  it('names the time of the match in every state of a trade', async () => {
    const { world } = market
    const { socket, messages } = await listen()
    const placed = await world.accept((await world.trader()).buy())
    await world.orderIs(placed.orderNumber, 'SAFE')
    const trades = () => messages.filter(({ type }) => type === 'trade')
    await until('the trade being safe', () => trades().some(({ state }) => state === 'SAFE'))
    socket.terminate()
    const own = trades().filter(({ sequence }) => sequence === trades().at(-1)?.sequence)
    assert.equal(new Set(own.map(({ timeMs }) => timeMs)).size, 1)
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
