import { expect } from 'chai'
import { hashOf, loadFixture } from '../../deployment.ts'
import { deployCoupons, deployIssuer } from '../fixture.ts'

/**
 * suspend, reinstate, terminate
 * ├── when the caller is not compliance
 * │   └── they revert AccessManagedUnauthorized
 * ├── given a status that the step does not start from
 * │   └── they revert Issuer_WrongStatus
 * └── otherwise
 *     └── they write the status, here and in the core, and tell the reason
 */
describe('IssuerRegistry: suspend, reinstate and terminate', () => {
  const reason = hashOf('reason')

  it('revert for anyone but compliance', async () => {
    const { issuerRegistry, issuer, guardian } = await loadFixture(deployIssuer)
    const registry = issuerRegistry.connect(guardian)
    for (const call of [
      registry.suspend(issuer, reason),
      registry.reinstate(issuer),
      registry.terminate(issuer, reason),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(issuerRegistry, 'AccessManagedUnauthorized')
        .withArgs(guardian.address)
    }
  })

  it('revert for an applicant', async () => {
    const { issuerRegistry, issuer, compliance, hashes } = await loadFixture(deployCoupons)
    await issuerRegistry.connect(issuer).applyAsIssuer(...hashes)
    const registry = issuerRegistry.connect(compliance)
    for (const call of [
      registry.suspend(issuer, reason),
      registry.reinstate(issuer),
      registry.terminate(issuer, reason),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(issuerRegistry, 'Issuer_WrongStatus')
        .withArgs(issuer.address, 1n)
    }
  })

  it('suspend takes an active issuer out, reinstate brings it back', async () => {
    const { issuerRegistry, settlement, issuer, compliance } = await loadFixture(deployIssuer)
    const registry = issuerRegistry.connect(compliance)
    await expect(registry.suspend(issuer, reason))
      .to.emit(issuerRegistry, 'IssuerSuspended')
      .withArgs(issuer.address, reason)
    expect((await settlement.issuerOf(issuer)).status).to.equal(3n)
    await expect(registry.suspend(issuer, reason)).to.be.revertedWithCustomError(issuerRegistry, 'Issuer_WrongStatus')
    await expect(registry.reinstate(issuer)).to.emit(issuerRegistry, 'IssuerReinstated').withArgs(issuer.address)
    expect((await settlement.issuerOf(issuer)).status).to.equal(2n)
  })

  for (const isSuspended of [false, true]) {
    it(`terminate ends ${isSuspended ? 'a suspended' : 'an active'} issuer for ever`, async () => {
      const { issuerRegistry, settlement, issuer, compliance } = await loadFixture(deployIssuer)
      const registry = issuerRegistry.connect(compliance)
      if (isSuspended) await registry.suspend(issuer, reason)
      await expect(registry.terminate(issuer, reason))
        .to.emit(issuerRegistry, 'IssuerTerminated')
        .withArgs(issuer.address, reason)
      expect((await settlement.issuerOf(issuer)).status).to.equal(4n)
      for (const call of [registry.reinstate(issuer), registry.terminate(issuer, reason), registry.approve(issuer)]) {
        await expect(call)
          .to.be.revertedWithCustomError(issuerRegistry, 'Issuer_WrongStatus')
          .withArgs(issuer.address, 4n)
      }
    })
  }
})
