import { expect } from 'chai'
import { deployFoundation, ethers, hashOf, loadFixture } from '../../deployment.ts'

/**
 * check, for the sender and for the receiver alike
 * ├── given a level of 0
 * │   └── it reverts Gate_LevelTooLow
 * ├── given a restricted, frozen or closed account
 * │   └── it reverts Gate_AccountState
 * ├── given a sanctioned account
 * │   └── it reverts Gate_Sanctioned
 * └── given two known accounts in good standing
 *     └── it passes
 */
describe('LevelGate: check', () => {
  async function deployGate() {
    const deployed = await deployFoundation()
    const { identityRegistry, compliance, alice, bob } = deployed
    const gate = await ethers.deployContract('LevelGate', [await identityRegistry.getAddress()])
    await identityRegistry.connect(compliance).setIdentity(alice.address, 1n, 0n, 840n, false, false)
    await identityRegistry.connect(compliance).setIdentity(bob.address, 1n, 0n, 840n, false, false)
    return { ...deployed, gate, registry: identityRegistry.connect(compliance) }
  }

  it('reverts for a level of 0', async () => {
    const { gate, alice, stranger } = await loadFixture(deployGate)
    for (const [from, to] of [
      [alice, stranger],
      [stranger, alice],
    ] as const) {
      await expect(gate.check(from.address, to.address, 1n, '0x'))
        .to.be.revertedWithCustomError(gate, 'Gate_LevelTooLow')
        .withArgs(stranger.address, 0n)
    }
  })

  for (const state of [1n, 3n]) {
    it(`reverts in state ${state}`, async () => {
      const { gate, registry, alice, bob } = await loadFixture(deployGate)
      await registry.setState(bob.address, state)
      await expect(gate.check(bob.address, alice.address, 1n, '0x'))
        .to.be.revertedWithCustomError(gate, 'Gate_AccountState')
        .withArgs(bob.address, state)
      await expect(gate.check(alice.address, bob.address, 1n, '0x'))
        .to.be.revertedWithCustomError(gate, 'Gate_AccountState')
        .withArgs(bob.address, state)
    })
  }

  it('reverts for a frozen account', async () => {
    const { gate, registry, alice, bob } = await loadFixture(deployGate)
    await registry.freeze(bob.address, hashOf('case'))
    await expect(gate.check(alice.address, bob.address, 1n, '0x'))
      .to.be.revertedWithCustomError(gate, 'Gate_AccountState')
      .withArgs(bob.address, 2n)
  })

  it('reverts for a sanctioned account', async () => {
    const { gate, registry, alice, bob } = await loadFixture(deployGate)
    await registry.setSanctioned(bob.address, true)
    await expect(gate.check(alice.address, bob.address, 1n, '0x'))
      .to.be.revertedWithCustomError(gate, 'Gate_Sanctioned')
      .withArgs(bob.address)
  })

  it('passes for two known accounts', async () => {
    const { gate, alice, bob } = await loadFixture(deployGate)
    await gate.check(alice.address, bob.address, 1n, '0x')
  })
})
