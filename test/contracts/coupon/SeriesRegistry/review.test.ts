import { expect } from 'chai'
import { hashOf, loadFixture, time } from '../../deployment.ts'
import { DAY, deployIssuer, FACE, ISSUE_PRICE } from '../fixture.ts'

/**
 * approve, reject
 * ├── when the caller is not compliance
 * │   └── they revert AccessManagedUnauthorized
 * ├── given a series that is no draft
 * │   └── they revert Series_WrongStatus
 * ├── given an issuer that is no longer active
 * │   └── approve reverts Series_IssuerNotActive
 * ├── given an expiry that has passed since
 * │   └── approve reverts Series_ExpiryPassed
 * ├── given a quota that other series have used since, or that was lowered
 * │   └── approve reverts Series_QuotaExceeded
 * ├── approve
 * │   ├── it opens the series in the core with its terms and takes the quota
 * │   └── it costs the same for 1 unit and for 100,000
 * └── reject
 *     └── it ends the draft
 */
describe('SeriesRegistry: approve and reject', () => {
  const reason = hashOf('reason')

  it('revert for anyone but compliance', async () => {
    const { seriesRegistry, issuer, createDraft } = await loadFixture(deployIssuer)
    const series = await createDraft()
    const registry = seriesRegistry.connect(issuer)
    for (const call of [registry.approve(series), registry.reject(series, reason)]) {
      await expect(call)
        .to.be.revertedWithCustomError(seriesRegistry, 'AccessManagedUnauthorized')
        .withArgs(issuer.address)
    }
  })

  it('revert for what is no draft', async () => {
    const { seriesRegistry, compliance, openSeries } = await loadFixture(deployIssuer)
    const series = await openSeries()
    const registry = seriesRegistry.connect(compliance)
    for (const [id, status] of [
      [series, 2n],
      [99n, 0n],
    ] as const) {
      for (const call of [registry.approve(id), registry.reject(id, reason)]) {
        await expect(call).to.be.revertedWithCustomError(seriesRegistry, 'Series_WrongStatus').withArgs(id, status)
      }
    }
  })

  it('approve reverts when the issuer is no longer active', async () => {
    const { seriesRegistry, issuerRegistry, issuer, compliance, createDraft } = await loadFixture(deployIssuer)
    const series = await createDraft()
    await issuerRegistry.connect(compliance).suspend(issuer, reason)
    await expect(seriesRegistry.connect(compliance).approve(series))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_IssuerNotActive')
      .withArgs(issuer.address)
  })

  it('approve reverts when the expiry has passed', async () => {
    const { seriesRegistry, compliance, createDraft } = await loadFixture(deployIssuer)
    const expiry = BigInt(await time.latest()) + DAY
    const series = await createDraft({ expiry })
    await time.setNextBlockTimestamp(expiry)
    await expect(seriesRegistry.connect(compliance).approve(series))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_ExpiryPassed')
      .withArgs(expiry, expiry)
  })

  it('approve reverts when other series have used the quota', async () => {
    const { seriesRegistry, compliance, createDraft } = await loadFixture(deployIssuer)
    const first = await createDraft({ supply: 1_999n })
    const second = await createDraft({ supply: 2n })
    await seriesRegistry.connect(compliance).approve(first)
    await expect(seriesRegistry.connect(compliance).approve(second))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_QuotaExceeded')
      .withArgs(FACE, 2n * FACE)
  })

  it('approve reverts when the quota was lowered below what is out', async () => {
    const { seriesRegistry, issuerRegistry, issuer, compliance, createDraft, openSeries } =
      await loadFixture(deployIssuer)
    await openSeries()
    const series = await createDraft({ supply: 1n })
    await issuerRegistry.connect(compliance).rate(issuer, 1n)
    await expect(seriesRegistry.connect(compliance).approve(series))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_QuotaExceeded')
      .withArgs(0n, FACE)
  })

  it('approve opens the series in the core and takes the quota', async () => {
    const { seriesRegistry, settlement, issuer, compliance, createDraft } = await loadFixture(deployIssuer)
    const series = await createDraft({ security: true })
    const { draft } = await seriesRegistry.seriesOf(series)
    const approving = seriesRegistry.connect(compliance).approve(series)
    await expect(approving).to.emit(seriesRegistry, 'SeriesApproved').withArgs(series, compliance.address)
    const terms = [issuer.address, FACE, draft.expiry, 3n, 1_000n, 7n * DAY, 3n, 120n, ISSUE_PRICE]
    await expect(approving).to.emit(settlement, 'SeriesOpened').withArgs(series, terms)
    expect((await settlement.seriesOf(series)).terms).to.deep.equal(terms)
    expect((await settlement.issuerOf(issuer)).quotaUsed).to.equal(1_000n * FACE)
    expect((await seriesRegistry.seriesOf(series)).status).to.equal(2n)
  })

  it('approve costs the same for 1 unit and for 100,000', async () => {
    const { seriesRegistry, issuerRegistry, issuer, compliance, createDraft, openSeries } =
      await loadFixture(deployIssuer)
    await issuerRegistry.connect(compliance).rate(issuer, 5n)
    await openSeries()
    const gas: bigint[] = []
    for (const supply of [1n, 100_000n]) {
      const series = await createDraft({ supply })
      const sent = await seriesRegistry.connect(compliance).approve(series)
      gas.push((await sent.wait())?.gasUsed ?? 0n)
    }
    expect(gas[0]).to.equal(gas[1])
  })

  it('reject ends the draft', async () => {
    const { seriesRegistry, compliance, createDraft } = await loadFixture(deployIssuer)
    const series = await createDraft()
    await expect(seriesRegistry.connect(compliance).reject(series, reason))
      .to.emit(seriesRegistry, 'SeriesRejected')
      .withArgs(series, reason)
    await expect(seriesRegistry.connect(compliance).approve(series))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_WrongStatus')
      .withArgs(series, 3n)
  })
})
