import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createApp } from '../../../api/app.ts'
import { candleView, summaryView } from '../../../api/reads/candle-view.ts'
import { readMarketHistory } from '../../../api/reads/market-history.ts'
import { Health } from '../../../kit/health.ts'
import { rpc } from '../../../local/rpc.ts'
import {
  CANDLE_INTERVALS,
  CANDLE_SECONDS,
  type CandleInterval,
  candlesOf,
} from '../../../sdk/src/market-data/candles.ts'
import { dayStart, daySummaryOf } from '../../../sdk/src/market-data/day-summary.ts'
import { randomFrom } from '../../bench/random.ts'
import { assertProblem, call } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const CHAIN = 719_719
const START_SEC = 1_800_000_000
const SAFE_BLOCK = 30
/** The index is as far as the chain, two blocks beyond the safe one. */
const HEAD = SAFE_BLOCK + 2
const MARKETS = [
  { series: 1, final: false },
  { series: 1, final: true },
  { series: 2, final: false },
]
const world = useApiWorld()

interface Row {
  series: number
  final: boolean
  block: number
  place: number
  timeSec: number
  priceUsdc6: bigint
  units: number
}

describe('market data of the past', () => {
  let trades: Row[]
  let nowSec = 0

  before(async () => {
    const { pool, chain } = world().dependencies
    await pool.query(VIEWS)
    const url = String(chain.transport.url)
    const head = Number(await rpc(url, 'eth_blockNumber', []))
    await rpc(url, 'anvil_mine', [`0x${(HEAD - head).toString(16)}`])
    trades = randomTrades(42)
    nowSec = trades.at(-1)?.timeSec ?? 0
    for (const trade of trades) await pool.query(TRADE, tradeValues(trade))
    for (const market of MARKETS)
      for (const interval of CANDLE_INTERVALS)
        for (const row of candleRows(ofMarket(market), market, interval)) await pool.query(CANDLE, row)
    await pool.query('insert into live.batch values ($1, $2)', [CHAIN, HEAD])
    world().dependencies.now = () => new Date(nowSec * 1000)
  })

  const ofMarket = ({ series, final }: (typeof MARKETS)[number]) =>
    trades.filter((trade) => trade.series === series && trade.final === final)
  const safeOf = (market: (typeof MARKETS)[number]) => ofMarket(market).filter(({ block }) => block <= SAFE_BLOCK)
  const app = () => createApp({ ...world().dependencies, health: new Health('api') })
  const get = async (path: string) => {
    const answer = await call(app(), `/api/v1${path}`)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body as { items: Record<string, unknown>[]; nextCursor?: string }
  }

  for (const market of MARKETS) {
    for (const interval of CANDLE_INTERVALS) {
      it(`shows the ${interval} candles of ${JSON.stringify(market)} as its safe trades say, newest first`, async () => {
        const { items } = await get(
          `/series/${market.series}/candles?final=${market.final}&interval=${interval}&limit=200`,
        )
        const expected = candlesOf(safeOf(market), interval).map(candleView).toReversed()
        assert.deepEqual(items, expected.slice(0, 200))
      })
    }
  }

  it('leads through all candles by pages, between two times', async () => {
    const [from, to] = [START_SEC + 7_200, START_SEC + 10 * 3_600]
    const path = `/series/1/candles?interval=15m&from=${from}&to=${to}&limit=4`
    const seen: unknown[] = []
    for (let cursor = ''; ; ) {
      const page = await get(path + cursor)
      seen.push(...page.items)
      if (page.nextCursor === undefined) break
      cursor = `&cursor=${page.nextCursor}`
    }
    const all = candlesOf(safeOf({ series: 1, final: false }), '15m').map(candleView)
    const expected = all.filter(({ openedAt }) => openedAt >= from && openedAt < to).toReversed()
    assert.ok(expected.length > 8)
    assert.deepEqual(seen, expected)
  })

  it('tells the last 24 hours of every market, the newest series first', async () => {
    const { items } = await get('/tickers')
    const expected = MARKETS.map((market) => {
      const day = daySummaryOf(candlesOf(safeOf(market), '1m'), nowSec)
      return { ...market, ...summaryView(day?.lastUsdc6 ?? 0n, day) }
    })
    assert.deepEqual(items, [expected[2], expected[1], expected[0]])
    const first = await get('/tickers?limit=2')
    const second = await get(`/tickers?limit=2&cursor=${first.nextCursor}`)
    assert.deepEqual([...first.items, ...second.items], items)
  })

  it('gives the stream everything that is indexed and up to which batch', async () => {
    const market = { series: 1, final: false }
    const history = await readMarketHistory(world().dependencies, market)
    const from = Math.min(dayStart(nowSec), nowSec - (nowSec % 86_400))
    const expected = candlesOf(ofMarket(market), '1m').filter(({ openedAt }) => openedAt >= from)
    assert.deepEqual(history, { batchNo: HEAD, minutes: expected })
    assert.deepEqual(await readMarketHistory(world().dependencies, { series: 9, final: false }), {
      batchNo: HEAD,
      minutes: [],
    })
  })

  it('lists safe trades of one book between two times', async () => {
    const [from, to] = [START_SEC + 3_600, START_SEC + 7_200]
    const { items } = await get(`/trades?series=1&final=true&from=${from}&to=${to}&limit=200`)
    const expected = safeOf({ series: 1, final: true }).filter(({ timeSec }) => timeSec >= from && timeSec < to)
    assert.ok(expected.length > 0)
    assert.deepEqual(
      items.map(({ tradedAt, final }) => [tradedAt, final]),
      expected.map(({ timeSec }) => [timeSec, true]).toReversed(),
    )
    const ofBoth = await get('/trades?series=1&limit=200')
    const newest = trades.filter(({ series, block }) => series === 1 && block <= SAFE_BLOCK).at(-1)
    assert.equal(ofBoth.items[0]?.tradeId, newest && idOf(newest))
  })

  it('does not tell a ticker while the book is away', async () => {
    assertProblem(await call(app(), '/api/v1/series/1/ticker'), 503, 'SEQUENCER_UNAVAILABLE')
  })

  for (const query of ['interval=2m', 'from=-1', 'to=x', 'final=maybe', 'limit=0', 'cursor=AAAA']) {
    it(`refuses candles with ${query}`, async () => {
      const answer = await call(app(), `/api/v1/series/1/candles?${query}`)
      assertProblem(answer, 400, 'REQUEST_INVALID')
      assert.ok(String(answer.body.detail).startsWith(`${query.split('=')[0]}: `), String(answer.body.detail))
    })
  }

  it('does not guess what is safe while the chain has never answered', async () => {
    const { chain } = world().dependencies
    const away = { ...chain, getBlockNumber: () => Promise.reject(new Error('away')) }
    const alone = createApp({ ...world().dependencies, chain: away as typeof chain, health: new Health('api') })
    assertProblem(await call(alone, '/api/v1/tickers'), 503, 'CHAIN_UNAVAILABLE')
  })
})

/** Trades of three markets over about a day, the last of them in blocks that are not safe yet, in the minutes and hours of safe ones. */
function randomTrades(seed: number): Row[] {
  const random = randomFrom(seed)
  const rows: Row[] = []
  let timeSec = START_SEC
  for (let block = 1; block <= HEAD; block++) {
    timeSec += block > SAFE_BLOCK - 2 ? 2 : Math.floor(random() * 5_000)
    for (let place = 0; place < 12; place++) {
      const market = MARKETS[Math.floor(random() * MARKETS.length)] ?? { series: 1, final: false }
      const priceUsdc6 = 1_000_000n + BigInt(Math.floor(random() * 1e15))
      rows.push({ ...market, block, place, timeSec, priceUsdc6, units: 1 + Math.floor(random() * 100) })
    }
  }
  return rows
}

function candleRows(rows: Row[], { series, final }: (typeof MARKETS)[number], interval: CandleInterval) {
  const seconds = CANDLE_SECONDS[interval]
  return candlesOf(rows, interval).map(({ openedAt, ...candle }) => {
    const last = rows.findLast(({ timeSec }) => timeSec >= openedAt && timeSec < openedAt + seconds)
    return [CHAIN, series, final, seconds, openedAt, ...Object.values(candle), last?.block]
  })
}

const idOf = ({ block, place }: Row) => `${CHAIN}:${block}:7:${place}`

function tradeValues(row: Row): unknown[] {
  const { series, final, block, place, timeSec, priceUsdc6, units } = row
  return [idOf(row), CHAIN, block, place, series, final, priceUsdc6, units, priceUsdc6 * BigInt(units), timeSec]
}

const TRADE = `insert into live.trade values ($1, $2, $3, 7, $3, $4, $5, $6, $7, $8, $9, 'buy', false, $10, '0x')`
const CANDLE = 'insert into live.candle values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)'

/** The columns of the index's views that market data reads. */
const VIEWS = `create schema live;
  create table live.trade (id text, chain_id int, block_number bigint, log_index int, batch_no bigint, index int, series bigint,
    final boolean, price_usdc6 numeric(78), units int, gross_usdc6 numeric(78), taker text, "primary" boolean, recorded_at bigint,
    transaction_hash text);
  create table live.candle (chain_id int, series bigint, final boolean, interval_sec int, opened_at bigint,
    open_usdc6 numeric(78), high_usdc6 numeric(78), low_usdc6 numeric(78), close_usdc6 numeric(78), units bigint,
    turnover_usdc6 numeric(78), trades int, block_number bigint);
  create table live.batch (chain_id int, batch_no bigint)`
