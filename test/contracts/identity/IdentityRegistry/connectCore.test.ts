import { expect } from 'chai'
import { deployFoundation, deployMarket, ethers, hashOf, loadFixture } from '../../deployment.ts'
import { deployMakers } from '../makers.ts'

/**
 * connectCore, pushProfile
 * ├── connectCore
 * │   ├── it reverts AccessManagedUnauthorized for anyone but the admin
 * │   ├── it reverts Identity_ZeroCore
 * │   └── it reverts Identity_CoreAlreadyConnected the second time
 * ├── given a core
 * │   └── every change is written there in the same transaction
 * └── pushProfile
 *     ├── it reverts Identity_NoCore without a core
 *     └── it writes an account known before the core, for anyone
 */
describe('IdentityRegistry: connectCore and pushProfile', () => {
  it('connectCore reverts for anyone but the admin', async () => {
    const { identityRegistry, compliance } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(compliance).connectCore(compliance))
      .to.be.revertedWithCustomError(identityRegistry, 'AccessManagedUnauthorized')
      .withArgs(compliance.address)
  })

  it('connectCore reverts for the zero core', async () => {
    const { identityRegistry, admin } = await loadFixture(deployFoundation)
    await expect(identityRegistry.connect(admin).connectCore(ethers.ZeroAddress)).to.be.revertedWithCustomError(
      identityRegistry,
      'Identity_ZeroCore',
    )
  })

  it('connectCore reverts the second time', async () => {
    const { identityRegistry, settlement, admin } = await loadFixture(deployMarket)
    expect(await identityRegistry.core()).to.equal(settlement.target)
    await expect(identityRegistry.connect(admin).connectCore(admin))
      .to.be.revertedWithCustomError(identityRegistry, 'Identity_CoreAlreadyConnected')
      .withArgs(settlement.target)
  })

  it('writes every change to the core', async () => {
    const { identityRegistry, settlement, compliance, reviewer, alice, deposit } = await loadFixture(deployMakers)
    await deposit(alice)
    const registry = identityRegistry.connect(compliance)
    const inCore = async () => [...(await settlement.profileOf(alice))]
    await registry.setIdentity(alice, 3n, 20_000n, 840n, true, true)
    expect(await inCore()).to.deep.equal([3n, 0n, false, 20_000n, 840n, true, true])
    await registry.setSanctioned(alice, true)
    await registry.setState(alice, 1n)
    expect(await inCore()).to.deep.equal([3n, 1n, true, 20_000n, 840n, true, true])
    await registry.freeze(alice, hashOf('case'))
    expect((await settlement.profileOf(alice)).state).to.equal(2n)
    await identityRegistry.connect(reviewer).unfreeze(alice, hashOf('case'))
    expect((await settlement.profileOf(alice)).state).to.equal(1n)
  })

  it('pushProfile reverts without a core', async () => {
    const { identityRegistry, alice } = await loadFixture(deployFoundation)
    await expect(identityRegistry.pushProfile(alice)).to.be.revertedWithCustomError(identityRegistry, 'Identity_NoCore')
  })

  it('pushProfile writes an account known before the core', async () => {
    const { settlement, manager, compliance, alice, stranger, admin } = await loadFixture(deployMarket)
    const late = await ethers.deployContract('IdentityRegistry', [manager.target])
    const selector = late.interface.getFunction('setIdentity').selector
    await manager.connect(admin).setTargetFunctionRole(late.target, [selector], 5n)
    await manager.connect(admin).grantRole(14n, late.target, 0n)
    await late.connect(compliance).setIdentity(alice, 2n, 20_000n, 392n, false, false)
    await expect(late.connect(admin).connectCore(settlement.target))
      .to.emit(late, 'CoreConnected')
      .withArgs(settlement.target)
    await late.connect(stranger).pushProfile(alice)
    expect([...(await settlement.profileOf(alice))]).to.deep.equal([2n, 0n, false, 20_000n, 392n, false, false])
  })
})
