import { anyValue } from '@nomicfoundation/hardhat-ethers-chai-matchers/withArgs'
import { expect } from 'chai'
import { concat, dataLength } from 'ethers'
import { deployIntents, networkHelpers } from './fixture.ts'

/**
 * executeIntents
 * ├── when there are more than 100 items
 * │   └── it reverts Intents_TooMany
 * ├── when too little gas is left for an item
 * │   └── it reverts Intents_InsufficientGas and nothing of the batch stands
 * ├── when an allow-listed function does not authorise
 * │   └── it reverts
 * ├── when an item is refused: not an intent, no selector, nested batch, expired, bad signature, nonce, gas, a wallet that burns gas
 * │   ├── it emits IntentRefused
 * │   ├── it spends nothing
 * │   └── it carries the others
 * ├── when an item's action fails
 * │   ├── it emits IntentFailed with at most 260 bytes of reason
 * │   ├── it spends the nonce, so that the item is refused when carried again
 * │   └── it carries the others
 * ├── when an item's action re-enters
 * │   ├── it refuses a batch in a batch
 * │   └── it checks a direct call like any other
 * └── when items are valid
 *     ├── it carries them in order, also of one account
 *     ├── it carries an intent without nonce any number of times
 *     └── it leaves the contract open to the next batch of the same transaction
 */
describe('Intents: executeIntents', () => {
  it('reverts for more than a hundred items', async () => {
    const { harness } = await networkHelpers.loadFixture(deployIntents)
    await expect(harness.executeIntents(Array(101).fill('0x')))
      .to.be.revertedWithCustomError(harness, 'Intents_TooMany')
      .withArgs(101n, 100n)
  })

  it('reverts the batch when an item would get less gas than it was promised', async () => {
    const { harness, alice, bob, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const items = [await storeItem(alice, 2n), await storeItem(bob, 4n, { gasLimit: 2_000_000n })]
    await expect(harness.executeIntents(items, { gasLimit: 2_000_000n }))
      .to.be.revertedWithCustomError(harness, 'Intents_InsufficientGas')
      .withArgs(1n, 2_001_000n, anyValue)
    expect(await harness['nonces(address)'](alice.address)).to.equal(0n)
  })

  it('reverts the batch when a function of the allow-list does not authorise', async () => {
    const { harness } = await networkHelpers.loadFixture(deployIntents)
    const broken = harness.interface.encodeFunctionData('brokenBySig', [2n])
    await expect(harness.executeIntents([broken])).to.be.revertedWithPanic(1n)
  })

  it('refuses a function that is not an intent', async () => {
    const { harness } = await networkHelpers.loadFixture(deployIntents)
    const store = harness.interface.encodeFunctionData('store', [2n])
    const reason = harness.interface.encodeErrorResult('Intents_NotAnIntent', [store.slice(0, 10)])
    await expect(harness.executeIntents([store]))
      .to.emit(harness, 'IntentRefused')
      .withArgs(0n, store.slice(0, 10), reason)
  })

  it('refuses an item without selector', async () => {
    const { harness } = await networkHelpers.loadFixture(deployIntents)
    await expect(harness.executeIntents(['0x123456']))
      .to.emit(harness, 'IntentRefused')
      .withArgs(0n, '0x00000000', anyValue)
  })

  it('refuses a batch as an item', async () => {
    const { harness, alice, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const nested = harness.interface.encodeFunctionData('executeIntents', [[await storeItem(alice, 2n)]])
    await expect(harness.executeIntents([nested])).to.emit(harness, 'IntentRefused')
    expect(await harness.storedOf(alice.address)).to.equal(0n)
  })

  it('refuses an expired item and spends nothing', async () => {
    const { harness, alice, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const tx = harness.executeIntents([await storeItem(alice, 2n, { deadlineSec: 1n })])
    await expect(tx).to.emit(harness, 'IntentRefused')
    expect(await harness['nonces(address)'](alice.address)).to.equal(0n)
  })

  it('refuses a bad signature and carries the others', async () => {
    const { harness, alice, bob, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const forged = await storeItem(bob, 2n, { account: alice.address })
    const reason = harness.interface.encodeErrorResult('Intents_BadSignature', [alice.address])
    const tx = harness.executeIntents([forged, await storeItem(bob, 4n)])
    await expect(tx).to.emit(harness, 'IntentRefused').withArgs(0n, forged.slice(0, 10), reason)
    expect([await harness['nonces(address)'](alice.address), await harness.storedOf(bob.address)]).to.deep.equal([
      0n,
      4n,
    ])
  })

  it('refuses a nonce out of turn', async () => {
    const { harness, alice, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const reason = harness.interface.encodeErrorResult('InvalidAccountNonce', [alice.address, 0n])
    await expect(harness.executeIntents([await storeItem(alice, 2n, { nonce: 5n })]))
      .to.emit(harness, 'IntentRefused')
      .withArgs(0n, anyValue, reason)
  })

  it('refuses an item that wants more gas than any item may have', async () => {
    const { harness, alice, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const reason = harness.interface.encodeErrorResult('Intents_GasLimitTooHigh', [3_000_001n, 3_000_000n])
    await expect(harness.executeIntents([await storeItem(alice, 2n, { gasLimit: 3_000_001n })]))
      .to.emit(harness, 'IntentRefused')
      .withArgs(0n, anyValue, reason)
  })

  it('refuses a wallet that burns the gas of its check and carries the others', async () => {
    const { harness, alice, bob, wallet, storeItem } = await networkHelpers.loadFixture(deployIntents)
    await wallet.setBurnsGas(true)
    const burning = await storeItem(alice, 2n, { account: await wallet.getAddress() })
    await expect(harness.executeIntents([burning, await storeItem(bob, 4n)], { gasLimit: 1_500_000n }))
      .to.emit(harness, 'IntentRefused')
      .and.to.emit(harness, 'IntentExecuted')
  })

  it('reports a failed action, spends its nonce and carries the others', async () => {
    const { harness, alice, bob, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const failing = await storeItem(alice, 3n)
    const reason = harness.interface.encodeErrorResult('Harness_Odd', [3n])
    const tx = harness.executeIntents([failing, await storeItem(bob, 4n)])
    await expect(tx).to.emit(harness, 'IntentFailed').withArgs(alice.address, 0n, failing.slice(0, 10), reason)
    expect([await harness['nonces(address)'](alice.address), await harness.storedOf(bob.address)]).to.deep.equal([
      1n,
      4n,
    ])
  })

  it('refuses a failed item when it is carried again', async () => {
    const { harness, alice, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const failing = await storeItem(alice, 3n)
    await harness.executeIntents([failing])
    await expect(harness.executeIntents([failing])).to.emit(harness, 'IntentRefused')
    expect(await harness['nonces(address)'](alice.address)).to.equal(1n)
  })

  it('takes the gas of an item that runs out of it, and no more', async () => {
    const { harness, alice, bob, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const tx = harness.executeIntents([await storeItem(alice, 1_000n), await storeItem(bob, 4n)], {
      gasLimit: 1_500_000n,
    })
    await expect(tx).to.emit(harness, 'IntentFailed').and.to.emit(harness, 'IntentExecuted')
  })

  it('cuts a long reason to 260 bytes', async () => {
    const { harness, alice, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const tx = harness.executeIntents([await storeItem(alice, 2_000n)])
    await expect(tx)
      .to.emit(harness, 'IntentFailed')
      .withArgs(alice.address, 0n, anyValue, (reason: string) => dataLength(reason) === 260)
  })

  it('refuses to open a batch inside a batch', async () => {
    const { harness, alice, bob, wallet, storeItem, notifyItem } = await networkHelpers.loadFixture(deployIntents)
    const inner = harness.interface.encodeFunctionData('executeIntents', [[await storeItem(bob, 2n)]])
    const call = wallet.interface.encodeFunctionData('execute', [await harness.getAddress(), inner])
    const reason = harness.interface.encodeErrorResult('Intents_Reentrant', [])
    await expect(harness.executeIntents([await notifyItem(alice, wallet, call)]))
      .to.emit(harness, 'IntentFailed')
      .withArgs(alice.address, 0n, anyValue, reason)
  })

  it('checks a call from inside a batch like any other', async () => {
    const { harness, alice, bob, wallet, storeItem, notifyItem } = await networkHelpers.loadFixture(deployIntents)
    const forged = await storeItem(alice, 2n, { account: bob.address })
    const call = wallet.interface.encodeFunctionData('execute', [await harness.getAddress(), forged])
    const reason = harness.interface.encodeErrorResult('Intents_BadSignature', [bob.address])
    await expect(harness.executeIntents([await notifyItem(alice, wallet, call)]))
      .to.emit(harness, 'IntentFailed')
      .withArgs(alice.address, 0n, anyValue, reason)
  })

  it('checks even a call of the contract to itself from inside an item', async () => {
    const { harness, alice, bob, storeItem, notifyItem } = await networkHelpers.loadFixture(deployIntents)
    const forged = await storeItem(alice, 2n, { account: bob.address })
    const reason = harness.interface.encodeErrorResult('Intents_BadSignature', [bob.address])
    await expect(harness.executeIntents([await notifyItem(alice, harness, forged)]))
      .to.emit(harness, 'IntentFailed')
      .withArgs(alice.address, 0n, anyValue, reason)
  })

  it('carries items in order, also of one account', async () => {
    const { harness, alice, bob, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const items = [await storeItem(alice, 2n), await storeItem(bob, 4n), await storeItem(alice, 6n, { nonce: 1n })]
    await expect(harness.executeIntents(items))
      .to.emit(harness, 'IntentExecuted')
      .withArgs(alice.address, 1n, items[0]?.slice(0, 10))
    expect(await harness.storedOf(alice.address)).to.equal(6n)
  })

  it('carries an intent without nonce any number of times', async () => {
    const { harness, alice } = await networkHelpers.loadFixture(deployIntents)
    const bump = harness.interface.encodeFunctionData('bumpBySig', [alice.address])
    await expect(harness.executeIntents([bump, bump]))
      .to.emit(harness, 'IntentExecuted')
      .withArgs(alice.address, 2n ** 256n - 1n, bump.slice(0, 10))
    expect(await harness.storedOf(alice.address)).to.equal(2n)
  })

  it('ignores bytes behind an item', async () => {
    const { harness, alice, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const padded = concat([await storeItem(alice, 2n), `0x${'ff'.repeat(5_000)}`])
    await expect(harness.executeIntents([padded])).to.emit(harness, 'IntentExecuted')
  })

  it('costs below 40,000 gas of overhead an item', async () => {
    const { harness, alice, storeItem } = await networkHelpers.loadFixture(deployIntents)
    const nonces = Array.from({ length: 20 }, (_, i) => BigInt(i))
    const items = await Promise.all(nonces.map((nonce) => storeItem(alice, 2n + 2n * nonce, { nonce })))
    const receipt = await (await harness.executeIntents(items)).wait()
    expect((receipt?.gasUsed ?? 0n) / 20n).to.be.below(40_000n)
  })
})
