import { expect } from 'chai'
import baseProduction from '../../../ignition/modules/base-production.ts'
import genexProduction from '../../../ignition/modules/genex-production.ts'
import { problemsOf } from '../../../ignition/parameters.ts'
import { connection, ethers, loadFixture, parametersOf, people } from '../deployment.ts'

/**
 * A production deployment
 * ├── it makes the timelock the only admin
 * ├── it uses the money token that exists
 * ├── it lets the timelock change rules after its delay, and not before
 * └── given parameters that the contracts could not refuse
 *     └── it sends nothing and names every problem
 */
describe('Deployment: production', () => {
  async function productionParameters() {
    const { $global: local } = await parametersOf('genex-local.json5')
    const { alice, bob } = await people()
    const money = await ethers.deployContract('TestStablecoin')
    const feed = (await ethers.deployContract('TestPriceFeed', [8, 100_000_000n])).target as string
    const rates = { usdcFeed: feed, usdtFeed: feed }
    const own = { ...rates, moneyToken: money.target as string, timelockDelaySec: 3_600, proposer: alice.address }
    return { money, parameters: { $global: { ...local, ...own, executor: bob.address } } }
  }

  async function deployGenexProduction() {
    const { money, parameters } = await productionParameters()
    const deployed = await connection.ignition.deploy(genexProduction, { parameters })
    const manager = await ethers.getContractAt('AccessManager', deployed.manager)
    const settlement = await ethers.getContractAt('ISettlement', deployed.settlement)
    const timelock = await ethers.getContractAt('TimelockController', deployed.admin)
    return { ...(await people()), manager, settlement, timelock, money }
  }

  async function deployBaseProduction() {
    const { parameters } = await productionParameters()
    const deployed = await connection.ignition.deploy(baseProduction, { parameters })
    const manager = await ethers.getContractAt('AccessManager', deployed.manager)
    return { ...(await people()), manager, timelock: await ethers.getContractAt('TimelockController', deployed.admin) }
  }

  for (const deploy of [deployGenexProduction, deployBaseProduction]) {
    it(`makes the timelock the only admin (${deploy.name})`, async () => {
      const { manager, timelock, admin } = await loadFixture<{
        manager: Awaited<ReturnType<typeof deployGenexProduction>>['manager']
        timelock: Awaited<ReturnType<typeof deployGenexProduction>>['timelock']
        admin: { address: string }
      }>(deploy)
      expect(await manager.hasRole(0n, timelock.target)).to.deep.equal([true, 0n])
      expect(await manager.hasRole(0n, admin.address)).to.deep.equal([false, 0n])
    })
  }

  it('uses the money token that exists', async () => {
    const { settlement, money } = await loadFixture(deployGenexProduction)
    expect(await settlement.moneyToken()).to.equal(money.target)
  })

  it('lets the timelock change rules after its delay, and not before', async () => {
    const { manager, settlement, timelock, alice, bob } = await loadFixture(deployGenexProduction)
    const inner = settlement.interface.encodeFunctionData('setExitDelay', [120n])
    const data = manager.interface.encodeFunctionData('execute', [settlement.target, inner])
    const call = [manager.target, 0n, data, ethers.ZeroHash, ethers.ZeroHash] as const
    await timelock.connect(alice).schedule(...call, 3_600n)
    await expect(timelock.connect(bob).execute(...call)).to.be.revertedWithCustomError(
      timelock,
      'TimelockUnexpectedOperationState',
    )
    await connection.networkHelpers.time.increase(3_600n)
    await expect(timelock.connect(bob).execute(...call))
      .to.emit(settlement, 'ExitDelaySet')
      .withArgs(120n)
  })

  it('names every problem of its parameters', async () => {
    const { alice } = await people()
    const problems = problemsOf({
      guardian: alice.address,
      council: alice.address.toLowerCase(),
      compliance: '',
      operator: ethers.ZeroAddress,
      exitDelaySec: -1,
      takerFeeBps: '50',
    })
    expect(problems).to.deep.equal([
      'compliance must be an address other than zero',
      'operator must be an address other than zero',
      'exitDelaySec must be a whole number of at least 0',
      'takerFeeBps must be a whole number of at least 0',
      'guardian and council must not be the same holder',
    ])
  })
})
