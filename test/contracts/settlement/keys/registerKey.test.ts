import { expect } from 'chai'
import { concat, ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { keyOf, possessionTypes } from '../desk-signing.ts'
import { signedOrderTypes } from '../desk-trading.ts'
import { FULL_SCOPE, networkHelpers } from '../fixture.ts'
import { createP256Key } from '../p256.ts'

const { loadFixture } = networkHelpers

/**
 * registerKey
 * ├── when the index is above 7
 * │   └── it reverts Keys_BadIndex
 * ├── when the key is zero
 * │   └── it reverts Keys_BadKey
 * ├── when the kind is unknown, or P-256 where 0x100 is absent
 * │   └── it reverts Keys_KindUnsupported
 * ├── when the proof is another's, for another account, or for another index
 * │   └── it reverts Keys_BadPossession, and in a batch spends nothing
 * ├── given the index holds a key
 * │   └── it reverts Keys_AlreadyRegistered
 * └── when the key consents
 *     ├── it acts at once, at every index
 *     ├── it needs no proof from the account itself
 *     ├── it takes a P-256 key where 0x100 answers, and its orders settle
 *     └── it leaves the identity in the profile alone
 */
describe('Settlement: registerKey', () => {
  it('reverts for an index above seven', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await expect(settlement.connect(alice).registerKey(keyOf(alice.address, 8), '0x'))
      .to.be.revertedWithCustomError(settlement, 'Keys_BadIndex')
      .withArgs(8)
  })

  it('reverts for no key', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await expect(settlement.connect(alice).registerKey(keyOf(ZeroAddress, 1), '0x'))
      .to.be.revertedWithCustomError(settlement, 'Keys_BadKey')
      .withArgs(ZeroAddress)
  })

  it('reverts for an unknown kind', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await expect(settlement.connect(alice).registerKey(keyOf(alice.address, 1, { kind: 2 }), '0x'))
      .to.be.revertedWithCustomError(settlement, 'Keys_KindUnsupported')
      .withArgs(2)
  })

  it("reverts for another key's proof", async () => {
    const { settlement, alice, bob, carol, possessionOf } = await loadFixture(deployDesk)
    const proof = await possessionOf(carol, alice.address, 1)
    await expect(settlement.connect(alice).registerKey(keyOf(bob.address, 1), proof))
      .to.be.revertedWithCustomError(settlement, 'Keys_BadPossession')
      .withArgs(bob.address)
  })

  it('reverts for a proof given to another account', async () => {
    const { settlement, alice, bob, bystander, possessionOf } = await loadFixture(deployDesk)
    const proof = await possessionOf(bystander, bob.address, 1)
    await expect(
      settlement.connect(alice).registerKey(keyOf(bystander.address, 1), proof),
    ).to.be.revertedWithCustomError(settlement, 'Keys_BadPossession')
  })

  it('is refused in a batch without spending the nonce when a carrier swaps the proof', async () => {
    const { settlement, intents, alice, bystander, authOf } = await loadFixture(deployDesk)
    const key = keyOf(bystander.address, 1)
    const item = settlement.interface.encodeFunctionData('registerKeyBySig', [
      key,
      '0x',
      await authOf(alice, 'RegisterKey', key),
    ])
    await expect(intents.executeIntents([item])).to.emit(intents, 'IntentRefused')
    expect(await intents['nonces(address)'](alice)).to.equal(0n)
  })

  it('reverts where a key is registered', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await expect(settlement.connect(alice).registerKey(keyOf(alice.address), '0x'))
      .to.be.revertedWithCustomError(settlement, 'Keys_AlreadyRegistered')
      .withArgs(alice.address, 0)
  })

  it('acts at once with the proof of the key, carried by anyone', async () => {
    const { settlement, alice, bystander, possessionOf, authOf } = await loadFixture(deployDesk)
    const key = keyOf(bystander.address, 7, { expiryDay: 30_000 })
    const proof = await possessionOf(bystander, alice.address, 7)
    await expect(settlement.connect(bystander).registerKeyBySig(key, proof, await authOf(alice, 'RegisterKey', key)))
      .to.emit(settlement, 'KeyRegistered')
      .withArgs(alice.address, 7, bystander.address, 0, 30_000, FULL_SCOPE, 0)
    expect(await settlement.keyOf(alice, 7)).to.deep.equal([bystander.address, 0n, 30_000n, BigInt(FULL_SCOPE), 0n])
  })

  it('leaves the identity in the profile alone', async () => {
    const { settlement, alice, profile } = await loadFixture(deployDesk)
    expect([...(await settlement.profileOf(alice))]).to.deep.equal([2n, 0n, false, 65_535n, 702n, false, false])
    expect((await settlement.keyOf(alice, 0)).key).to.equal(alice.address)
    expect(profile.level).to.equal(2)
  })

  it('takes a P-256 key, whose orders settle', async () => {
    const { settlement, issuer, alice, domain, orderOf, trade } = await loadFixture(deployDesk)
    const { key, publicKey, sign } = createP256Key(domain)
    const proof = sign(possessionTypes, { account: alice.address, index: 1, key })
    await settlement.connect(alice).registerKey(keyOf(key, 1, { kind: 1 }), concat([proof, publicKey]))
    const buy = await orderOf(alice, 'buy', { flags: { keyIndex: 1 } })
    const signature = sign(signedOrderTypes, buy.order)
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    expect((await trade({ ...buy, signature, publicKey }, sell)).code).to.equal('FILLED')
  })

  it('reverts for a P-256 proof that does not fit', async () => {
    const { settlement, alice, bob, domain } = await loadFixture(deployDesk)
    const { key, publicKey, sign } = createP256Key(domain)
    const proof = sign(possessionTypes, { account: bob.address, index: 1, key })
    for (const possession of [concat([proof, publicKey]), proof]) {
      await expect(settlement.connect(alice).registerKey(keyOf(key, 1, { kind: 1 }), possession))
        .to.be.revertedWithCustomError(settlement, 'Keys_BadPossession')
        .withArgs(key)
    }
  })
})
