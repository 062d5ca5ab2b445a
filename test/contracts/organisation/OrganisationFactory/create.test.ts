import { expect } from 'chai'
import { ZeroAddress, ZeroHash } from 'ethers'
import { ethers, hashOf, loadFixture } from '../../deployment.ts'
import { deployOrganisation, OWNER } from '../fixture.ts'

/**
 * create
 * ├── when it is there already: FailedDeployment
 * ├── when no owner is needed, or more than there are: Organisation_TooFewOwners
 * ├── when an owner is the zero address: Organisation_ZeroMember
 * ├── given an owner named twice: counted once
 * └── otherwise
 *     ├── the organisation is where `addressOf` said, whoever made it, and other owners, numbers and salts are others
 *     └── neither it nor the code behind it can be initialised again
 */
describe('OrganisationFactory: create', () => {
  const salt = hashOf('second')

  it('reverts for what is there already', async () => {
    const { organisationFactory, ann, ben, cai } = await loadFixture(deployOrganisation)
    const owners = [ann, ben, cai].map(({ address }) => address)
    await expect(organisationFactory.create(owners, 2n, ZeroHash)).to.be.revertedWithCustomError(
      organisationFactory,
      'FailedDeployment',
    )
  })

  it('reverts where the owners could never act', async () => {
    const { organisationFactory, organisation, ann } = await loadFixture(deployOrganisation)
    for (const [owners, needed] of [
      [[ann.address], 0n],
      [[ann.address], 2n],
      [[], 1n],
      [[ann.address, ann.address], 2n],
    ] as const) {
      await expect(organisationFactory.create([...owners], needed, salt)).to.be.revertedWithCustomError(
        organisation,
        'Organisation_TooFewOwners',
      )
    }
    await expect(organisationFactory.create([ZeroAddress], 1n, salt)).to.be.revertedWithCustomError(
      organisation,
      'Organisation_ZeroMember',
    )
  })

  it('makes it where it was foretold, with its owners', async () => {
    const { organisationFactory, ann, ben, stranger } = await loadFixture(deployOrganisation)
    const owners = [ann.address, ben.address]
    const address = await organisationFactory.addressOf(owners, 1n, salt)
    expect(await organisationFactory.isOrganisation(address)).to.equal(false)
    await expect(organisationFactory.connect(stranger).create(owners, 1n, salt))
      .to.emit(organisationFactory, 'OrganisationCreated')
      .withArgs(address, owners, 1n)
    const organisation = await ethers.getContractAt('Organisation', address)
    expect(await organisationFactory.isOrganisation(address)).to.equal(true)
    expect([await organisation.owners(), await organisation.ownersNeeded()]).to.deep.equal([2n, 1n])
    expect(await organisation.roleOf(ben)).to.equal(OWNER)
    const others = [
      await organisationFactory.addressOf(owners, 2n, salt),
      await organisationFactory.addressOf(owners.toReversed(), 1n, salt),
      await organisationFactory.addressOf(owners, 1n, ZeroHash),
    ]
    expect(new Set([address, ...others]).size).to.equal(4)
  })

  it('makes what nobody can initialise again', async () => {
    const { organisationFactory, organisation, stranger } = await loadFixture(deployOrganisation)
    const code = await ethers.getContractAt('Organisation', await organisationFactory.implementation())
    for (const contract of [organisation, code]) {
      await expect(contract.initialize([stranger.address], 1n)).to.be.revertedWithCustomError(
        organisation,
        'InvalidInitialization',
      )
    }
  })
})
