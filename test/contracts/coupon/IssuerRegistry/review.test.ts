import { expect } from 'chai'
import { hashOf, loadFixture, time } from '../../deployment.ts'
import { deployCoupons } from '../fixture.ts'

/**
 * approve, reject
 * ├── when the caller is not compliance
 * │   └── they revert AccessManagedUnauthorized
 * ├── given no application, or one that was decided
 * │   └── they revert Issuer_WrongStatus
 * ├── approve
 * │   └── it starts the issuer with BBB, silver and 100,000.00 of quota, here and in the core
 * └── reject
 *     ├── it forgets the application
 *     └── it lets the applicant apply again
 */
describe('IssuerRegistry: approve and reject', () => {
  const reason = hashOf('reason')

  it('revert for anyone but compliance', async () => {
    const { issuerRegistry, issuer, reviewer, hashes } = await loadFixture(deployCoupons)
    await issuerRegistry.connect(issuer).applyAsIssuer(...hashes)
    for (const call of [
      issuerRegistry.connect(reviewer).approve(issuer),
      issuerRegistry.connect(reviewer).reject(issuer, reason),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(issuerRegistry, 'AccessManagedUnauthorized')
        .withArgs(reviewer.address)
    }
  })

  it('revert without an application', async () => {
    const { issuerRegistry, issuer, compliance } = await loadFixture(deployCoupons)
    for (const call of [
      issuerRegistry.connect(compliance).approve(issuer),
      issuerRegistry.connect(compliance).reject(issuer, reason),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(issuerRegistry, 'Issuer_WrongStatus')
        .withArgs(issuer.address, 0n)
    }
  })

  it('revert once it was decided', async () => {
    const { issuerRegistry, issuer, compliance, onboard } = await loadFixture(deployCoupons)
    await onboard()
    await expect(issuerRegistry.connect(compliance).reject(issuer, reason))
      .to.be.revertedWithCustomError(issuerRegistry, 'Issuer_WrongStatus')
      .withArgs(issuer.address, 2n)
  })

  it('approve starts with BBB, silver and 100,000.00, here and in the core', async () => {
    const { issuerRegistry, settlement, issuer, compliance, hashes } = await loadFixture(deployCoupons)
    await issuerRegistry.connect(issuer).applyAsIssuer(...hashes)
    const approving = issuerRegistry.connect(compliance).approve(issuer)
    const quota = 100_000_000_000n
    await approving
    const now = BigInt(await time.latest())
    await expect(approving).to.emit(issuerRegistry, 'IssuerApproved').withArgs(issuer.address, now)
    await expect(approving).to.emit(issuerRegistry, 'IssuerRated').withArgs(issuer.address, 2n, quota)
    await expect(approving).to.emit(issuerRegistry, 'IssuerTierSet').withArgs(issuer.address, 0n)
    expect(await settlement.issuerOf(issuer)).to.deep.equal([2n, 0n, 2n, now, 0n, quota])
  })

  it('reject forgets the application and lets the applicant apply again', async () => {
    const { issuerRegistry, settlement, issuer, compliance, hashes } = await loadFixture(deployCoupons)
    await issuerRegistry.connect(issuer).applyAsIssuer(...hashes)
    await expect(issuerRegistry.connect(compliance).reject(issuer, reason))
      .to.emit(issuerRegistry, 'IssuerRejected')
      .withArgs(issuer.address, reason)
    expect((await settlement.issuerOf(issuer)).status).to.equal(0n)
    await issuerRegistry.connect(issuer).applyAsIssuer(...hashes)
    expect((await issuerRegistry.issuerOf(issuer)).status).to.equal(1n)
  })
})
