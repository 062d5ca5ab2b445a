import { expect } from 'chai'
import { hashOf, loadFixture } from '../../deployment.ts'
import { deployHolder, deployIssuer, FACE } from '../fixture.ts'

/**
 * closeSupply, closeSupplyBySig
 * ├── given a series that is not approved
 * │   └── it reverts Series_WrongStatus
 * ├── when the caller is not its issuer
 * │   └── it reverts Series_NotIssuer
 * └── otherwise
 *     ├── it ends the primary sale and returns the unsold quota
 *     ├── it works for a suspended issuer
 *     └── it takes a signed wish, alone and in a batch
 */
describe('SeriesRegistry: closeSupply', () => {
  it('reverts for a draft', async () => {
    const { seriesRegistry, issuer, createDraft } = await loadFixture(deployIssuer)
    const series = await createDraft()
    await expect(seriesRegistry.connect(issuer).closeSupply(series))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_WrongStatus')
      .withArgs(series, 1n)
  })

  it('reverts for anyone but its issuer', async () => {
    const { seriesRegistry, otherIssuer, onboard, openSeries } = await loadFixture(deployIssuer)
    await onboard(otherIssuer)
    const series = await openSeries()
    await expect(seriesRegistry.connect(otherIssuer).closeSupply(series))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_NotIssuer')
      .withArgs(series, otherIssuer.address)
  })

  it('ends the primary sale and returns the unsold quota', async () => {
    const { seriesRegistry, settlement, issuer, series } = await loadFixture(deployHolder)
    const closing = seriesRegistry.connect(issuer).closeSupply(series)
    await expect(closing).to.emit(seriesRegistry, 'SeriesClosed').withArgs(series)
    await expect(closing).to.emit(settlement, 'SupplyClosed').withArgs(series, 1n)
    expect((await settlement.seriesOf(series)).terms.supply).to.equal(1n)
    expect((await settlement.issuerOf(issuer)).quotaUsed).to.equal(FACE)
    await expect(seriesRegistry.connect(issuer).closeSupply(series))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_WrongStatus')
      .withArgs(series, 4n)
  })

  it('works for a suspended issuer', async () => {
    const { seriesRegistry, issuerRegistry, settlement, issuer, compliance, openSeries } =
      await loadFixture(deployIssuer)
    const series = await openSeries()
    await issuerRegistry.connect(compliance).suspend(issuer, hashOf('reason'))
    await seriesRegistry.connect(issuer).closeSupply(series)
    expect((await settlement.issuerOf(issuer)).quotaUsed).to.equal(0n)
  })

  it('takes a signed wish, alone and in a batch', async () => {
    const { seriesRegistry, issuer, openSeries, authOf } = await loadFixture(deployIssuer)
    const first = await openSeries()
    const second = await openSeries()
    await seriesRegistry.closeSupplyBySig(first, await authOf(issuer, 'CloseSupply', { series: first }))
    const auth = await authOf(issuer, 'CloseSupply', { series: second })
    const item = seriesRegistry.interface.encodeFunctionData('closeSupplyBySig', [second, auth])
    await seriesRegistry.executeIntents([item])
    expect((await seriesRegistry.seriesOf(first)).status).to.equal(4n)
    expect((await seriesRegistry.seriesOf(second)).status).to.equal(4n)
  })
})
