import { expect } from 'chai'
import { Wallet, ZeroAddress } from 'ethers'
import { loadFixture } from '../../deployment.ts'
import { ADMIN, APPROVER, AUDITOR, deployOrganisation, NONE, OPERATOR, OWNER, VIEWER } from '../fixture.ts'

/**
 * setMember, setOwnersNeeded
 * ├── when anyone but the organisation calls: Organisation_NotSelf
 * ├── given an admin's signature alone
 * │   ├── it appoints and dismisses viewers, auditors and operators
 * │   └── it reverts Organisation_NotEnough for whoever approves or would approve
 * ├── when the member is the zero address: Organisation_ZeroMember
 * ├── when fewer owners would be left than are needed, or none or more were needed: Organisation_TooFewOwners
 * ├── when there would be more than 256 members: Organisation_TooManyMembers
 * └── otherwise: the owners set any role and the number
 */
describe('Organisation: members', () => {
  const somebody = '0x00000000000000000000000000000000000000bb'

  it('reverts for anyone but the organisation', async () => {
    const { organisation, stranger } = await loadFixture(deployOrganisation)
    const own = organisation.connect(stranger)
    for (const call of [() => own.setMember(somebody, OWNER), () => own.setOwnersNeeded(1n)]) {
      await expect(call())
        .to.be.revertedWithCustomError(organisation, 'Organisation_NotSelf')
        .withArgs(stranger.address)
    }
  })

  it('lets one admin, or one owner, appoint and dismiss those who approve nothing', async () => {
    const { organisation, execute, manage, admin, ann } = await loadFixture(deployOrganisation)
    for (const [role, by] of [
      [VIEWER, admin],
      [AUDITOR, ann],
      [OPERATOR, admin],
      [NONE, admin],
    ] as const) {
      await execute(manage('setMember', [somebody, role]), [by])
      expect(await organisation.roleOf(somebody)).to.equal(role)
    }
  })

  it('does not let an admin make or unmake whoever approves', async () => {
    const { organisation, execute, manage, admin, eva, fay, ann, operator } = await loadFixture(deployOrganisation)
    const changes = [
      [operator, APPROVER],
      [admin, OWNER],
      [eva, NONE],
      [eva, OPERATOR],
      [ann, NONE],
    ] as const
    for (const [member, role] of changes) {
      await expect(
        execute(manage('setMember', [member.address, role]), [admin, eva, fay]),
      ).to.be.revertedWithCustomError(organisation, 'Organisation_NotEnough')
    }
  })

  it('does not let operators and approvers appoint anybody', async () => {
    const { organisation, execute, manage, eva, fay, operator } = await loadFixture(deployOrganisation)
    await expect(execute(manage('setMember', [somebody, VIEWER]), [eva, fay, operator])).to.be.revertedWithCustomError(
      organisation,
      'Organisation_NotEnough',
    )
  })

  it('reverts for the zero address', async () => {
    const { organisation, execute, manage, ann, ben } = await loadFixture(deployOrganisation)
    await expect(execute(manage('setMember', [ZeroAddress, OPERATOR]), [ann, ben])).to.be.revertedWithCustomError(
      organisation,
      'Organisation_ZeroMember',
    )
  })

  it('keeps as many owners as are needed', async () => {
    const { organisation, execute, manage, ann, ben, cai } = await loadFixture(deployOrganisation)
    await execute(manage('setMember', [cai.address, ADMIN]), [ann, ben])
    await expect(execute(manage('setMember', [ben.address, NONE]), [ann, ben]))
      .to.be.revertedWithCustomError(organisation, 'Organisation_TooFewOwners')
      .withArgs(1n, 2n)
  })

  it('never needs none of the owners, nor more than there are', async () => {
    const { organisation, execute, manage, ann, ben } = await loadFixture(deployOrganisation)
    for (const needed of [0n, 4n]) {
      await expect(execute(manage('setOwnersNeeded', [needed]), [ann, ben]))
        .to.be.revertedWithCustomError(organisation, 'Organisation_TooFewOwners')
        .withArgs(3n, needed)
    }
  })

  it('counts owners and members, and tells every change', async () => {
    const { organisation, execute, manage, ann, ben, cai, eva } = await loadFixture(deployOrganisation)
    expect([await organisation.owners(), await organisation.memberCount()]).to.deep.equal([3n, 8n])
    await expect(execute(manage('setMember', [eva.address, OWNER]), [ann, ben]))
      .to.emit(organisation, 'MemberSet')
      .withArgs(eva.address, OWNER)
    await expect(execute(manage('setOwnersNeeded', [4n]), [ann, ben]))
      .to.emit(organisation, 'OwnersNeededSet')
      .withArgs(4n)
    expect([await organisation.owners(), await organisation.ownersNeeded()]).to.deep.equal([4n, 4n])
    await execute(manage('setOwnersNeeded', [1n]), [ann, ben, cai, eva])
    await execute(manage('setMember', [cai.address, NONE]), [eva])
    expect([await organisation.owners(), await organisation.memberCount()]).to.deep.equal([3n, 7n])
  })

  it('takes at most 256 members', async () => {
    const { organisation, execute, manage, admin } = await loadFixture(deployOrganisation)
    const appoint = () => execute(manage('setMember', [Wallet.createRandom().address, VIEWER]), [admin])
    while ((await organisation.memberCount()) < 256n) await appoint()
    await expect(appoint()).to.be.revertedWithCustomError(organisation, 'Organisation_TooManyMembers').withArgs(256n)
  })
})
