import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture } = networkHelpers

/**
 * setExitDelay
 * ├── when the caller is not the admin
 * │   └── it reverts AccessManagedUnauthorized
 * ├── when the delay is above an hour
 * │   └── it reverts Exits_DelayAboveConstant
 * └── when it is an hour or less
 *     └── it counts for later requests
 */
describe('Settlement: setExitDelay', () => {
  it('reverts for anyone but the admin', async () => {
    const { settlement, intents, operator } = await loadFixture(deployDesk)
    await expect(settlement.connect(operator).setExitDelay(1)).to.be.revertedWithCustomError(
      intents,
      'AccessManagedUnauthorized',
    )
  })

  it('reverts above an hour', async () => {
    const { settlement } = await loadFixture(deployDesk)
    await expect(settlement.setExitDelay(3_601))
      .to.be.revertedWithCustomError(settlement, 'Exits_DelayAboveConstant')
      .withArgs(3_601, 3_600)
  })

  it('is a minute from the start and can be set up to an hour', async () => {
    const { settlement } = await loadFixture(deployDesk)
    expect(await settlement.exitDelay()).to.equal(60)
    await expect(settlement.setExitDelay(3_600)).to.emit(settlement, 'ExitDelaySet').withArgs(3_600)
    expect(await settlement.exitDelay()).to.equal(3_600)
  })
})
