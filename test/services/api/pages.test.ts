import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { rpc } from '../../../local/rpc.ts'
import { assertProblem, bearer, call, newAccount, signIn, type Tokens } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const CHAIN = 719_719
/** Of all trades: neither series nor book, from the first second to the last. */
const LIST = `trades   0 ${2 ** 33}`
const HASH = `0x${'ab'.repeat(32)}`
const world = useApiWorld()
const account = newAccount()
let tokens: Tokens

const trades = async (query: string) => {
  const answer = await call(world().app, `/api/v1/trades?${query}`)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body as { items: { tradeId: string }[]; nextCursor?: string }
}

describe('a page', () => {
  before(async () => {
    await world().dependencies.pool.query(VIEWS)
    // Every trade of these tests lies deep enough to be safe.
    await rpc(String(world().dependencies.chain.transport.url), 'anvil_mine', [20])
    for (let block = 1; block <= 3; block++) for (let place = 0; place < 3; place++) await addTrade(block, place)
    tokens = await signIn(world().app, account)
  })

  it('is empty, without a cursor, where there is nothing', async () => {
    assert.deepEqual(await trades('series=9'), { items: [] })
  })

  it('of any size leads through every row once, newest first', async () => {
    for (const limit of [1, 2, 4, 9, 200]) {
      const ids = await readAll(limit)
      assert.equal(new Set(ids).size, 9)
      assert.deepEqual(ids, ids.toSorted().toReversed())
    }
  })

  it('neither repeats nor hides a row when others arrive meanwhile', async () => {
    const first = await trades('limit=4')
    await addTrade(4, 0)
    const second = await trades(`limit=200&cursor=${first.nextCursor}`)
    const ids = [...first.items, ...second.items].map(({ tradeId }) => tradeId)
    assert.deepEqual([ids.length, new Set(ids).size, ids.includes(idOf(4, 0))], [9, 9, false])
  })

  const foreign = ['AAAA', Buffer.from('["trades "]').toString('base64url'), cursorOf(LIST, '1', '2', 'x')]
  for (const cursor of [...foreign, cursorOf(LIST, '-1', '0', '0'), cursorOf(LIST, '1')]) {
    it(`refuses the cursor ${cursor}`, async () => {
      const answer = await call(world().app, `/api/v1/trades?cursor=${cursor}`)
      assertProblem(answer, 400, 'REQUEST_INVALID')
      assert.match(String(answer.body.detail), /^cursor: /)
    })
  }

  it('refuses the cursor of another list, and of the same list with another filter', async () => {
    const { nextCursor } = await trades('limit=1')
    const fills = await call(world().app, `/api/v1/fills?cursor=${nextCursor}`, { headers: bearer(tokens) })
    assertProblem(fills, 400, 'REQUEST_INVALID')
    assertProblem(await call(world().app, `/api/v1/trades?series=1&cursor=${nextCursor}`), 400, 'REQUEST_INVALID')
  })

  it('takes a cursor beyond every number as one before the first row', async () => {
    const huge = '9'.repeat(40)
    assert.equal((await trades(`cursor=${cursorOf(LIST, huge, huge, huge)}`)).items.length, 10)
  })

  it('shows amounts in dollars and sides in words', async () => {
    const { items } = await trades('limit=1')
    const { tradeId, ...rest } = items[0] ?? { tradeId: '' }
    assert.equal(tradeId, idOf(4, 0))
    assert.deepEqual(rest, {
      batchNo: 4,
      series: 1,
      final: true,
      price: '45.000001',
      units: 2,
      taker: 'sell',
      primary: false,
      tradedAt: 1_800_000_000,
      transaction: HASH,
    })
  })
})

describe('while the index has not published its views', () => {
  it('lists are unavailable and say so', async () => {
    const answer = await call(world().app, '/api/v1/coupons', { headers: bearer(tokens) })
    assertProblem(answer, 503, 'INDEX_UNAVAILABLE')
    assert.equal(answer.body.detail, 'It has not published its views yet.')
  })
})

async function readAll(limit: number): Promise<string[]> {
  const ids: string[] = []
  let cursor = ''
  do {
    const page = await trades(`limit=${limit}${cursor}`)
    ids.push(...page.items.map(({ tradeId }) => tradeId))
    cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`
  } while (cursor !== '')
  return ids
}

async function addTrade(block: number, place: number): Promise<void> {
  const text = 'insert into live.trade values ($1, $2, $3, 7, $3, 1, 45000001, 2, $4, false, 1800000000, $5, true)'
  await world().dependencies.pool.query(text, [idOf(block, place), CHAIN, block, 'sell', HASH])
}

function idOf(block: number, place: number): string {
  return `${CHAIN}:${block}:7:${place}`
}

function cursorOf(...parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The columns of the index's views that the lists read. */
const VIEWS = `create schema live;
  create table live.trade (id text, chain_id int, block_number bigint, log_index int, batch_no bigint, series bigint,
    price_usdc6 numeric(78), units int, taker text, "primary" boolean, recorded_at bigint, transaction_hash text, final boolean);
  create table live.fill (id text, chain_id int, account text, block_number bigint, log_index int)`
