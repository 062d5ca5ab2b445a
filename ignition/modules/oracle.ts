import { stringToHex, zeroAddress } from 'viem'
import type { AccessPlan } from '../access-plan.ts'
import type { Builder, ContractFuture } from '../builder.ts'

/** Money assets with a dollar rate; the parameter of each one's feed on a real chain. */
const FEED_PARAMETERS = { USDC: 'usdcFeed', USDT: 'usdtFeed' } as const
type RatedAsset = keyof typeof FEED_PARAMETERS

/** A stablecoin further from its dollar than this is not converted by a machine; 8 decimals. */
const LOW = 97_000_000n
const HIGH = 103_000_000n
/** Heartbeat of Chainlink's stablecoin feeds, a day, and an hour's margin. */
const MAX_AGE_SEC = 90_000

export type RateFeeds = Record<RatedAsset, ContractFuture>

export function deployOracle(m: Builder, manager: ContractFuture) {
  return { rateOracle: m.contract('RateOracle', [manager]) }
}

/** Feeds of local chains, at one dollar until somebody sets them. */
export function deployTestFeeds(m: Builder): RateFeeds {
  const feed = (asset: RatedAsset) => m.contract('TestPriceFeed', [8, 100_000_000n], { id: `TestPriceFeed_${asset}` })
  return { USDC: feed('USDC'), USDT: feed('USDT') }
}

/** The feeds that exist: parameters `usdcFeed`, `usdtFeed`. */
export function givenFeeds(m: Builder): RateFeeds {
  const feed = (asset: RatedAsset) =>
    m.contractAt('IAggregatorV3', m.getParameter(FEED_PARAMETERS[asset]), { id: `PriceFeed_${asset}` })
  return { USDC: feed('USDC'), USDT: feed('USDT') }
}

/** A second publisher's feed and an L2's uptime feed are the admin's to add later: not every chain has them. */
export function configureOracle(plan: AccessPlan, oracle: ContractFuture, feeds: RateFeeds): void {
  const bounds = { maxAge: MAX_AGE_SEC, maxDeviationBps: 0, checkFeed: zeroAddress, low: LOW, high: HIGH }
  for (const [asset, feed] of Object.entries(feeds)) {
    plan.execute(
      oracle,
      'setFeed',
      [stringToHex(asset, { size: 32 }), { feed, ...bounds }],
      `RateOracle_setFeed_${asset}`,
    )
  }
}
