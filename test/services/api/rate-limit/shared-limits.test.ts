import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import pg from 'pg'
import { RATE_CREDIT_PARTS, RATE_LEASE_PARTS, RATE_PER_MINUTE } from '../../../../api/limits.ts'
import { until } from '../../../../local/until.ts'
import { createShellWorld, type ShellWorld } from '../../sequencer/shell/support/shell-world.ts'
import { type ApiDatabase, ApiProcess, startDatabase } from '../support/api-process.ts'
import { type Answer, call } from '../support/calls.ts'

const QUOTA = RATE_PER_MINUTE.user
const PORTION = QUOTA / RATE_LEASE_PARTS
const MOST_OWED = (2.5 * QUOTA) / RATE_CREDIT_PARTS
const PATH = '/api/v1/protocol'

/** Requests without credentials, from an address that no other test uses, to real processes before one real database. */
describe('two API processes before one database', () => {
  let world: ShellWorld
  let database: ApiDatabase
  let processes: ApiProcess[] = []
  let pool: pg.Pool
  before(async () => {
    world = await createShellWorld()
    database = await startDatabase()
    pool = new pg.Pool({ connectionString: database.url, max: 1 })
    pool.on('error', () => undefined)
    pool.on('connect', (client) => client.on('error', () => undefined))
  })
  afterEach(async () => {
    for (const one of processes) await one.end()
    processes = []
    await pool.query('delete from rate.budget')
  })
  after(async () => {
    await pool.end()
    await database.end()
    await world.end()
  })

  const startTwo = async (environment: Record<string, string> = {}) => {
    const setting = {
      database,
      environment: { RATE_LIMIT_FACTOR: '1', PROXY_HOPS: '1', API_PROCESSES: '2', ...environment },
    }
    processes = [await ApiProcess.start(world, world.url, setting), await ApiProcess.start(world, world.url, setting)]
    const [first, second] = processes
    assert(first && second)
    return { first, second }
  }
  const ask = ({ url }: ApiProcess, address: string): Promise<Answer> =>
    call({ request: (path, init) => fetch(`${url}${path}`, init) }, PATH, { headers: { 'x-forwarded-for': address } })
  const askTimes = async (one: ApiProcess, address: string, times: number) => {
    const answers: Answer[] = []
    for (let i = 0; i < times; i++) answers.push(await ask(one, address))
    return answers
  }
  const admitted = (answers: readonly Answer[]) => answers.filter(({ status }) => status !== 429).length

  it('one address has its 100 a minute of both together', async () => {
    const { first, second } = await startTwo()
    const address = '203.0.113.1'
    const both = await Promise.all([askTimes(first, address, QUOTA), askTimes(second, address, QUOTA)])
    const count = admitted(both.flat())
    assert.ok(count >= QUOTA - PORTION && count <= QUOTA + 2 * MOST_OWED, String(count))
  })

  it('each tells what is left of both together', async () => {
    const { first, second } = await startTwo()
    const address = '203.0.113.2'
    await askTimes(first, address, 60)
    let used = 0
    const remaining = async () => {
      used++
      const { headers } = await ask(second, address)
      assert.equal(headers.get('ratelimit-policy'), '"user";q=100;w=60')
      return Number(/^"user";r=(\d+);t=\d+$/.exec(headers.get('ratelimit') ?? '')?.[1])
    }
    await until('the other’s share being known', async () => (await remaining()) <= QUOTA - 60 - used, {
      timeoutMs: 50_000,
    })
    assert.ok((await remaining()) >= QUOTA - 60 - used - PORTION)
  })

  it('no more than its lease is lost with one that is killed', async () => {
    const { first, second } = await startTwo()
    const address = '203.0.113.3'
    await askTimes(first, address, 30)
    await first.child.kill('SIGKILL')
    const count = admitted(await askTimes(second, address, QUOTA))
    assert.ok(count >= QUOTA - 30 - PORTION && count <= QUOTA - 30 + MOST_OWED, String(count))
  })

  it('each goes on with its own share while the database is away, and shares again when it is back', async () => {
    const { first, second } = await startTwo()
    const address = '203.0.113.4'
    await database.child.kill('SIGINT')
    try {
      for (const one of [first, second]) {
        const answers = await askTimes(one, address, QUOTA)
        assert.ok(
          admitted(answers) >= QUOTA / 2 && admitted(answers) <= QUOTA / 2 + MOST_OWED,
          String(admitted(answers)),
        )
      }
    } finally {
      await database.child.start()
    }
    await until(
      'the budget being counted again',
      async () => {
        for (const one of [first, second]) await ask(one, address)
        const { rows } = await pool.query('select max(leased) as leased from rate.budget')
        return Number(rows[0]?.leased) >= QUOTA
      },
      { timeoutMs: 60_000 },
    )
  })
})
