import { expect } from 'chai'
import { hashOf, loadFixture } from '../deployment.ts'
import { deployOrganisation, WITHOUT_END } from './fixture.ts'

const GUARANTEE = 5_000_000_000n

/** An issuer that is an organisation: its treasury's money moves by its rules alone (ACC-4, ISS-4). */
describe('an issuer that is an organisation', () => {
  async function deployIssuingOrganisation() {
    const all = await deployOrganisation()
    const { organisation, issuerRegistry, issuerTreasury, compliance, money, issuer, payment } = all
    const { actionOf, execute, manage, ann, ben } = all
    const hashes = [hashOf('company'), hashOf('licence'), hashOf('documents')] as const
    const apply = issuerRegistry.interface.encodeFunctionData('applyAsIssuer', [...hashes])
    await execute(actionOf(String(issuerRegistry.target), apply), [ann, ben])
    await issuerRegistry.connect(compliance).approve(organisation)
    await money.mint(issuer, GUARANTEE)
    const nonce = BigInt(String(organisation.target)) << 64n
    await issuerTreasury.depositBySig(organisation, ...(await payment(issuer, issuerTreasury, GUARANTEE, nonce)))
    const { selector } = issuerTreasury.interface.getFunction('withdraw')
    const bands = [
      { upTo: 1_000_000_000n, approvals: 1n, owners: 0n },
      { upTo: WITHOUT_END, approvals: 3n, owners: 1n },
    ]
    await execute(manage('setRule', [issuerTreasury.target, selector, 0n, bands]), [ann, ben])
    const withdraw = (amount: bigint) =>
      actionOf(String(issuerTreasury.target), issuerTreasury.interface.encodeFunctionData('withdraw', [amount]))
    return { ...all, withdraw }
  }

  it('applies, is approved and pays a guarantee in', async () => {
    const { organisation, issuerTreasury, settlement } = await loadFixture(deployIssuingOrganisation)
    expect(await issuerTreasury.guaranteeOf(organisation)).to.equal(GUARANTEE)
    expect((await settlement.issuerOf(organisation)).status).to.equal(2n)
  })

  it('takes of its guarantee what its approvals are enough for', async () => {
    const { organisation, money, issuerTreasury, execute, withdraw, ann, admin, eva, fay } =
      await loadFixture(deployIssuingOrganisation)
    const before = await money.balanceOf(organisation)
    await execute(withdraw(1_000_000_000n), [eva])
    await expect(execute(withdraw(100_000_000n), [eva]))
      .to.be.revertedWithCustomError(organisation, 'Organisation_NotEnough')
      .withArgs(1n, 0n, [WITHOUT_END, 3n, 1n])
    await expect(execute(withdraw(4_000_000_000n), [admin, eva, fay])).to.be.revertedWithCustomError(
      organisation,
      'Organisation_NotEnough',
    )
    await execute(withdraw(4_000_000_000n), [ann, eva, fay])
    expect(await money.balanceOf(organisation)).to.equal(before + GUARANTEE)
    expect(await issuerTreasury.guaranteeOf(organisation)).to.equal(0n)
  })

  it('is not served by one owner, nor by a member in its own name', async () => {
    const { organisation, issuerTreasury, execute, actionOf, ann, ben, carrier } =
      await loadFixture(deployIssuingOrganisation)
    const draw = issuerTreasury.interface.encodeFunctionData('draw', [
      organisation.target,
      ann.address,
      1n,
      hashOf('x'),
    ])
    await expect(execute(actionOf(String(issuerTreasury.target), draw), [ann])).to.be.revertedWithCustomError(
      organisation,
      'Organisation_NotEnough',
    )
    await expect(execute(actionOf(String(issuerTreasury.target), draw), [ann, ben]))
      .to.be.revertedWithCustomError(issuerTreasury, 'AccessManagedUnauthorized')
      .withArgs(organisation.target)
    await expect(issuerTreasury.connect(carrier).withdraw(1n)).to.be.revertedWithCustomError(
      issuerTreasury,
      'Treasury_Insufficient',
    )
  })
})
