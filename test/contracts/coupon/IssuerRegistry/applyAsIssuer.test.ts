import { expect } from 'chai'
import { ethers, hashOf, loadFixture, time } from '../../deployment.ts'
import { deployCoupons } from '../fixture.ts'

/**
 * applyAsIssuer, applyAsIssuerBySig
 * ├── when a hash is zero
 * │   └── it reverts Issuer_EmptyHash
 * ├── given a pending, active, suspended or terminated issuer
 * │   └── it reverts Issuer_WrongStatus
 * ├── when the signature is another's
 * │   └── it reverts Intents_BadSignature
 * └── otherwise
 *     ├── it makes the applicant pending, here and in the core
 *     ├── it does the same for a signed application
 *     └── it carries a signed application in a batch
 */
describe('IssuerRegistry: applyAsIssuer', () => {
  for (const empty of [0, 1, 2]) {
    it(`reverts when hash ${empty} is zero`, async () => {
      const { issuerRegistry, issuer, hashes } = await loadFixture(deployCoupons)
      const args = hashes.map((hash, index) => (index === empty ? ethers.ZeroHash : hash))
      const [company = '', licence = '', documents = ''] = args
      await expect(
        issuerRegistry.connect(issuer).applyAsIssuer(company, licence, documents),
      ).to.be.revertedWithCustomError(issuerRegistry, 'Issuer_EmptyHash')
    })
  }

  it('reverts for a pending issuer', async () => {
    const { issuerRegistry, issuer, hashes } = await loadFixture(deployCoupons)
    await issuerRegistry.connect(issuer).applyAsIssuer(...hashes)
    await expect(issuerRegistry.connect(issuer).applyAsIssuer(...hashes))
      .to.be.revertedWithCustomError(issuerRegistry, 'Issuer_WrongStatus')
      .withArgs(issuer.address, 1n)
  })

  it('reverts for a terminated issuer', async () => {
    const { issuerRegistry, issuer, compliance, onboard, hashes } = await loadFixture(deployCoupons)
    await onboard()
    await issuerRegistry.connect(compliance).terminate(issuer, hashOf('reason'))
    await expect(issuerRegistry.connect(issuer).applyAsIssuer(...hashes))
      .to.be.revertedWithCustomError(issuerRegistry, 'Issuer_WrongStatus')
      .withArgs(issuer.address, 4n)
  })

  it("reverts for another's signature", async () => {
    const { issuerRegistry, issuer, alice, hashes, authOf } = await loadFixture(deployCoupons)
    const auth = await authOf(alice, 'ApplyAsIssuer', named(hashes), { account: issuer.address })
    await expect(issuerRegistry.applyAsIssuerBySig(...hashes, auth))
      .to.be.revertedWithCustomError(issuerRegistry, 'Intents_BadSignature')
      .withArgs(issuer.address)
  })

  it('makes the applicant pending, here and in the core', async () => {
    const { issuerRegistry, settlement, issuer, hashes } = await loadFixture(deployCoupons)
    const applying = issuerRegistry.connect(issuer).applyAsIssuer(...hashes)
    await expect(applying)
      .to.emit(issuerRegistry, 'IssuerApplied')
      .withArgs(issuer.address, ...hashes)
    await expect(applying).to.emit(settlement, 'IssuerWordSet').withArgs(issuer.address, 1n, 0n, 0n, 0n, 0n)
    const now = BigInt(await time.latest())
    expect(await issuerRegistry.issuerOf(issuer)).to.deep.equal([1n, 0n, 0n, now, 0n, 0n, ...hashes])
    expect((await settlement.issuerOf(issuer)).status).to.equal(1n)
  })

  it('takes a signed application carried by anyone', async () => {
    const { issuerRegistry, issuer, stranger, hashes, authOf } = await loadFixture(deployCoupons)
    const auth = await authOf(issuer, 'ApplyAsIssuer', named(hashes))
    await expect(issuerRegistry.connect(stranger).applyAsIssuerBySig(...hashes, auth))
      .to.emit(issuerRegistry, 'IssuerApplied')
      .withArgs(issuer.address, ...hashes)
  })

  it('carries a signed application in a batch', async () => {
    const { issuerRegistry, issuer, hashes, authOf } = await loadFixture(deployCoupons)
    const auth = await authOf(issuer, 'ApplyAsIssuer', named(hashes))
    const item = issuerRegistry.interface.encodeFunctionData('applyAsIssuerBySig', [...hashes, auth])
    await expect(issuerRegistry.executeIntents([item]))
      .to.emit(issuerRegistry, 'IntentExecuted')
      .withArgs(issuer.address, auth.nonce, item.slice(0, 10))
    expect((await issuerRegistry.issuerOf(issuer)).status).to.equal(1n)
  })

  it('refuses any other function in a batch', async () => {
    const { issuerRegistry, issuer } = await loadFixture(deployCoupons)
    const item = issuerRegistry.interface.encodeFunctionData('approve', [issuer.address])
    await expect(issuerRegistry.executeIntents([item])).to.emit(issuerRegistry, 'IntentRefused')
  })
})

function named([companyHash, licenceHash, documentsHash]: readonly [string, string, string]) {
  return { companyHash, licenceHash, documentsHash }
}
