import { expect } from 'chai'
import { hashOf, loadFixture } from '../../deployment.ts'
import { deployIssuer } from '../fixture.ts'

const AT_RISK = 4n
const BRAKE_HINT = 8n

/**
 * setAtRisk
 * ├── when the caller is not compliance
 * │   └── it reverts AccessManagedUnauthorized
 * ├── given a draft or no series
 * │   └── it reverts Series_WrongStatus
 * └── given an approved or closed series
 *     ├── it sets and clears the mark in the core
 *     └── it leaves the other flags, the brake's hint among them
 */
describe('SeriesRegistry: setAtRisk', () => {
  it('reverts for anyone but compliance', async () => {
    const { seriesRegistry, issuer, openSeries } = await loadFixture(deployIssuer)
    const series = await openSeries()
    await expect(seriesRegistry.connect(issuer).setAtRisk(series, true))
      .to.be.revertedWithCustomError(seriesRegistry, 'AccessManagedUnauthorized')
      .withArgs(issuer.address)
  })

  it('reverts for a draft', async () => {
    const { seriesRegistry, compliance, createDraft } = await loadFixture(deployIssuer)
    const series = await createDraft()
    await expect(seriesRegistry.connect(compliance).setAtRisk(series, true))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_WrongStatus')
      .withArgs(series, 1n)
  })

  it('sets and clears the mark in the core', async () => {
    const { seriesRegistry, settlement, issuer, compliance, openSeries } = await loadFixture(deployIssuer)
    const series = await openSeries()
    const { flags } = (await settlement.seriesOf(series)).terms
    const marking = seriesRegistry.connect(compliance).setAtRisk(series, true)
    await expect(marking).to.emit(seriesRegistry, 'SeriesAtRiskSet').withArgs(series, true)
    await expect(marking)
      .to.emit(settlement, 'SeriesFlagsSet')
      .withArgs(series, flags | AT_RISK)
    await seriesRegistry.connect(issuer).closeSupply(series)
    await seriesRegistry.connect(compliance).setAtRisk(series, false)
    expect((await settlement.seriesOf(series)).terms.flags).to.equal(flags)
  })

  it("leaves the brake's hint", async () => {
    const { seriesRegistry, settlement, brake, guardian, compliance, openSeries } = await loadFixture(deployIssuer)
    const series = await openSeries()
    await brake.connect(guardian).set(3n, series, hashOf('incident'))
    await seriesRegistry.connect(compliance).setAtRisk(series, true)
    const { flags } = (await settlement.seriesOf(series)).terms
    expect(flags & (AT_RISK | BRAKE_HINT)).to.equal(AT_RISK | BRAKE_HINT)
  })
})
