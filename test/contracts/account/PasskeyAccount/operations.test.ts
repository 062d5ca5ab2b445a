import { expect } from 'chai'
import { concat, ZeroAddress } from 'ethers'
import { ethers, loadFixture } from '../../deployment.ts'
import { passkeyPerson } from '../passkey-person.ts'
import { BATCH_MODE, type Call, deployOperations, encodeCalls } from './fixture.ts'

/** ERC-7579's mode of a batch whose calls may fail one by one. */
const TRY_MODE = `0x0101${'0'.repeat(60)}`

/**
 * PasskeyAccount and SponsorPaymaster under EntryPoint v0.9
 * ├── the first operation deploys the account and acts, paid by the sponsor's deposit
 * ├── the second acts on what is deployed; several calls stand or fall together
 * ├── it knows no batch of which a part may fail
 * ├── given an account that somebody else deployed before, the operation without init code works
 * ├── when another passkey signed the operation
 * ├── when the passkey was removed between signing and carrying
 * ├── when another than the sponsor signed for the gas
 * ├── the account acts for nobody but the entry point and itself
 * └── the paymaster
 *     ├── answers to the entry point only
 *     ├── gives its deposit and stake to the treasurer only
 *     └── lets the admin replace the sponsor, whose signatures are worth nothing then
 */
describe('PasskeyAccount: operations', () => {
  async function setUp() {
    const deployed = await deployOperations()
    const { money, person, stranger } = deployed
    await money.mint(person.address, 100n)
    const payOut = (value: bigint): Call => ({
      target: String(money.target),
      data: money.interface.encodeFunctionData('transfer', [stranger.address, value]),
    })
    return { ...deployed, payOut }
  }

  it('deploys the account with its first operation, paid by the sponsor', async () => {
    const { entryPoint, sponsorPaymaster, accountRegistry, money, stranger, person, operationOf, handle, payOut } =
      await loadFixture(setUp)
    const before = (await entryPoint.getFunction('balanceOf')(sponsorPaymaster.target)) as bigint
    const operation = await operationOf([payOut(40n)])
    await expect(handle(operation)).to.emit(accountRegistry, 'AccountDeployed').withArgs(person.address, person.keyId)
    expect(await money.balanceOf(stranger)).to.equal(40n)
    expect(await entryPoint.getFunction('balanceOf')(sponsorPaymaster.target)).to.be.below(before)
    expect(await ethers.provider.getBalance(person.address)).to.equal(0n)
  })

  it('acts again, all calls or none', async () => {
    const { entryPoint, money, stranger, operationOf, handle, payOut } = await loadFixture(setUp)
    await handle(await operationOf([payOut(1n)]))
    await handle(await operationOf([payOut(10n), payOut(20n)]))
    expect(await money.balanceOf(stranger)).to.equal(31n)
    await expect(handle(await operationOf([payOut(1n), payOut(1_000n)]))).to.emit(
      entryPoint,
      'UserOperationRevertReason',
    )
    expect(await money.balanceOf(stranger)).to.equal(31n)
  })

  it('knows no batch of which a part may fail', async () => {
    const { account, accountRegistry, entryPoint, person, money, stranger, operationOf, handle, payOut } =
      await loadFixture(setUp)
    await accountRegistry.deployAccount(person.keyId)
    expect(await account.supportsExecutionMode(BATCH_MODE)).to.equal(true)
    expect(await account.supportsExecutionMode(TRY_MODE)).to.equal(false)
    const data = account.interface.encodeFunctionData('execute', [TRY_MODE, encodeCalls([payOut(1n), payOut(1_000n)])])
    const handled = handle(await operationOf([{ target: person.address, data }]))
    await expect(handled).to.emit(entryPoint, 'UserOperationRevertReason')
    await expect(handled).not.to.emit(account, 'ERC7579TryExecuteFail')
    expect(await money.balanceOf(stranger)).to.equal(0n)
  })

  it('does not mind who deployed the account', async () => {
    const { accountRegistry, money, stranger, person, operationOf, handle, payOut } = await loadFixture(setUp)
    await accountRegistry.connect(stranger).deployAccount(person.keyId)
    await expect(accountRegistry.deployAccount(person.keyId)).not.to.emit(accountRegistry, 'AccountDeployed')
    await handle(await operationOf([payOut(5n)]))
    expect(await money.balanceOf(stranger)).to.equal(5n)
  })

  it('does nothing for another passkey', async () => {
    const market = await loadFixture(setUp)
    const { entryPoint, operationOf, handle, hashOf, payOut } = market
    const mallory = await passkeyPerson(market)
    const operation = await operationOf([payOut(5n)])
    const signature = await mallory.signer.sign({ hash: await hashOf(operation) })
    await expect(handle({ ...operation, signature }))
      .to.be.revertedWithCustomError(entryPoint, 'FailedOp')
      .withArgs(0n, 'AA24 signature error')
  })

  it('does nothing for a passkey that was removed meanwhile', async () => {
    const market = await loadFixture(setUp)
    const { entryPoint, accountRegistry, person, operationOf, handle, payOut } = market
    const operation = await operationOf([payOut(5n)])
    const friend = await passkeyPerson(market)
    const fields = { oldKeyId: person.keyId, ...friend.publicKey }
    const auth = await person.authOf('RotatePasskey', fields)
    const domain = await person.domain('RotatePasskey')
    const possession = await friend.possessionOf(domain, 'RotatePasskey', { ...fields, ...auth })
    await accountRegistry.rotatePasskeyBySig(person.keyId, friend.publicKey, possession, auth)
    await expect(handle(operation))
      .to.be.revertedWithCustomError(entryPoint, 'FailedOp')
      .withArgs(0n, 'AA24 signature error')
  })

  it('is paid for only when the sponsor signed', async () => {
    const { entryPoint, stranger, operationOf, handle, payOut } = await loadFixture(setUp)
    await expect(handle(await operationOf([payOut(5n)], stranger)))
      .to.be.revertedWithCustomError(entryPoint, 'FailedOp')
      .withArgs(0n, 'AA34 signature error')
  })

  it('acts for nobody but the entry point and itself', async () => {
    const { accountRegistry, account, stranger, person, money, operationOf, handle, payOut } = await loadFixture(setUp)
    await accountRegistry.deployAccount(person.keyId)
    const data = encodeCalls([payOut(5n)])
    await expect(account.connect(stranger).execute(BATCH_MODE, data))
      .to.be.revertedWithCustomError(account, 'AccountUnauthorized')
      .withArgs(stranger.address)
    const inner = { target: person.address, data: account.interface.encodeFunctionData('execute', [BATCH_MODE, data]) }
    await handle(await operationOf([inner]))
    expect(await money.balanceOf(stranger)).to.equal(5n)
    const implementation = await ethers.getContractAt('PasskeyAccount', await accountRegistry.implementation())
    await expect(implementation.connect(stranger).execute(BATCH_MODE, data)).to.be.revertedWithCustomError(
      account,
      'AccountUnauthorized',
    )
  })

  it('pays from a deposit that only the treasurer takes out', async () => {
    const { sponsorPaymaster, entryPoint, manager, treasurer, stranger } = await loadFixture(setUp)
    await expect(sponsorPaymaster.connect(stranger).withdraw(stranger, 1n)).to.be.revertedWithCustomError(
      sponsorPaymaster,
      'AccessManagedUnauthorized',
    )
    await expect(sponsorPaymaster.connect(treasurer).withdraw(stranger, 1_000n))
      .to.emit(sponsorPaymaster, 'DepositWithdrawn')
      .withArgs(stranger.address, 1_000n)
    await sponsorPaymaster.connect(treasurer).addStake(1, { value: 7n })
    expect((await entryPoint.getFunction('getDepositInfo')(sponsorPaymaster.target)).stake).to.equal(7n)
    await sponsorPaymaster.connect(treasurer).unlockStake()
    await ethers.provider.send('evm_increaseTime', [10])
    await expect(sponsorPaymaster.connect(treasurer).withdrawStake(stranger)).to.changeEtherBalance(
      ethers,
      stranger,
      7n,
    )
    expect(await manager.getAddress()).not.to.equal(ZeroAddress)
  })

  it('takes another sponsor from the admin', async () => {
    const { sponsorPaymaster, entryPoint, admin, stranger, operationOf, handle, payOut } = await loadFixture(setUp)
    const operation = await operationOf([payOut(5n)])
    await expect(sponsorPaymaster.connect(admin).setSponsor(stranger))
      .to.emit(sponsorPaymaster, 'SponsorSet')
      .withArgs(stranger.address)
    await expect(handle(operation)).to.be.revertedWithCustomError(entryPoint, 'FailedOp')
    await handle(await operationOf([payOut(5n)], stranger))
  })

  it('answers to the entry point only', async () => {
    const { sponsorPaymaster, stranger, operationOf } = await loadFixture(setUp)
    const operation = await operationOf([])
    const asked = sponsorPaymaster.connect(stranger).validatePaymasterUserOp(operation, concat([BATCH_MODE]), 1n)
    await expect(asked).to.be.revertedWithCustomError(sponsorPaymaster, 'PaymasterUnauthorized')
  })
})
