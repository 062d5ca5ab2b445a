import { expect } from 'chai'
import { hashOf, loadFixture } from '../../deployment.ts'
import { deployIssuer } from '../fixture.ts'

/**
 * An issuer whose account compliance has frozen
 * └── it cannot take its guarantee out until it is released
 */
describe('Attack: a frozen issuer leaves with its guarantee', () => {
  it('holds the guarantee while the account is frozen', async () => {
    const { issuerTreasury, identityRegistry, money, issuer, compliance, reviewer, payment } =
      await loadFixture(deployIssuer)
    await money.mint(issuer, 5n)
    await issuerTreasury.depositBySig(issuer, ...(await payment(issuer, issuerTreasury, 5n)))
    await identityRegistry.connect(compliance).freeze(issuer, hashOf('case'))

    await expect(issuerTreasury.connect(issuer).withdraw(5n))
      .to.be.revertedWithCustomError(issuerTreasury, 'Exits_AccountFrozen')
      .withArgs(issuer.address)

    await identityRegistry.connect(reviewer).unfreeze(issuer, hashOf('case'))
    await issuerTreasury.connect(issuer).withdraw(5n)
    expect(await money.balanceOf(issuer)).to.equal(5n)
  })
})
