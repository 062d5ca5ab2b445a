import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Address } from 'viem'
import { createApp } from '../../../api/app.ts'
import { RATE_CLASS_TTL_MS, RATE_PER_MINUTE } from '../../../api/limits.ts'
import { Health } from '../../../kit/health.ts'
import { assertProblem, bearer, call, newAccount, signIn, type Tokens } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const CHAIN = 719_719
const world = useApiWorld()
const fields = (answer: { headers: Headers }) => [
  answer.headers.get('ratelimit-policy'),
  answer.headers.get('ratelimit')?.replace(/t=\d+/, 't=…'),
]

describe('while the index is away', () => {
  it('an address without credentials has 100 requests a minute, and is told when to come back', async () => {
    const app = world().freshApp()
    const first = await call(app, '/api/v1/nothing')
    assert.deepEqual(fields(first), ['"user";q=100;w=60', '"user";r=99;t=…'])
    for (let i = 1; i < RATE_PER_MINUTE.user; i++) await call(app, '/api/v1/nothing')
    const answer = await call(app, '/api/v1/nothing')
    assertProblem(answer, 429, 'RATE_LIMITED')
    assert.deepEqual(fields(answer), ['"user";q=100;w=60', '"user";r=0;t=…'])
    const retryAfterSec = Number(answer.headers.get('retry-after'))
    assert.ok(retryAfterSec >= 1 && retryAfterSec <= 60)
  })

  it('an account is counted apart from its address', async () => {
    const app = world().freshApp()
    const headers = bearer(await signIn(app))
    for (let i = 0; i < RATE_PER_MINUTE.user; i++) await call(app, '/api/v1/nothing')
    assert.deepEqual(fields(await call(app, '/api/v1/orderbook/1', { headers })), [
      '"user";q=100;w=60',
      '"user";r=99;t=…',
    ])
  })

  it('credentials that prove nothing are counted to their address', async () => {
    const app = world().freshApp()
    const headers = { authorization: 'Bearer a.b.c' }
    for (let i = 0; i < RATE_PER_MINUTE.user; i++)
      assertProblem(await call(app, '/api/v1/protocol', { headers }), 401, 'TOKEN_INVALID')
    assertProblem(await call(app, '/api/v1/protocol', { headers }), 429, 'RATE_LIMITED')
  })

  it('so are diagnoses, whatever they carry', async () => {
    const app = world().freshApp()
    const headers = bearer(await signIn(world().freshApp()))
    for (let i = 0; i < RATE_PER_MINUTE.user; i++) await call(app, '/api/v1/auth/diagnose', { headers })
    assertProblem(await call(app, '/api/v1/auth/diagnose'), 429, 'RATE_LIMITED')
  })

  it('one address has 1,000 requests a second, whoever they are from', async () => {
    const app = world().freshApp()
    const headers = bearer(await signIn(world().freshApp()))
    const calls = Array.from({ length: 2_500 }, () => call(app, '/api/v1/auth/diagnose', { headers }))
    const policies = new Set((await Promise.all(calls)).map((answer) => answer.headers.get('ratelimit-policy')))
    assert.ok(policies.has('"address";q=1000;w=1'))
  })
})

describe('behind a proxy of ours', () => {
  it('an address is what the proxy wrote last, whatever stands before it', async () => {
    const { dependencies } = world()
    const app = createApp({
      ...dependencies,
      health: new Health('api'),
      config: { ...dependencies.config, PROXY_HOPS: 1 },
    })
    const remainingOf = async (forwarded: string) =>
      (await call(app, '/api/v1/nothing', { headers: { 'x-forwarded-for': forwarded } })).headers
        .get('ratelimit')
        ?.replace(/;t=\d+/, '')
    assert.equal(await remainingOf('203.0.113.1'), '"user";r=99')
    assert.equal(await remainingOf('203.0.113.2'), '"user";r=99')
    assert.equal(await remainingOf('198.51.100.7, 203.0.113.1'), '"user";r=98')
  })
})

describe('with the index', () => {
  const maker = newAccount()
  const issuer = newAccount()
  const pending = newAccount()
  before(() => world().dependencies.pool.query(VIEWS))

  const quotaOf = async (tokens: Tokens, app = world().freshApp()) =>
    (await call(app, '/api/v1/orderbook/1', { headers: bearer(tokens) })).headers.get('ratelimit-policy')

  it('a market maker has 10,000 requests a minute, an active issuer 1,000, everybody else 100', async () => {
    await makeMaker(maker.address)
    await makeIssuer(issuer.address, 'active')
    await makeIssuer(pending.address, 'pending')
    const tokens = await Promise.all([maker, issuer, pending].map((account) => signIn(world().freshApp(), account)))
    const quotas = await Promise.all(tokens.map((one) => quotaOf(one)))
    assert.deepEqual(quotas, ['"market-maker";q=10000;w=60', '"issuer";q=1000;w=60', '"user";q=100;w=60'])
  })

  it('who becomes a market maker, or ceases to be one, is counted so soon after', async () => {
    const account = newAccount()
    const tokens = await signIn(world().freshApp(), account)
    const app = world().freshApp()
    assert.equal(await quotaOf(tokens, app), '"user";q=100;w=60')
    await makeMaker(account.address)
    world().advance(RATE_CLASS_TTL_MS / 1000 + 1)
    assert.equal(await quotaOf(tokens, app), '"market-maker";q=10000;w=60')
    await world().dependencies.pool.query('update live.account set market_maker = false')
    world().advance(RATE_CLASS_TTL_MS / 1000 + 1)
    assert.equal(await quotaOf(tokens, app), '"user";q=100;w=60')
  })
})

/** As the index publishes them, as far as the budgets look. */
const VIEWS = `create schema live;
  create table live.account (chain_id integer, address text, market_maker boolean);
  create table live.issuer (chain_id integer, address text, status text);`

async function makeMaker(address: Address): Promise<void> {
  await world().dependencies.pool.query('insert into live.account values ($1, $2, true)', [
    CHAIN,
    address.toLowerCase(),
  ])
}

async function makeIssuer(address: Address, status: string): Promise<void> {
  const values = [CHAIN, address.toLowerCase(), status]
  await world().dependencies.pool.query('insert into live.issuer values ($1, $2, $3)', values)
}
