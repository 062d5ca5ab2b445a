import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { keccak256, toHex } from 'viem'
import type { Braked } from '../../../../relayer/sequencer/engine/types.ts'
import { recover } from '../../../../relayer/sequencer/journal/recover.ts'
import { createMarket } from './support/shell-world.ts'
import type { Trader } from './support/trader.ts'

const PRICE = 20_000_000n
const DOMAIN = { product: 1, series: 3 } as const
const COUPON_MARKET = 1n
const SERIES = 1n
const HOLD_SEC = 72 * 3_600

/**
 * A brake on chain
 * ├── on a series refuses its orders (ORDER_BRAKED) until it is released
 * ├── on the whole market refuses them too: the core would settle none of its batches
 * └── stands in the journal with its end, and its release, each once
 */
describe('a brake', () => {
  let market: Awaited<ReturnType<typeof createMarket>>
  let trader: Trader
  before(async () => {
    market = await createMarket()
    trader = await market.world.trader()
  })
  after(() => market.world.end())

  let lane = 0
  const brake = (functionName: string, domain: number, key: bigint) => {
    const incident = keccak256(toHex(`${functionName} ${domain}`))
    return market.world.core.brakeBy(functionName, functionName === 'set' ? [domain, key, incident] : [domain, key])
  }
  const answersUntil = (code: string) =>
    market.world.mineUntil(`the answer being ${code}`, async () => {
      const [result] = await market.world.place(trader.buy({ price: PRICE, lane: lane++ % 16 }))
      return (result?.code ?? result?.status) === code
    })

  it('stops a series, or the whole market, until it is released', async () => {
    await answersUntil('accepted')
    for (const [domain, key] of [
      [DOMAIN.series, SERIES],
      [DOMAIN.product, COUPON_MARKET],
    ] as const) {
      await brake('set', domain, key)
      await answersUntil('ORDER_BRAKED')
      await brake('release', domain, key)
      await answersUntil('accepted')
    }
  })

  it('is in the journal with its end, for whoever judges the market by it', async () => {
    const { world } = market
    await world.sequencer.kill('SIGKILL')
    const braked: (Braked & { timeMs: number })[] = []
    const { journal } = await recover({
      directory: join(world.dataDir, 'sequencer'),
      log: () => undefined,
      onReplayed: ({ command, timeMs }) => {
        if (command.kind === 'BRAKED') braked.push({ ...command, timeMs })
      },
    })
    await journal.close()
    assert.deepEqual(
      braked.map(({ series, untilMs }) => [series, untilMs === 0]),
      [
        [1, false],
        [1, true],
        [1, false],
        [1, true],
      ],
    )
    const block = await world.chain.client.getBlock()
    for (const { untilMs } of braked) assert.ok(untilMs <= (Number(block.timestamp) + HOLD_SEC) * 1_000)
    await world.sequencer.start()
  })
})
