import { expect } from 'chai'
import { deployIssuer } from '../../coupon/fixture.ts'
import { hashOf, loadFixture } from '../../deployment.ts'
import { SERIES } from './domains.ts'

/**
 * A series that was braked before it was approved
 * └── it stays braked when it opens
 */
describe('Attack: a braked draft trades once it is opened', () => {
  const BRAKE_HINT = 8n

  it('keeps the brake', async () => {
    const { brake, settlement, seriesRegistry, guardian, compliance, createDraft } = await loadFixture(deployIssuer)
    const series = await createDraft()
    await brake.connect(guardian).set(SERIES, series, hashOf('incident'))
    await seriesRegistry.connect(compliance).approve(series)
    const { terms } = await settlement.seriesOf(series)
    expect(terms.flags & BRAKE_HINT).to.equal(BRAKE_HINT)
  })
})
