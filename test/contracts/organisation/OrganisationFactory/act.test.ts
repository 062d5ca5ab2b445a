import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import { hashOf, loadFixture } from '../../deployment.ts'
import { deployOrganisation } from '../fixture.ts'

const PAYEE = { address: '0x00000000000000000000000000000000000000aa' }

/**
 * act, and the batch
 * ├── when the organisation is not the factory's: Organisations_Unknown
 * ├── given an action that its members signed: it is carried out, alone and in a batch
 * ├── given one that lacks an approval, or was carried out before: it fails alone
 * └── given a creation in a batch: the organisation is there
 */
describe('OrganisationFactory: act', () => {
  async function deployWithItems() {
    const all = await deployOrganisation()
    const { organisation, organisationFactory, approvalsOf, transfer } = all
    const itemOf = async (action: ReturnType<typeof transfer>, members: Parameters<typeof approvalsOf>[1]) =>
      organisationFactory.interface.encodeFunctionData('act', [
        String(organisation.target),
        action,
        await approvalsOf(action, members),
      ])
    return { ...all, itemOf }
  }

  it('reverts for what it did not make', async () => {
    const { organisationFactory, money, approvalsOf, transfer, operator } = await loadFixture(deployWithItems)
    const action = transfer(PAYEE, 1n)
    await expect(organisationFactory.act(money, action, await approvalsOf(action, [operator])))
      .to.be.revertedWithCustomError(organisationFactory, 'Organisations_Unknown')
      .withArgs(money.target)
  })

  it('carries out what the members signed', async () => {
    const { organisation, organisationFactory, money, approvalsOf, transfer, operator } =
      await loadFixture(deployWithItems)
    const action = transfer(PAYEE, 7n)
    await organisationFactory.act(organisation, action, await approvalsOf(action, [operator]))
    expect(await money.balanceOf(PAYEE.address)).to.equal(7n)
  })

  it('carries a batch whose items fail alone', async () => {
    const { organisation, organisationFactory, money, transfer, itemOf, operator, eva, carrier } =
      await loadFixture(deployWithItems)
    const good = await itemOf(transfer(PAYEE, 5n), [operator])
    const items = [await itemOf(transfer(PAYEE, 500_000_000n), [eva]), good, good]
    const done = await organisationFactory.connect(carrier).executeIntents(items, { gasLimit: 10_000_000n })
    expect(await money.balanceOf(PAYEE.address)).to.equal(5n)
    const { selector } = organisationFactory.interface.getFunction('act')
    const none = 2n ** 256n - 1n
    await expect(done).to.emit(organisationFactory, 'IntentExecuted').withArgs(organisation.target, none, selector)
    const failed = await organisationFactory.queryFilter(organisationFactory.filters.IntentFailed())
    expect(failed.map(({ args }) => String(args.reason).slice(0, 10))).to.deep.equal([
      organisation.interface.getError('Organisation_NotEnough')?.selector,
      organisation.interface.getError('InvalidAccountNonce')?.selector,
    ])
  })

  it('carries a creation in a batch', async () => {
    const { organisationFactory, ann, ben } = await loadFixture(deployWithItems)
    const owners = [ann.address, ben.address]
    const item = (salt: string) => organisationFactory.interface.encodeFunctionData('create', [owners, 2n, salt])
    await organisationFactory.executeIntents([item(ZeroHash), item(hashOf('x'))], { gasLimit: 10_000_000n })
    for (const salt of [ZeroHash, hashOf('x')]) {
      expect(await organisationFactory.isOrganisation(await organisationFactory.addressOf(owners, 2n, salt))).to.equal(
        true,
      )
    }
  })
})
