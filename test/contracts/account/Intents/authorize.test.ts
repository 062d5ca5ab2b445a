import { expect } from 'chai'
import { concat } from 'ethers'
import { deployIntents, ethers, farDeadlineSec, networkHelpers } from './fixture.ts'

/**
 * authorize (a direct …BySig call)
 * ├── when the deadline has passed
 * │   └── it reverts Intents_Expired
 * ├── when the signature is another's, of other arguments, or malleable
 * │   └── it reverts Intents_BadSignature
 * ├── when the nonce is not the next of its key
 * │   └── it reverts InvalidAccountNonce
 * ├── given an account without code
 * │   └── it acts, spends the nonce, and cannot be replayed
 * ├── given two nonce keys
 * │   └── they are independent
 * ├── given an EIP-7702-delegated account
 * │   ├── it accepts the account's own key
 * │   └── it accepts what the delegate's code accepts
 * └── given an ERC-1271 wallet
 *     ├── it accepts its owner's signature
 *     └── it reverts Intents_BadSignature for anyone else's
 */
describe('Intents: a direct call', () => {
  it('reverts after the deadline', async () => {
    const { harness, alice, sign } = await networkHelpers.loadFixture(deployIntents)
    const auth = await sign(alice, 'Store', { value: 2n }, { deadlineSec: 1n })
    await expect(harness.storeBySig(2n, auth)).to.be.revertedWithCustomError(harness, 'Intents_Expired')
  })

  it("reverts for another's signature", async () => {
    const { harness, alice, bob, sign } = await networkHelpers.loadFixture(deployIntents)
    const auth = await sign(bob, 'Store', { value: 2n }, { account: alice.address })
    await expect(harness.storeBySig(2n, auth))
      .to.be.revertedWithCustomError(harness, 'Intents_BadSignature')
      .withArgs(alice.address)
  })

  it('reverts for other arguments than the signed ones', async () => {
    const { harness, alice, sign } = await networkHelpers.loadFixture(deployIntents)
    const auth = await sign(alice, 'Store', { value: 2n })
    await expect(harness.storeBySig(4n, auth)).to.be.revertedWithCustomError(harness, 'Intents_BadSignature')
  })

  it('reverts for the zero account, whatever the signature', async () => {
    const { harness, alice, nobody, sign } = await networkHelpers.loadFixture(deployIntents)
    const auth = {
      ...(await sign(alice, 'Store', { value: 2n }, { account: nobody })),
      signature: `0x${'00'.repeat(65)}`,
    }
    await expect(harness.storeBySig(2n, auth)).to.be.revertedWithCustomError(harness, 'Intents_BadSignature')
  })

  it('reverts for the malleable twin of a valid signature', async () => {
    const { harness, alice, sign } = await networkHelpers.loadFixture(deployIntents)
    const auth = await sign(alice, 'Store', { value: 2n })
    const { r, s, v } = ethers.Signature.from(auth.signature)
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const twin = concat([r, ethers.toBeHex(order - BigInt(s), 32), v === 27 ? '0x1c' : '0x1b'])
    await expect(harness.storeBySig(2n, { ...auth, signature: twin })).to.be.revertedWithCustomError(
      harness,
      'Intents_BadSignature',
    )
  })

  it('reverts for a nonce out of turn', async () => {
    const { harness, alice, sign } = await networkHelpers.loadFixture(deployIntents)
    const auth = await sign(alice, 'Store', { value: 2n }, { nonce: 1n })
    await expect(harness.storeBySig(2n, auth))
      .to.be.revertedWithCustomError(harness, 'InvalidAccountNonce')
      .withArgs(alice.address, 0n)
  })

  it('acts for the account, carried by anyone', async () => {
    const { harness, alice, carrier, sign } = await networkHelpers.loadFixture(deployIntents)
    await harness.connect(carrier).storeBySig(2n, await sign(alice, 'Store', { value: 2n }))
    expect(await harness.storedOf(alice.address)).to.equal(2n)
  })

  it('cannot be replayed', async () => {
    const { harness, alice, sign } = await networkHelpers.loadFixture(deployIntents)
    const auth = await sign(alice, 'Store', { value: 2n })
    await harness.storeBySig(2n, auth)
    await expect(harness.storeBySig(2n, auth)).to.be.revertedWithCustomError(harness, 'InvalidAccountNonce')
  })

  it('keeps nonce keys independent', async () => {
    const { harness, alice, sign } = await networkHelpers.loadFixture(deployIntents)
    await harness.storeBySig(2n, await sign(alice, 'Store', { value: 2n }, { nonce: 7n << 64n }))
    await harness.storeBySig(4n, await sign(alice, 'Store', { value: 4n }, { nonce: 0n }))
    expect(await harness['nonces(address,uint192)'](alice.address, 7n)).to.equal((7n << 64n) + 1n)
  })

  it('accepts the own key of an EIP-7702-delegated account', async () => {
    const { harness, bob, wallet, sign } = await networkHelpers.loadFixture(deployIntents)
    await networkHelpers.setCode(bob.address, concat(['0xef0100', await wallet.getAddress()]))
    await harness.storeBySig(2n, await sign(bob, 'Store', { value: 2n }))
    expect(await harness.storedOf(bob.address)).to.equal(2n)
  })

  it('accepts what the code of an EIP-7702-delegated account accepts', async () => {
    const { harness, alice, bob, wallet, sign } = await networkHelpers.loadFixture(deployIntents)
    await networkHelpers.setCode(bob.address, concat(['0xef0100', await wallet.getAddress()]))
    await harness.storeBySig(2n, await sign(alice, 'Store', { value: 2n }, { account: bob.address }))
    expect(await harness.storedOf(bob.address)).to.equal(2n)
  })

  it("accepts an ERC-1271 wallet's owner", async () => {
    const { harness, alice, wallet, sign } = await networkHelpers.loadFixture(deployIntents)
    const account = await wallet.getAddress()
    await harness.storeBySig(2n, await sign(alice, 'Store', { value: 2n }, { account, deadlineSec: farDeadlineSec }))
    expect(await harness.storedOf(account)).to.equal(2n)
  })

  it('reverts for whom an ERC-1271 wallet does not know', async () => {
    const { harness, bob, wallet, sign } = await networkHelpers.loadFixture(deployIntents)
    const auth = await sign(bob, 'Store', { value: 2n }, { account: await wallet.getAddress() })
    await expect(harness.storeBySig(2n, auth)).to.be.revertedWithCustomError(harness, 'Intents_BadSignature')
  })
})
