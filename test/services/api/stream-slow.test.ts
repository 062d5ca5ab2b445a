import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { MAX_STREAM_BACKLOG_BYTES } from '../../../api/limits.ts'
import { until } from '../../../local/until.ts'
import { FeedDouble, tradeOf } from './support/feed-double.ts'
import { StreamClient } from './support/stream.ts'

const TRADES_PER_TURN = 2_000
/** More than the network's buffers on one machine take: the rest is ours to hold or to refuse. */
const TRADES = 100_000

describe('a client that stops reading', () => {
  let feed: FeedDouble
  let reader: StreamClient
  let nextId = 1
  let mostBytes = 0

  before(async () => {
    feed = await new FeedDouble().listen()
    reader = await follow()
  })
  after(() => feed.close())

  const follow = async () => {
    const client = await StreamClient.open(feed.url)
    client.send({ type: 'subscribe', series: 1, channels: ['trades'] })
    await client.next(({ type }) => type === 'subscribed')
    return client
  }

  /** Trades for everybody, a part in each turn, so that who reads keeps up. */
  const trade = async (count: number) => {
    const end = nextId + count
    await until(
      'the trades',
      () => {
        for (const last = Math.min(end, nextId + TRADES_PER_TURN); nextId < last; nextId++)
          feed.publish(tradeOf(nextId))
        mostBytes = Math.max(mostBytes, feed.stream.backlogBytes)
        return nextId === end && reader.messages.length > 0
      },
      { timeoutMs: 60_000, pollMs: 1 },
    )
  }

  it('is cut off and told why, when it reads again, with 4001', async () => {
    const slow = await follow()
    slow.stopReading()
    await trade(TRADES)
    slow.readOn()
    assert.deepEqual(await slow.closed(), { code: 4001, reason: 'the client reads too slowly' })
    assert.ok(slow.messages.length < TRADES, 'it missed what came after')
  })

  it('does not hold up who reads', async () => {
    await until('every trade', () => reader.messages.length === TRADES + 1, { timeoutMs: 60_000 })
    const sequences = reader.messages.slice(1).map(({ sequence }) => sequence)
    assert.deepEqual(
      sequences,
      Array.from({ length: TRADES }, (_, i) => i + 1),
    )
  })

  it('never makes the server hold more than its backlog', () => {
    assert.ok(mostBytes > MAX_STREAM_BACKLOG_BYTES / 2, `only ${mostBytes} bytes waited`)
    // Both clients, and what one of them was sent as the reason.
    assert.ok(mostBytes <= 2 * MAX_STREAM_BACKLOG_BYTES + 1_000, `${mostBytes} bytes waited`)
  })

  it('is dropped with all that it did not read when it never reads again', async () => {
    const slow = await follow()
    slow.stopReading()
    await trade(TRADES)
    await until('its end', () => feed.stream.streams === 1, { timeoutMs: 20_000 })
    await until('the backlog being gone', () => feed.stream.backlogBytes === 0, { timeoutMs: 20_000 })
    slow.close()
  })
})
