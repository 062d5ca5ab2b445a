import { expect } from 'chai'
import { loadFixture, time } from '../../deployment.ts'
import { DAY, deployCoupons, deployIssuer } from '../fixture.ts'

/**
 * rate, setTier, issuanceFeeBps
 * ├── when the caller is not compliance
 * │   └── rate and setTier revert AccessManagedUnauthorized
 * ├── when the rating or tier does not exist
 * │   └── they revert Issuer_BadRating, Issuer_BadTier
 * ├── given an applicant
 * │   └── they revert Issuer_WrongStatus
 * ├── rate
 * │   └── it sets the quota that the rating is worth, here and in the core
 * └── issuanceFeeBps
 *     ├── it is gold's in the 30 days after approval, for silver too
 *     ├── it is the tier's when that is better, and after the 30 days
 *     └── it is silver's for an address that is no issuer
 */
describe('IssuerRegistry: rate, setTier and issuanceFeeBps', () => {
  it('revert for anyone but compliance', async () => {
    const { issuerRegistry, issuer } = await loadFixture(deployIssuer)
    for (const call of [
      issuerRegistry.connect(issuer).rate(issuer, 5n),
      issuerRegistry.connect(issuer).setTier(issuer, 3n),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(issuerRegistry, 'AccessManagedUnauthorized')
        .withArgs(issuer.address)
    }
  })

  it('revert for what does not exist', async () => {
    const { issuerRegistry, issuer, compliance } = await loadFixture(deployIssuer)
    await expect(issuerRegistry.connect(compliance).rate(issuer, 6n))
      .to.be.revertedWithCustomError(issuerRegistry, 'Issuer_BadRating')
      .withArgs(6n)
    await expect(issuerRegistry.connect(compliance).setTier(issuer, 4n))
      .to.be.revertedWithCustomError(issuerRegistry, 'Issuer_BadTier')
      .withArgs(4n)
  })

  it('revert for an applicant', async () => {
    const { issuerRegistry, issuer, compliance, hashes } = await loadFixture(deployCoupons)
    await issuerRegistry.connect(issuer).applyAsIssuer(...hashes)
    for (const call of [
      issuerRegistry.connect(compliance).rate(issuer, 5n),
      issuerRegistry.connect(compliance).setTier(issuer, 3n),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(issuerRegistry, 'Issuer_WrongStatus')
        .withArgs(issuer.address, 1n)
    }
  })

  for (const [rating, dollars] of [
    [0n, 0n],
    [1n, 20_000n],
    [2n, 100_000n],
    [3n, 1_000_000n],
    [4n, 5_000_000n],
    [5n, 10_000_000n],
  ] as const) {
    it(`rating ${rating} is worth ${dollars} dollars of quota`, async () => {
      const { issuerRegistry, settlement, issuer, compliance } = await loadFixture(deployIssuer)
      await expect(issuerRegistry.connect(compliance).rate(issuer, rating))
        .to.emit(issuerRegistry, 'IssuerRated')
        .withArgs(issuer.address, rating, dollars * 1_000_000n)
      const { rating: written, quota } = await settlement.issuerOf(issuer)
      expect([written, quota]).to.deep.equal([rating, dollars * 1_000_000n])
    })
  }

  for (const [tier, firstMonthBps, laterBps] of [
    [0n, 120n, 150n],
    [1n, 120n, 120n],
    [2n, 100n, 100n],
    [3n, 80n, 80n],
  ] as const) {
    it(`tier ${tier} pays ${firstMonthBps} bps in its first 30 days and ${laterBps} bps later`, async () => {
      const { issuerRegistry, settlement, issuer, compliance } = await loadFixture(deployIssuer)
      const { onboardedAt } = await issuerRegistry.issuerOf(issuer)
      await expect(issuerRegistry.connect(compliance).setTier(issuer, tier))
        .to.emit(issuerRegistry, 'IssuerTierSet')
        .withArgs(issuer.address, tier)
      expect((await settlement.issuerOf(issuer)).tier).to.equal(tier)
      await time.increaseTo(onboardedAt + 30n * DAY - 1n)
      expect(await issuerRegistry.issuanceFeeBps(issuer)).to.equal(firstMonthBps)
      await time.increaseTo(onboardedAt + 30n * DAY)
      expect(await issuerRegistry.issuanceFeeBps(issuer)).to.equal(laterBps)
    })
  }

  it("is silver's for an address that is no issuer", async () => {
    const { issuerRegistry, stranger } = await loadFixture(deployIssuer)
    expect(await issuerRegistry.issuanceFeeBps(stranger)).to.equal(150n)
  })
})
