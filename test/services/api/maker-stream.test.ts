import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { LocalAccount } from 'viem'
import { domainOfStatements } from '../../../api/domain/statement-domain.ts'
import type { ApiApp } from '../../../api/http/environment.ts'
import { MAX_MAKER_STREAMS_PER_ACCOUNT } from '../../../api/limits.ts'
import { until } from '../../../local/until.ts'
import { signRequest } from '../../../sdk/src/client/sign-request.ts'
import type { MakerOrderEvent } from '../../../sdk/src/market-data/maker-messages.ts'
import { MakerStream } from '../../../sdk/src/market-data/maker-stream.ts'
import { type RegisteredKey, register } from './support/api-keys.ts'
import { assertProblem, bearer, call, newAccount, signIn } from './support/calls.ts'
import { MakerFeed, orderEventOf } from './support/maker-feed.ts'
import { useApiWorld } from './support/world.ts'

const TRADE = { tradeId: 7, price: '45000000', quantity: 2, isTaker: false, state: 'MATCHED', batchNo: 0, skipCode: 0 }
const world = useApiWorld()

/**
 * GET /api/v1/mm/stream
 * ├── is refused like any request: credentials, replay, scope, and without an upgrade
 * ├── begins with a number, then what was missed, then what happens, to this account only
 * ├── says when it cannot go on from the number
 * ├── ends with a reason: too slow, gap, nonsense, time, too many, no feed
 * └── through the SDK: resumes by itself, tells each event once, and sees a gap
 */
describe('the stream of own orders', () => {
  let app: ApiApp
  let maker: LocalAccount
  let other: LocalAccount
  let token: Record<string, string>
  let key: RegisteredKey
  let feed: MakerFeed
  const nowSec = () => Math.floor(world().dependencies.now().getTime() / 1000)
  const newKey = async (account: LocalAccount, scopes: string[]) => {
    const domain = domainOfStatements(world().dependencies)
    return register(app, await signIn(app, account), { account, domain, nowSec: nowSec(), terms: { scopes } })
  }
  const signed = ({ signer }: RegisteredKey, query = '') =>
    signRequest(signer, {
      method: 'GET',
      url: new URL(`/api/v1/mm/stream${query}`, world().dependencies.config.PUBLIC_URL),
    })

  before(async () => {
    app = world().freshApp(10)
    maker = newAccount()
    other = newAccount()
    token = bearer(await signIn(app, maker))
    key = await newKey(maker, ['read'])
    feed = await new MakerFeed(() => app).listen()
  })
  after(() => feed.close())
  beforeEach(async () => {
    feed.stream.cutOff('a test begins')
    await until('no stream', () => feed.stream.streams === 0)
    feed.asked.length = 0
    feed.isLive = true
  })

  const answer = (changes: object = {}) =>
    feed.publish({
      type: 'account',
      account: maker.address.toLowerCase(),
      sequence: 4,
      isComplete: true,
      events: [],
      ...changes,
    })
  const follow = async (query = '') => {
    const client = feed.connect(token, query)
    await client.opened
    await until('the request', () => feed.asked.length > 0)
    return client
  }
  const followed = async () => {
    const client = await follow()
    answer()
    await until('the beginning', () => client.messages.length === 1)
    return client
  }

  it('is refused without credentials, with a used signature and with a key of another scope', async () => {
    const anonymous = await feed.connect({}).refusal
    assert.deepEqual([anonymous.status, anonymous.body.code], [401, 'AUTH_REQUIRED'])
    const headers = await signed(key)
    const first = feed.connect(headers)
    await first.opened
    const again = await feed.connect(headers).refusal
    assert.deepEqual([again.status, again.body.code], [401, 'API_SIGNATURE_REPLAYED'])
    const narrow = await feed.connect(await signed(await newKey(maker, ['mm']))).refusal
    assert.deepEqual([narrow.status, narrow.body.code], [403, 'API_KEY_SCOPE'])
    const nonsense = await feed.connect(token, '?after=-1').refusal
    assert.deepEqual([nonsense.status, nonsense.body.code], [400, 'REQUEST_INVALID'])
  })

  it('is a WebSocket and nothing else, and its upgrade is taken nowhere else', async () => {
    assertProblem(await call(app, '/api/v1/mm/stream', { headers: token }), 426, 'UPGRADE_REQUIRED')
    assertProblem(await call(app, '/api/v1/mm/stream'), 401, 'AUTH_REQUIRED')
  })

  it('begins with a number and tells what happens to the account’s orders, in dollars, and to nobody else’s', async () => {
    const client = await followed()
    feed.publish(orderEventOf(other.address, 9))
    feed.publish(orderEventOf(maker.address, 5, { event: 'matched', state: 'MATCHED', openUnits: 1, trade: TRADE }))
    feed.publish(orderEventOf(maker.address, 6, { event: 'ended', state: 'CANCELLED', reason: 'USER', openUnits: 0 }))
    await until('both events', () => client.messages.length === 3)
    const order = { orderNumber: 'GX0123456789ABCDEF', clientOrderId: 'q-1', series: 1, final: false, side: 'buy' }
    const common = { type: 'order', ...order, timeMs: 1_800_000_000_000 }
    const trade = { ...TRADE, price: '45.00' }
    assert.deepEqual(client.messages, [
      { type: 'began', account: maker.address, sequence: 4, isComplete: true },
      { ...common, sequence: 5, event: 'matched', state: 'MATCHED', openUnits: 1, trade },
      { ...common, sequence: 6, event: 'ended', state: 'CANCELLED', openUnits: 0, reason: 'USER' },
    ])
  })

  it('tells first what was missed, and nothing before the sequencer has said where it goes on', async () => {
    const client = await follow('?after=2')
    assert.deepEqual(feed.asked, [{ account: maker.address, after: 2 }])
    feed.publish(orderEventOf(maker.address, 4))
    answer({ after: 2, events: [3, 4].map((number) => orderEventOf(maker.address, number)) })
    feed.publish(orderEventOf(maker.address, 5))
    await until('all of them', () => client.messages.length === 4)
    assert.deepEqual(
      client.messages.map(({ type, sequence }) => [type, sequence]),
      [
        ['began', 2],
        ['order', 3],
        ['order', 4],
        ['order', 5],
      ],
    )
  })

  it('says when it cannot go on from the number', async () => {
    const client = await follow('?after=1')
    answer({ after: 1, isComplete: false })
    await until('the beginning', () => client.messages.length === 1)
    assert.deepEqual([client.messages[0]?.sequence, client.messages[0]?.isComplete], [4, false])
  })

  it('cuts off who reads too slowly, with the reason', async () => {
    const client = await followed()
    client.socket.pause()
    const long = 'x'.repeat(2_000)
    for (let number = 5; number < 15_000; number++) {
      feed.publish(orderEventOf(maker.address, number, { reason: long }))
      if (number % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    client.socket.resume()
    assert.deepEqual(await client.closed, { code: 4001, reason: 'the client reads too slowly' })
  })

  it('ends with a gap in the feed, with nonsense, and without a feed', async () => {
    const client = await followed()
    feed.stream.cutOff('the feed was interrupted')
    assert.deepEqual(await client.closed, { code: 4002, reason: 'the feed was interrupted' })
    feed.asked.length = 0
    const talking = await followed()
    talking.socket.send('{}')
    assert.equal((await talking.closed).code, 4003)
    feed.isLive = false
    assert.equal((await feed.connect(token).closed).code, 1013)
  })

  it('ends when it is time to prove again who reads', async () => {
    const brief = await new MakerFeed(() => app, 1).listen()
    assert.equal((await brief.connect(token).closed).code, 4004)
    brief.close()
  })

  it('is given to one account a few times only', async () => {
    const clients = Array.from({ length: MAX_MAKER_STREAMS_PER_ACCOUNT }, () => feed.connect(token))
    await until('all of them', () => feed.stream.streams === clients.length)
    assert.equal((await feed.connect(token).closed).code, 1013)
    const others = feed.connect(bearer(await signIn(app, other)))
    await until('the other account', () => feed.stream.streams === clients.length + 1)
    others.socket.terminate()
  })

  it('resumes by itself through the SDK, tells each event once, and sees a gap', async () => {
    const events: number[] = []
    const gaps: unknown[] = []
    const closes: number[] = []
    const stream = new MakerStream(
      feed.url,
      {
        onOrder: ({ sequence }: MakerOrderEvent) => events.push(sequence),
        onGap: (gap) => gaps.push(gap),
        onClose: (code) => closes.push(code),
      },
      { authorize: async () => token },
    )
    await until('the request', () => feed.asked.length === 1)
    answer()
    feed.publish(orderEventOf(maker.address, 5))
    feed.publish(orderEventOf(maker.address, 7))
    await until('the events', () => events.length === 2)
    assert.deepEqual(gaps, [{ after: 5, sequence: 6 }])
    feed.stream.cutOff('the feed was interrupted')
    await until('the next request', () => feed.asked.length === 2)
    assert.deepEqual([feed.asked[1]?.after, closes], [7, [4002]])
    answer({ after: 7, sequence: 8, events: [orderEventOf(maker.address, 8)] })
    feed.publish(orderEventOf(maker.address, 8))
    feed.publish(orderEventOf(maker.address, 9))
    await until('the rest', () => events.includes(9))
    assert.deepEqual([events, stream.sequence], [[5, 7, 8, 9], 9])
    feed.stream.cutOff('the feed was interrupted')
    await until('the third request', () => feed.asked.length === 3)
    answer({ after: 9, sequence: 90, isComplete: false })
    await until('the second gap', () => gaps.length === 2)
    assert.deepEqual(gaps[1], { after: 9, sequence: 90 })
    stream.close()
  })
})
