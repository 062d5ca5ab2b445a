import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Abi, type Address, createWalletClient, http, stringToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createApp } from '../../../api/app.ts'
import { MAX_OPEN_QUOTES, QUOTE_TTL_SEC } from '../../../api/limits.ts'
import { Addresses } from '../../../kit/addresses.ts'
import { Health } from '../../../kit/health.ts'
import { localKey } from '../../../local/keys.ts'
import { rateOracleAbi } from '../../../sdk/src/abi/rate-oracle.gen.ts'
import { assertProblem, bearer, call, post, type Requester, signIn } from './support/calls.ts'
import { artifact, useApiWorld } from './support/world.ts'

const world = useApiWorld()
const DEPLOYER = privateKeyToAccount(localKey('deployer'))
const FEED_ABI = artifact('oracle/TestPriceFeed').abi

describe('a quote', () => {
  let feeds: Record<'USDC' | 'USDT', Address>
  let app: Requester

  before(async () => {
    const { deploy, dependencies } = world()
    const manager = await deploy('@openzeppelin/contracts/access/manager/AccessManager', [DEPLOYER.address])
    const oracle = await deploy('oracle/RateOracle', [manager])
    const deployFeed = () => deploy('oracle/TestPriceFeed', [8, 100_000_000n])
    feeds = { USDC: await deployFeed(), USDT: await deployFeed() }
    for (const [asset, feed] of Object.entries(feeds)) {
      const terms = {
        feed,
        maxAge: 3_600,
        maxDeviationBps: 0,
        checkFeed: `0x${'0'.repeat(40)}`,
        low: 97_000_000n,
        high: 103_000_000n,
      }
      await send(oracle, rateOracleAbi as Abi, 'setFeed', [stringToHex(asset, { size: 32 }), terms])
    }
    const names = dependencies.addresses.toJSON()
    const addresses = new Addresses('test', new Map(Object.entries({ ...names, RateOracle: oracle })))
    app = createApp({ ...dependencies, addresses, health: new Health('api') })
  })

  async function send(address: Address, abi: Abi, functionName: string, args: readonly unknown[]): Promise<void> {
    const { chain } = world().dependencies
    const wallet = createWalletClient({ account: DEPLOYER, transport: http(chain.transport.url) })
    const hash = await wallet.writeContract({ address, abi, functionName, args, chain: null })
    const { status } = await chain.waitForTransactionReceipt({ hash })
    assert.equal(status, 'success')
  }

  const setRate = (asset: 'USDC' | 'USDT', rate: bigint) => send(feeds[asset], FEED_ABI, 'setAnswer', [rate])
  const ask = (tokens: { accessToken: string }, body: unknown) =>
    post(app, '/api/v1/payments/quotes', body, bearer(tokens))

  it('locks the cross rate of two oracle rates, rounded down', async () => {
    await setRate('USDT', 99_900_000n)
    await setRate('USDC', 100_100_000n)
    const { status, body } = await ask(await signIn(app), { pay: 'USDT', amount: '100.00' })
    assert.equal(status, 201)
    assert.deepEqual(
      [body.receive, body.receiveAmount, body.rate, body.state],
      ['USDC', '99.800199', '0.99800199', 'open'],
    )
  })

  it('keeps its rate when the market moves, and expires after 15 minutes', async () => {
    await setRate('USDC', 100_000_000n)
    const tokens = await signIn(app)
    const { body: locked } = await ask(tokens, { pay: 'USD', amount: '50.00' })
    await setRate('USDC', 102_000_000n)
    const read = () => call(app, `/api/v1/payments/quotes/${locked.quoteId}`, { headers: bearer(tokens) })
    assert.deepEqual((await read()).body, locked)
    assert.equal(locked.receiveAmount, '50.00')
    world().advance(QUOTE_TTL_SEC - 5)
    assert.equal((await read()).body.state, 'open')
    world().advance(10)
    assert.deepEqual(
      (await call(app, `/api/v1/payments/quotes/${locked.quoteId}`, { headers: bearer(await tokensAgain(tokens)) }))
        .body.state,
      'expired',
    )
  })

  it('is refused while the oracle has no rate, with the oracle’s reason', async () => {
    await setRate('USDC', 90_000_000n)
    const answer = await ask(await signIn(app), { pay: 'USD', amount: '50.00' })
    assertProblem(answer, 503, 'RATE_UNAVAILABLE')
    assert.match(String(answer.body.detail), /USDC: RateOracle_OutOfBounds\(.*rate: 90000000/)
    await setRate('USDC', 100_000_000n)
  })

  it('is refused when nothing would be left of the amount', async () => {
    await setRate('USDT', 97_000_000n)
    assertProblem(await ask(await signIn(app), { pay: 'USDT', amount: '0.000001' }), 422, 'QUOTE_TOO_SMALL')
  })

  it('is refused beyond so many open ones, until they expire', async () => {
    const tokens = await signIn(app)
    for (let i = 0; i < MAX_OPEN_QUOTES; i++)
      assert.equal((await ask(tokens, { pay: 'USD', amount: '1.00' })).status, 201)
    assertProblem(await ask(tokens, { pay: 'USD', amount: '1.00' }), 422, 'QUOTE_LIMIT')
  })

  it('is told to its own account only', async () => {
    const { body } = await ask(await signIn(app), { pay: 'USD', amount: '1.00' })
    const other = bearer(await signIn(app))
    assertProblem(await call(app, `/api/v1/payments/quotes/${body.quoteId}`, { headers: other }), 404, 'QUOTE_UNKNOWN')
  })

  async function tokensAgain({ refreshToken }: { refreshToken: string }) {
    const { body } = await post(app, '/api/v1/auth/refresh', { refreshToken })
    return { accessToken: String(body.accessToken) }
  }
})
