import { expect } from 'chai'
import { deployMarket, ethers, loadFixture, time } from '../../deployment.ts'

const USDC = ethers.encodeBytes32String('USDC')
const EURC = ethers.encodeBytes32String('EURC')
const DOLLAR = 100_000_000n
const HOUR = 3_600

/**
 * rateOf
 * ├── given no feed
 * │   └── it reverts RateOracle_NoFeed
 * ├── when the feed does not answer
 * │   └── it reverts RateOracle_FeedFailed
 * ├── when the round is incomplete, or the answer zero or negative
 * │   └── it reverts RateOracle_NoAnswer
 * ├── when the answer is older than maxAge, or from the future
 * │   └── it reverts RateOracle_Stale
 * ├── when the rate is below low or above high
 * │   └── it reverts RateOracle_OutOfBounds
 * ├── given a check feed
 * │   ├── when it is further away than maxDeviationBps
 * │   │   └── it reverts RateOracle_Deviates
 * │   └── when it is stale or impossible itself
 * │       └── it reverts like the feed
 * ├── given an uptime feed
 * │   └── when the sequencer is down, or up for less than an hour
 * │       └── it reverts RateOracle_SequencerDown
 * └── otherwise
 *     ├── it answers at every edge of what is allowed
 *     └── it scales 0 to 18 decimals to 8, rounding down
 */
describe('RateOracle: rateOf', () => {
  async function deployOracle() {
    const { rateOracle, manager, admin } = await deployMarket()
    const feed = await ethers.deployContract('TestPriceFeed', [8, DOLLAR])
    const checkFeed = await ethers.deployContract('TestPriceFeed', [18, 10n ** 18n])
    const terms = { feed: feed.target, maxAge: HOUR, maxDeviationBps: 50, checkFeed: checkFeed.target }
    const wide = { ...terms, low: 95_000_000n, high: 105_000_000n }
    await rateOracle.connect(admin).setFeed(USDC, wide)
    const rate = async () => (await rateOracle.rateOf(USDC)).rate
    return { rateOracle, manager, admin, feed, checkFeed, wide, rate }
  }

  it('reverts for an asset without a feed', async () => {
    const { rateOracle } = await loadFixture(deployOracle)
    await expect(rateOracle.rateOf(EURC)).to.be.revertedWithCustomError(rateOracle, 'RateOracle_NoFeed').withArgs(EURC)
  })

  it('reverts when the feed does not answer', async () => {
    const { rateOracle, admin, wide } = await loadFixture(deployOracle)
    const deaf = await ethers.deployContract('DeafPriceFeed')
    await rateOracle.connect(admin).setFeed(USDC, { ...wide, feed: deaf.target })
    await expect(rateOracle.rateOf(USDC))
      .to.be.revertedWithCustomError(rateOracle, 'RateOracle_FeedFailed')
      .withArgs(deaf.target)
  })

  for (const answer of [0n, -1n, -(2n ** 255n)]) {
    it(`reverts for the answer ${answer}`, async () => {
      const { rateOracle, feed } = await loadFixture(deployOracle)
      await feed.setAnswer(answer)
      await expect(rateOracle.rateOf(USDC)).to.be.revertedWithCustomError(rateOracle, 'RateOracle_NoAnswer')
    })
  }

  it('reverts for an incomplete round', async () => {
    const { rateOracle, feed } = await loadFixture(deployOracle)
    await feed.setUpdatedAt(0n)
    await expect(rateOracle.rateOf(USDC))
      .to.be.revertedWithCustomError(rateOracle, 'RateOracle_NoAnswer')
      .withArgs(feed.target, DOLLAR, 0n)
  })

  it('answers at maxAge and reverts a second later', async () => {
    const { rateOracle, feed, rate } = await loadFixture(deployOracle)
    const updatedAt = await time.latest()
    await feed.setUpdatedAt(updatedAt)
    await time.increaseTo(updatedAt + HOUR)
    expect(await rate()).to.equal(DOLLAR)
    await time.increaseTo(updatedAt + HOUR + 1)
    await expect(rateOracle.rateOf(USDC))
      .to.be.revertedWithCustomError(rateOracle, 'RateOracle_Stale')
      .withArgs(feed.target, updatedAt, HOUR)
  })

  it('reverts for an answer from the future', async () => {
    const { rateOracle, feed } = await loadFixture(deployOracle)
    await feed.setUpdatedAt((await time.latest()) + 1_000)
    await expect(rateOracle.rateOf(USDC)).to.be.revertedWithCustomError(rateOracle, 'RateOracle_Stale')
  })

  it('answers at its bounds and reverts outside', async () => {
    const { rateOracle, admin, feed, wide, rate } = await loadFixture(deployOracle)
    await rateOracle.connect(admin).setFeed(USDC, { ...wide, checkFeed: ethers.ZeroAddress })
    for (const edge of [wide.low, wide.high]) {
      await feed.setAnswer(edge)
      expect(await rate()).to.equal(edge)
    }
    for (const outside of [wide.low - 1n, wide.high + 1n, 2n ** 255n - 1n]) {
      await feed.setAnswer(outside)
      await expect(rateOracle.rateOf(USDC))
        .to.be.revertedWithCustomError(rateOracle, 'RateOracle_OutOfBounds')
        .withArgs(USDC, outside, wide.low, wide.high)
    }
  })

  it('answers as far from the check feed as it may and reverts beyond', async () => {
    const { rateOracle, feed, rate } = await loadFixture(deployOracle)
    for (const near of [99_500_000n, 100_500_000n]) {
      await feed.setAnswer(near)
      expect(await rate()).to.equal(near)
    }
    for (const far of [99_499_999n, 100_500_001n]) {
      await feed.setAnswer(far)
      await expect(rateOracle.rateOf(USDC))
        .to.be.revertedWithCustomError(rateOracle, 'RateOracle_Deviates')
        .withArgs(USDC, far, DOLLAR, 50)
    }
  })

  it('reverts when the check feed is old or impossible', async () => {
    const { rateOracle, checkFeed } = await loadFixture(deployOracle)
    await checkFeed.setAnswer(2n ** 255n - 1n)
    await expect(rateOracle.rateOf(USDC)).to.be.revertedWithCustomError(rateOracle, 'RateOracle_OutOfBounds')
    await checkFeed.setAnswer(10n ** 18n)
    await checkFeed.setUpdatedAt((await time.latest()) - HOUR - 10)
    await expect(rateOracle.rateOf(USDC)).to.be.revertedWithCustomError(rateOracle, 'RateOracle_Stale')
  })

  it('reverts while the rollup is down and for an hour after', async () => {
    const { rateOracle, admin, rate } = await loadFixture(deployOracle)
    const uptime = await ethers.deployContract('TestPriceFeed', [0, 0n])
    await rateOracle.connect(admin).setUptimeFeed(uptime.target)
    await expect(rateOracle.rateOf(USDC)).to.be.revertedWithCustomError(rateOracle, 'RateOracle_SequencerDown')
    await uptime.setAnswer(1n)
    await time.increase(2 * HOUR)
    await expect(rateOracle.rateOf(USDC)).to.be.revertedWithCustomError(rateOracle, 'RateOracle_SequencerDown')
    await uptime.setAnswer(0n)
    const backSince = await time.latest()
    await time.increaseTo(backSince + HOUR - 1)
    await expect(rateOracle.rateOf(USDC)).to.be.revertedWithCustomError(rateOracle, 'RateOracle_SequencerDown')
    await time.increaseTo(backSince + HOUR)
    expect(await rate()).to.equal(DOLLAR)
  })

  const scales = [
    { decimals: 0, answer: 1n, expected: DOLLAR },
    { decimals: 6, answer: 1_000_001n, expected: 100_000_100n },
    { decimals: 8, answer: 99_999_999n, expected: 99_999_999n },
    { decimals: 18, answer: 999_999_999_999_999_999n, expected: 99_999_999n },
  ]
  for (const { decimals, answer, expected } of scales) {
    it(`scales ${decimals} decimals to 8, rounding down`, async () => {
      const { rateOracle, admin, wide, rate } = await loadFixture(deployOracle)
      const feed = await ethers.deployContract('TestPriceFeed', [decimals, answer])
      await rateOracle.connect(admin).setFeed(USDC, { ...wide, feed: feed.target, checkFeed: ethers.ZeroAddress })
      expect(await rate()).to.equal(expected)
    })
  }
})
