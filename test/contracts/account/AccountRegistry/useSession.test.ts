import { expect } from 'chai'
import { concat, dataSlice } from 'ethers'
import { ethers, loadFixture, time } from './fixture.ts'
import { deploySessions, NOW_SEC } from './session-fixture.ts'

/**
 * Sessions.useSession, through a contract with intents
 * ├── keys of both kinds act for their account, within the limit of a window and in total
 * ├── a window begins with the first use after the last one ended
 * ├── when the function is not in scope, or no session key may sign it
 * ├── when the recipient or the series is not in scope; the account itself is
 * ├── when the session is over
 * ├── when another key, another kind, another account or a spoilt signature
 * ├── when another contract than the named one asks
 * └── in a batch
 *     ├── items of one session are counted one after the other, refused ones spend nothing
 *     └── a failed action counts nothing, its nonce is spent
 */
describe('AccountRegistry: useSession', () => {
  it('lets keys of both kinds act within their limits', async () => {
    const { sessions, harness, target, alice, account, phone, till, browser, register, store, selectorOf } =
      await loadFixture(deploySessions)
    for (const [lender, who, key] of [
      [alice, alice.address, till],
      [phone.signer, account, browser],
    ] as const) {
      await register(lender, key)
      await expect(store(key, who, 60n)).to.emit(sessions, 'SessionUsed')
      expect(await harness.storedOf(who)).to.equal(60n)
      await expect(store(key, who, 42n))
        .to.be.revertedWithCustomError(sessions, 'Sessions_WindowLimit')
        .withArgs(key.address, 40n, 42n)
      await store(key, who, 40n)
    }
    await time.increase(3_600)
    await store(till, alice.address, 100n)
    await time.increase(3_600)
    await expect(store(till, alice.address, 52n))
      .to.be.revertedWithCustomError(sessions, 'Sessions_TotalLimit')
      .withArgs(till.address, 50n, 52n)
    const used = await store(till, alice.address, 50n)
    const { spent, spentInWindow, windowEndsAt } = await sessions.sessionOf(alice, till.address)
    expect([spent, spentInWindow]).to.deep.equal([250n, 50n])
    await expect(used)
      .to.emit(sessions, 'SessionUsed')
      .withArgs(alice.address, till.address, target, selectorOf('storeBySig'), 50n, 250n, 50n, windowEndsAt)
  })

  it('refuses what the scope does not name', async () => {
    const { sessions, harness, target, alice, till, register, storePair, authBy, selectorOf } =
      await loadFixture(deploySessions)
    await register(alice, till, {
      targets: [target, target],
      selectors: [selectorOf('storeBySig'), selectorOf('bumpBySig')],
    })
    await expect(storePair(till, alice.address, 1, 2n))
      .to.be.revertedWithCustomError(sessions, 'Sessions_OutOfScope')
      .withArgs(till.address, target, selectorOf('storePairBySig'))
    const auth = await authBy(till, alice.address, 'Store', { value: 2n })
    const other = await ethers.deployContract('IntentsHarness', [sessions])
    await expect(other.storeBySig(2n, auth)).to.be.revertedWithCustomError(sessions, 'Sessions_Unknown')
    await expect(harness.storeBySig(4n, auth)).to.be.revertedWithCustomError(sessions, 'Sessions_Unknown')
  })

  it('pays nobody but the account and those who are named', async () => {
    const { sessions, alice, guardian, carrier, till, register, notify, selectorOf } = await loadFixture(deploySessions)
    await register(alice, till, { selectors: [selectorOf('notifyBySig')], recipients: [guardian.address] })
    await notify(till, alice.address, guardian.address)
    await notify(till, alice.address, alice.address)
    await expect(notify(till, alice.address, carrier.address))
      .to.be.revertedWithCustomError(sessions, 'Sessions_RecipientOutOfScope')
      .withArgs(till.address, carrier.address)
  })

  it('touches no series but those that are named', async () => {
    const { sessions, alice, till, browser, register, storePair, selectorOf } = await loadFixture(deploySessions)
    const selectors = [selectorOf('storePairBySig')]
    await register(alice, till, { selectors, series: [7, 9] })
    await storePair(till, alice.address, 9, 2n)
    await expect(storePair(till, alice.address, 8, 2n))
      .to.be.revertedWithCustomError(sessions, 'Sessions_SeriesOutOfScope')
      .withArgs(till.address, 8n)
    await register(alice, browser, { selectors })
    await storePair(browser, alice.address, 8, 2n)
  })

  it('ends with its expiry', async () => {
    const { sessions, alice, till, target, register, store, selectorOf } = await loadFixture(deploySessions)
    await register(alice, till)
    await time.setNextBlockTimestamp(NOW_SEC + 86_400)
    await store(till, alice.address, 2n)
    await time.increase(1)
    await expect(store(till, alice.address, 2n)).to.be.revertedWithCustomError(sessions, 'Sessions_Expired')
    expect((await sessions.sessionOf(alice, till.address)).isLive).to.equal(false)
    expect(await sessions.isInScope(alice, till.address, target, selectorOf('storeBySig'))).to.equal(false)
  })

  it('takes no other signature', async () => {
    const { sessions, harness, registry, alice, guardian, till, browser, register, store, authBy } =
      await loadFixture(deploySessions)
    await register(alice, till)
    await expect(store(browser, alice.address, 2n)).to.be.revertedWithCustomError(sessions, 'Sessions_Unknown')
    await expect(store(till, guardian.address, 2n)).to.be.revertedWithCustomError(sessions, 'Sessions_Unknown')
    const auth = await authBy(till, alice.address, 'Store', { value: 2n })
    const spoilt = [
      dataSlice(auth.signature, 0, 84),
      concat([auth.signature, '0x00']),
      dataSlice(auth.signature, 0, 20),
    ]
    for (const signature of spoilt) {
      await expect(harness.storeBySig(2n, { ...auth, signature }))
        .to.be.revertedWithCustomError(sessions, 'Sessions_BadSignature')
        .withArgs(alice.address)
    }
    await expect(
      harness.storeBySig(2n, { ...auth, signature: dataSlice(auth.signature, 20) }),
    ).to.be.revertedWithCustomError(harness, 'Intents_BadSignature')
    // A key registered as one kind does not sign as the other.
    await register(alice, browser, { kind: 0 })
    await expect(store(browser, alice.address, 2n)).to.be.revertedWithCustomError(sessions, 'Sessions_Unknown')
    // What a session key signs never counts as the account's own word.
    const digest = ethers.id('a digest') as `0x${string}`
    expect(await registry.isSignedBy(alice, digest, await till.sign(digest))).to.equal(false)
  })

  it('answers nobody whom no session names', async () => {
    const { sessions, alice, carrier, till, register, storeItem } = await loadFixture(deploySessions)
    await register(alice, till)
    const digest = ethers.id('a digest') as `0x${string}`
    const item = await storeItem(till, alice.address, 2n)
    await expect(
      sessions.connect(carrier).useSession(alice, digest, await till.sign(digest), item),
    ).to.be.revertedWithCustomError(sessions, 'Sessions_OutOfScope')
  })

  it('counts the items of a batch one after the other', async () => {
    const { sessions, harness, alice, till, register, storeItem } = await loadFixture(deploySessions)
    await register(alice, till)
    const items = [60n, 60n, 40n, 2n].map((value) => storeItem(till, alice.address, value))
    const carried = harness.executeIntents(await Promise.all(items))
    await expect(carried).to.emit(harness, 'IntentRefused')
    const receipt = await (await carried).wait()
    const names = receipt?.logs.map((log) => harness.interface.parseLog(log)?.name).filter(Boolean)
    expect(names).to.deep.equal(['IntentExecuted', 'IntentRefused', 'IntentExecuted', 'IntentRefused'])
    expect((await sessions.sessionOf(alice, till.address)).spent).to.equal(100n)
  })

  it('counts nothing for an action that failed', async () => {
    const { sessions, harness, alice, till, register, storeItem } = await loadFixture(deploySessions)
    await register(alice, till)
    // The harness refuses odd values, after the signature has been taken.
    const item = await storeItem(till, alice.address, 61n)
    await expect(harness.executeIntents([item])).to.emit(harness, 'IntentFailed')
    expect((await sessions.sessionOf(alice, till.address)).spent).to.equal(0n)
    await expect(harness.executeIntents([item])).to.emit(harness, 'IntentRefused')
  })
})
