import { expect } from 'chai'
import { Wallet } from 'ethers'
import type { Address } from 'viem'
import { organisationActionTypes, organisationDomain } from '../../../../sdk/src/typed-data/organisation.ts'
import { ethers, loadFixture, time } from '../../deployment.ts'
import {
  APPROVER,
  deployOrganisation,
  FAR_SEC,
  NO_AMOUNT,
  NONE,
  OPERATOR,
  OWNER,
  VIEWER,
  WITHOUT_END,
} from '../fixture.ts'

const DAY = 86_400
const PAYEE = { address: '0x00000000000000000000000000000000000000aa' }

/**
 * execute
 * ├── when the deadline has passed: Organisation_Expired
 * ├── when there are more than 16 approvals: Organisation_TooManyApprovals
 * ├── when they are unsorted or one is there twice: Organisation_ApprovalsUnsorted
 * ├── when a stranger, viewer or auditor signed, or a member dismissed since: Organisation_MayNotSign
 * ├── when a signature is another's, of another action or of another organisation: Organisation_BadSignature
 * ├── when the nonce is not the next of its key, as after the action was carried out: InvalidAccountNonce
 * ├── when nobody signed: Organisation_NotEnough
 * ├── given a rule
 * │   ├── each band lets through what its signatures are enough for, and reverts Organisation_NotEnough with one less
 * │   ├── owners and admins count as approvers, operators do not
 * │   ├── an amount cut in pieces needs what the whole would, until a day has passed
 * │   ├── a call that ends before its amount reverts Organisation_NoAmount
 * │   └── a rule without an amount judges every call by its first band
 * ├── given no rule: the owners
 * ├── when the call fails: its reason, and the approvals stay good
 * └── otherwise: the call is made, and each approval and the action are told
 */
describe('Organisation: execute', () => {
  it('reverts after the deadline', async () => {
    const { organisation, execute, transfer, operator } = await loadFixture(deployOrganisation)
    const action = transfer(PAYEE, 1n, { deadline: 1n })
    await expect(execute(action, [operator])).to.be.revertedWithCustomError(organisation, 'Organisation_Expired')
  })

  it('reverts for more than 16 approvals', async () => {
    const { organisation, execute, transfer } = await loadFixture(deployOrganisation)
    const crowd = Array.from({ length: 17 }, () => new Wallet(Wallet.createRandom().privateKey))
    await expect(execute(transfer(PAYEE, 1n), crowd))
      .to.be.revertedWithCustomError(organisation, 'Organisation_TooManyApprovals')
      .withArgs(17n, 16n)
  })

  it('reverts for approvals out of order and for one that stands twice', async () => {
    const { organisation, execute, approvalsOf, transfer, eva, fay } = await loadFixture(deployOrganisation)
    const action = transfer(PAYEE, 1n)
    const sorted = await approvalsOf(action, [eva, fay])
    for (const approvals of [sorted.toReversed(), [...sorted.slice(0, 1), ...sorted.slice(0, 1)]]) {
      await expect(execute(action, [], approvals)).to.be.revertedWithCustomError(
        organisation,
        'Organisation_ApprovalsUnsorted',
      )
    }
  })

  it('reverts for a signature of somebody who may not sign', async () => {
    const { organisation, execute, manage, transfer, ann, ben, auditor, fay } = await loadFixture(deployOrganisation)
    const stranger = Wallet.createRandom()
    const viewer = Wallet.createRandom()
    await execute(manage('setMember', [viewer.address, VIEWER]), [ann, ben])
    await execute(manage('setMember', [fay.address, NONE]), [ann, ben])
    for (const member of [stranger, viewer, auditor, fay]) {
      const wallet = new Wallet(member.privateKey)
      await expect(execute(transfer(PAYEE, 1n), [wallet]))
        .to.be.revertedWithCustomError(organisation, 'Organisation_MayNotSign')
        .withArgs(member.address, await organisation.roleOf(member.address))
    }
  })

  it('reverts for a signature of another action, by another member or for another organisation', async () => {
    const { organisation, organisationFactory, execute, approvalsOf, transfer, operator, eva } =
      await loadFixture(deployOrganisation)
    const action = transfer(PAYEE, 1n)
    const [other] = await approvalsOf({ ...action, nonce: action.nonce + 1n }, [operator])
    const [evas] = await approvalsOf(action, [eva])
    const elsewhere = organisationDomain(719719, String(organisationFactory.target) as Address)
    const types = { Action: [...organisationActionTypes.Action] }
    const foreign = await operator.signTypedData(elsewhere, types, action)
    for (const signature of [other?.signature, evas?.signature, foreign]) {
      await expect(execute(action, [], [{ member: operator.address, signature: String(signature) }]))
        .to.be.revertedWithCustomError(organisation, 'Organisation_BadSignature')
        .withArgs(operator.address)
    }
  })

  it('cannot be repeated, and takes the nonces of a key in turn', async () => {
    const { organisation, execute, transfer, operator } = await loadFixture(deployOrganisation)
    const action = transfer(PAYEE, 1n, { nonce: 9n << 64n })
    await execute(action, [operator])
    for (const nonce of [action.nonce, action.nonce + 2n]) {
      await expect(execute({ ...action, nonce }, [operator]))
        .to.be.revertedWithCustomError(organisation, 'InvalidAccountNonce')
        .withArgs(organisation.target, action.nonce + 1n)
    }
  })

  it('reverts when nobody signed, also where no approval is asked for', async () => {
    const { organisation, execute, transfer } = await loadFixture(deployOrganisation)
    await expect(execute(transfer(PAYEE, 1n), [])).to.be.revertedWithCustomError(organisation, 'Organisation_NotEnough')
  })

  const cases = [
    { amount: 100_000_000n, enough: ['operator'], short: [] },
    { amount: 100_000_001n, enough: ['eva', 'fay'], short: ['eva', 'operator'] },
    { amount: 1_000_000_000n, enough: ['admin', 'eva'], short: ['eva'] },
    { amount: 1_000_000_001n, enough: ['ann', 'eva', 'fay'], short: ['admin', 'eva', 'fay'] },
    { amount: 50_000_000_000n, enough: ['ann', 'ben', 'cai'], short: ['ann', 'ben', 'operator'] },
  ] as const
  for (const { amount, enough, short } of cases) {
    it(`lets ${amount} through for ${enough.join(', ')} and not for ${short.join(', ') || 'nobody'}`, async () => {
      const all = await loadFixture(deployOrganisation)
      const { organisation, money, execute, transfer } = all
      const membersOf = (names: readonly (typeof enough | typeof short)[number][]) => names.map((name) => all[name])
      await expect(execute(transfer(PAYEE, amount), membersOf(short))).to.be.revertedWithCustomError(
        organisation,
        'Organisation_NotEnough',
      )
      await expect(execute(transfer(PAYEE, amount), membersOf(enough))).to.changeTokenBalance(
        ethers,
        money,
        PAYEE.address,
        amount,
      )
    })
  }

  it('asks for a payment cut in pieces what the whole would need, until a day has passed', async () => {
    const { organisation, execute, transfer, operator, eva, fay } = await loadFixture(deployOrganisation)
    await execute(transfer(PAYEE, 60_000_000n), [operator])
    await expect(execute(transfer(PAYEE, 60_000_000n), [operator])).to.be.revertedWithCustomError(
      organisation,
      'Organisation_NotEnough',
    )
    await execute(transfer(PAYEE, 60_000_000n), [eva, fay])
    await time.increase(DAY)
    await execute(transfer(PAYEE, 100_000_000n), [operator])
  })

  it('tells what an action would need now', async () => {
    const { organisation, execute, transfer, manage, operator, bands } = await loadFixture(deployOrganisation)
    const needsOf = async ({ target, data }: { target: string; data: unknown }) =>
      Object.values(await organisation.needs(target, String(data)))
    const wordsOf = (band: object) => Object.values(band)
    expect(await needsOf(transfer(PAYEE, 60_000_000n))).to.deep.equal(wordsOf(bands[0] ?? {}))
    await execute(transfer(PAYEE, 60_000_000n), [operator])
    expect(await needsOf(transfer(PAYEE, 60_000_000n))).to.deep.equal(wordsOf(bands[1] ?? {}))
    expect(await needsOf(transfer(PAYEE, 2n ** 200n))).to.deep.equal(wordsOf(bands[2] ?? {}))
    const owners = [WITHOUT_END, 2n, 2n]
    expect(await needsOf(manage('setOwnersNeeded', [1n]))).to.deep.equal(owners)
    expect(await needsOf({ target: PAYEE.address, data: '0x' })).to.deep.equal(owners)
  })

  it('reverts for a call that ends before its amount', async () => {
    const { organisation, money, selector, execute, actionOf, operator } = await loadFixture(deployOrganisation)
    const data = `${selector}${'00'.repeat(63)}`
    await expect(execute(actionOf(String(money.target), data), [operator]))
      .to.be.revertedWithCustomError(organisation, 'Organisation_NoAmount')
      .withArgs(67n, 1n)
  })

  it('judges every call by the first band where the rule reads no amount', async () => {
    const { money, selector, execute, manage, transfer, ann, ben, operator } = await loadFixture(deployOrganisation)
    const bands = [{ upTo: WITHOUT_END, approvals: 0n, owners: 0n }]
    await execute(manage('setRule', [money.target, selector, NO_AMOUNT, bands]), [ann, ben])
    await execute(transfer(PAYEE, 50_000_000_000n), [operator])
    expect(await money.balanceOf(PAYEE.address)).to.equal(50_000_000_000n)
  })

  it('needs the owners for a call without a rule, however small', async () => {
    const { organisation, money, execute, actionOf, ann, ben, admin, eva, fay } = await loadFixture(deployOrganisation)
    const approve = () =>
      actionOf(String(money.target), money.interface.encodeFunctionData('approve', [PAYEE.address, 1n]))
    await expect(execute(approve(), [ann, admin, eva, fay]))
      .to.be.revertedWithCustomError(organisation, 'Organisation_NotEnough')
      .withArgs(4n, 1n, [WITHOUT_END, 2n, 2n])
    await execute(approve(), [ann, ben])
    expect(await money.allowance(organisation, PAYEE.address)).to.equal(1n)
  })

  it('passes the reason of a failed call on and leaves its approvals good', async () => {
    const { organisation, money, execute, approvalsOf, transfer, ann, eva, fay } = await loadFixture(deployOrganisation)
    const action = transfer(PAYEE, 200_000_000_000n)
    const approvals = await approvalsOf(action, [ann, eva, fay])
    await expect(execute(action, [], approvals)).to.be.revertedWithCustomError(money, 'ERC20InsufficientBalance')
    await money.mint(organisation, 100_000_000_000n)
    await execute(action, [], approvals)
    expect(await money.balanceOf(PAYEE.address)).to.equal(200_000_000_000n)
  })

  it('tells each approval and the action', async () => {
    const { organisation, money, selector, execute, transfer, eva, ann, operator } =
      await loadFixture(deployOrganisation)
    const action = transfer(PAYEE, 300_000_000n)
    const digest = await organisation.hashAction(action)
    const done = await execute(action, [ann, eva, operator])
    for (const [{ address }, role] of [
      [ann, OWNER],
      [eva, APPROVER],
      [operator, OPERATOR],
    ] as const) {
      await expect(done).to.emit(organisation, 'ActionApproved').withArgs(digest, address, role)
    }
    await expect(done)
      .to.emit(organisation, 'ActionExecuted')
      .withArgs(digest, money.target, selector, action.nonce, 300_000_000n)
    expect(action.deadline).to.equal(FAR_SEC)
  })
})
