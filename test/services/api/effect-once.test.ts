import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import pg from 'pg'
import { until } from '../../../local/until.ts'
import { statementDomain } from '../../../sdk/src/typed-data/statements.ts'
import { createShellWorld, type ShellWorld } from '../sequencer/shell/support/shell-world.ts'
import { writeRegistration } from './support/api-keys.ts'
import { type ApiDatabase, ApiProcess, startDatabase } from './support/api-process.ts'
import { type Answer, assertProblem, bearer, newAccount, post, signIn, type Tokens } from './support/calls.ts'
import { requesterOf } from './support/second-api.ts'

const PATH = '/api/v1/api-keys'
const TIMEOUT = { timeoutMs: 60_000 }

/**
 * A registered key is registered once for ever, so a registration that was done and not remembered would be refused when it comes again
 * (API_KEY_TAKEN), and one that was remembered and not done would be answered and signs nothing.
 */
describe('an effect in our own tables, with an Idempotency-Key', () => {
  let world: ShellWorld
  let database: ApiDatabase
  let pool: pg.Pool
  let processes: ApiProcess[] = []
  let tokens: Tokens
  const account = newAccount()

  before(async () => {
    world = await createShellWorld()
    database = await startDatabase()
    pool = new pg.Pool({ connectionString: database.url, max: 2 })
    // The server may end before the last goodbye has reached it.
    pool.on('error', () => undefined)
    pool.on('connect', (client) => client.on('error', () => undefined))
  })
  afterEach(async () => {
    for (const one of processes) await one.end()
    processes = []
  })
  after(async () => {
    await pool.end()
    await database.end()
    await world.end()
  })

  const start = async () => {
    const publicUrl = { PUBLIC_URL: 'http://genex.test:3000' }
    const one = await ApiProcess.start(world, world.url, { database, environment: publicUrl })
    processes.push(one)
    return one
  }
  const registration = async () => {
    const domain = statementDomain({
      chainId: await world.chain.client.getChainId(),
      verifyingContract: world.core.settlement,
    })
    const { body } = await writeRegistration({ account, domain, nowSec: Math.floor(Date.now() / 1000) })
    return body
  }
  const send = (one: ApiProcess, body: unknown, key: string): Promise<Answer> =>
    post(requesterOf(one.url), PATH, body, { ...bearer(tokens), 'idempotency-key': key })
  const stored = async (publicKey: string) =>
    (await pool.query('select id from app.api_key where public_key = $1', [publicKey])).rows.map(({ id }) => id)

  /** Sends while something that the request needs is locked, kills the process as it waits there, and unlocks. */
  async function killWhileWaiting(one: ApiProcess, lock: string, request: () => Promise<Answer>): Promise<void> {
    const blocker = await pool.connect()
    try {
      await blocker.query('begin')
      await blocker.query(lock)
      const answer = request().then(
        () => 'answered',
        () => 'cut off',
      )
      await until('the request waiting', async () => (await waiting()) > 0, TIMEOUT)
      await one.child.kill('SIGKILL')
      assert.equal(await answer, 'cut off')
    } finally {
      await blocker.query('rollback')
      blocker.release()
    }
    await until('the dead process’s connections ending', async () => (await connections()) === 0, TIMEOUT)
  }
  const count = async (condition: string) =>
    Number(
      (await pool.query(`select count(*) from pg_stat_activity where application_name = 'api' and ${condition}`))
        .rows[0]?.count,
    )
  const waiting = () => count("wait_event_type = 'Lock'")
  const connections = () => count('true')

  const POINTS = {
    'before the key is claimed': 'lock table app.idempotency in access exclusive mode',
    'after the claim, before the effect': 'lock table app.api_key in access exclusive mode',
    'after the effect, before its answer is kept': 'lock table app.idempotency in share row exclusive mode',
  }
  for (const [point, lock] of Object.entries(POINTS)) {
    it(`leaves nothing of a process that is killed ${point}, and is done once by the next`, async () => {
      const first = await start()
      tokens = await signIn(requesterOf(first.url), account)
      const [body, key] = [await registration(), point.replaceAll(' ', '-')]
      await killWhileWaiting(first, lock, () => send(first, body, key))
      assert.deepEqual(await stored(body.publicKey), [])
      const second = await start()
      const done = await send(second, body, key)
      assert.equal(done.status, 201, JSON.stringify(done.body))
      assert.deepEqual(await stored(body.publicKey), [done.body.keyId])
    })
  }

  it('is answered as the first time after a process that was killed when it was done', async () => {
    const first = await start()
    tokens = await signIn(requesterOf(first.url), account)
    const body = await registration()
    const lost = send(first, body, 'done').catch(() => undefined)
    await until('the effect', async () => (await stored(body.publicKey)).length === 1, TIMEOUT)
    await first.child.kill('SIGKILL')
    await lost
    const again = await send(await start(), body, 'done')
    assert.deepEqual([again.status, [again.body.keyId]], [201, await stored(body.publicKey)])
    assert.equal(again.headers.get('idempotency-replayed'), 'true')
  })

  it('is done once when it comes to two processes at the same time', async () => {
    const [first, second] = [await start(), await start()]
    tokens = await signIn(requesterOf(first.url), account)
    const body = await registration()
    const answers = await Promise.all([first, second, first, second].map((one) => send(one, body, 'two')))
    for (const answer of answers) if (answer.status !== 201) assertProblem(answer, 409, 'IDEMPOTENCY_IN_PROGRESS')
    const again = await send(second, body, 'two')
    assert.deepEqual([again.status, [again.body.keyId]], [201, await stored(body.publicKey)])
  })

  it('gives a refusal again, and refuses the key for another request', async () => {
    const one = await start()
    tokens = await signIn(requesterOf(one.url), account)
    const body = { ...(await registration()), expiresAt: 1 }
    assertProblem(await send(one, body, 'refused'), 422, 'API_KEY_TERMS')
    const again = await send(one, body, 'refused')
    assertProblem(again, 422, 'API_KEY_TERMS')
    assert.equal(again.headers.get('idempotency-replayed'), 'true')
    assertProblem(await send(one, await registration(), 'refused'), 422, 'IDEMPOTENCY_KEY_REUSED')
  })
})
