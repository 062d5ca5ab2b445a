import { expect } from 'chai'
import { deployMarket, ethers, loadFixture } from '../../deployment.ts'

const USDC = ethers.encodeBytes32String('USDC')

/**
 * setFeed, setUptimeFeed
 * ├── when the caller is not the admin
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when bounds, age, deviation or decimals cannot be
 * │   └── it reverts RateOracle_BadFeed
 * ├── when the uptime feed is no contract
 * │   └── it reverts RateOracle_FeedFailed
 * └── otherwise
 *     ├── it sets and tells the feed
 *     └── it removes the feed of an asset when it is zero
 */
describe('RateOracle: setFeed', () => {
  async function deployFeeds() {
    const { rateOracle, admin, stranger } = await deployMarket()
    const feed = await ethers.deployContract('TestPriceFeed', [8, 100_000_000n])
    const precise = await ethers.deployContract('TestPriceFeed', [19, 1n])
    const bounds = { low: 1n, high: 2n ** 64n - 1n }
    const terms = { feed: feed.target, maxAge: 1, maxDeviationBps: 0, checkFeed: ethers.ZeroAddress, ...bounds }
    return { rateOracle, admin, stranger, feed, precise, terms }
  }

  it('reverts for anyone but the admin', async () => {
    const { rateOracle, stranger, terms } = await loadFixture(deployFeeds)
    const refused = 'AccessManagedUnauthorized'
    const asStranger = rateOracle.connect(stranger)
    await expect(asStranger.setFeed(USDC, terms)).to.be.revertedWithCustomError(rateOracle, refused)
    await expect(asStranger.setUptimeFeed(terms.feed)).to.be.revertedWithCustomError(rateOracle, refused)
  })

  it('reverts for a feed that could never be believed', async () => {
    const { rateOracle, admin, feed, precise, terms } = await loadFixture(deployFeeds)
    const checked = { ...terms, checkFeed: feed.target, maxDeviationBps: 10 }
    const wrong = [
      { ...terms, maxAge: 0 },
      { ...terms, low: 0n },
      { ...terms, low: 2n, high: 1n },
      { ...terms, feed: precise.target },
      { ...checked, maxDeviationBps: 0 },
      { ...checked, maxDeviationBps: 10_000 },
      { ...checked, checkFeed: precise.target },
    ]
    for (const each of wrong) {
      await expect(rateOracle.connect(admin).setFeed(USDC, each))
        .to.be.revertedWithCustomError(rateOracle, 'RateOracle_BadFeed')
        .withArgs(USDC)
    }
  })

  it('reverts for an uptime feed that is no contract', async () => {
    const { rateOracle, admin, stranger } = await loadFixture(deployFeeds)
    await expect(rateOracle.connect(admin).setUptimeFeed(stranger))
      .to.be.revertedWithCustomError(rateOracle, 'RateOracle_FeedFailed')
      .withArgs(stranger.address)
  })

  it('sets and tells the feeds', async () => {
    const { rateOracle, admin, terms } = await loadFixture(deployFeeds)
    const values = [terms.feed, 1n, 0n, ethers.ZeroAddress, terms.low, terms.high]
    await expect(rateOracle.connect(admin).setFeed(USDC, terms))
      .to.emit(rateOracle, 'RateFeedSet')
      .withArgs(USDC, values)
    expect(await rateOracle.feedOf(USDC)).to.deep.equal(values)
    await expect(rateOracle.connect(admin).setUptimeFeed(terms.feed))
      .to.emit(rateOracle, 'UptimeFeedSet')
      .withArgs(terms.feed)
    expect(await rateOracle.uptimeFeed()).to.equal(terms.feed)
  })

  it('removes the feed of an asset', async () => {
    const { rateOracle, admin, terms } = await loadFixture(deployFeeds)
    await rateOracle.connect(admin).setFeed(USDC, { ...terms, feed: ethers.ZeroAddress })
    await expect(rateOracle.rateOf(USDC)).to.be.revertedWithCustomError(rateOracle, 'RateOracle_NoFeed')
  })
})
