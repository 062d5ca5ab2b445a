import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { loadFixture } from './fixture.ts'
import { deploySessions, NOW_SEC } from './session-fixture.ts'

/**
 * Sessions.registerSessionBySig, revokeSession, revokeSessionBySig, endSessionsBySig
 * ├── a wallet and a passkey account register a key, which is announced with its terms
 * ├── when the key is nobody's, the account's own, or of an unknown kind
 * ├── when the expiry is over, or more than 90 days ahead
 * ├── when the window is empty
 * ├── when the scope names no function, functions without targets, too many, or this registry
 * ├── given a session of the key, a new one replaces it with its scope and its count
 * ├── a session key registers, revokes and ends nothing, whatever its scope says
 * ├── revoking ends one session, by the account's transaction or signature; none cannot be revoked
 * └── ending ends all, once; a removed, rotated or recovered passkey does so too
 */
describe('AccountRegistry: registerSessionBySig', () => {
  it('registers a key for a wallet and for a passkey account', async () => {
    const { sessions, alice, phone, till, browser, target, register, selectorOf, termsOf } =
      await loadFixture(deploySessions)
    await expect(register(alice, till)).to.emit(sessions, 'SessionRegistered')
    await register(phone.signer, browser)
    const state = await sessions.sessionOf(phone.signer.address, browser.address)
    expect(state.isLive).to.equal(true)
    expect([state.kind, state.expiry]).to.deep.equal([1n, BigInt(termsOf(browser).expiry)])
    expect([state.windowLimit, state.totalLimit, state.spent]).to.deep.equal([100n, 250n, 0n])
    expect(await sessions.isInScope(alice, till.address, target, selectorOf('storeBySig'))).to.equal(true)
    expect(await sessions.isInScope(alice, till.address, target, selectorOf('notifyBySig'))).to.equal(false)
    expect(await sessions.isInScope(phone.signer.address, till.address, target, selectorOf('storeBySig'))).to.equal(
      false,
    )
  })

  it('refuses keys that cannot be meant', async () => {
    const { sessions, alice, till, register } = await loadFixture(deploySessions)
    for (const changes of [{ key: ZeroAddress }, { key: alice.address }, { kind: 2 }]) {
      await expect(register(alice, till, changes)).to.be.revertedWithCustomError(sessions, 'Sessions_BadKey')
    }
  })

  it('refuses terms without end or window', async () => {
    const { sessions, alice, till, register } = await loadFixture(deploySessions)
    for (const expiry of [NOW_SEC - 1, NOW_SEC + 91 * 86_400]) {
      await expect(register(alice, till, { expiry })).to.be.revertedWithCustomError(sessions, 'Sessions_BadExpiry')
    }
    await expect(register(alice, till, { window: 0 })).to.be.revertedWithCustomError(sessions, 'Sessions_BadWindow')
  })

  it('refuses a scope that is empty, uneven, too long, or about the registry', async () => {
    const { sessions, address, alice, till, target, register, selectorOf } = await loadFixture(deploySessions)
    const one = selectorOf('storeBySig')
    const wrong = [
      { targets: [], selectors: [] },
      { targets: [target, target], selectors: [one] },
      { targets: Array(17).fill(target), selectors: Array(17).fill(one) },
      { recipients: Array(9).fill(target) },
      { series: Array(17).fill(1) },
    ]
    for (const changes of wrong) {
      await expect(register(alice, till, changes)).to.be.revertedWithCustomError(sessions, 'Sessions_BadScope')
    }
    await expect(register(alice, till, { targets: [address] }))
      .to.be.revertedWithCustomError(sessions, 'Sessions_NotOpen')
      .withArgs(one)
  })

  it('replaces an earlier session of the key', async () => {
    const { sessions, alice, till, register, store, storePair, selectorOf } = await loadFixture(deploySessions)
    await register(alice, till)
    await store(till, alice.address, 90n)
    await register(alice, till, { selectors: [selectorOf('storePairBySig')] })
    expect((await sessions.sessionOf(alice, till.address)).spent).to.equal(0n)
    await expect(store(till, alice.address, 2n)).to.be.revertedWithCustomError(sessions, 'Sessions_OutOfScope')
    await storePair(till, alice.address, 1, 100n)
  })

  it('takes nothing of the kind from a session key', async () => {
    const { registry, sessions, account, alice, phone, till, register, termsOf, authOf } =
      await loadFixture(deploySessions)
    await register(alice, till)
    await register(phone.signer, till)
    const signAs = {
      address: alice.address,
      passkey: undefined,
      sign: ({ hash }: { hash: `0x${string}` }) => till.sign(hash),
    }
    const asAlice = signAs as unknown as Parameters<typeof authOf>[0]
    const terms = termsOf(till)
    for (const call of [
      sessions.registerSessionBySig(terms, await authOf(asAlice, 'RegisterSession', terms)),
      sessions.revokeSessionBySig(till.address, await authOf(asAlice, 'RevokeSession', { key: till.address })),
      sessions.endSessionsBySig(await authOf(asAlice, 'EndSessions', {})),
    ]) {
      await expect(call).to.be.revertedWithCustomError(sessions, 'Sessions_NotOpen')
    }
    const guarded = await authOf(asAlice, 'SetGuardian', { guardian: alice.address }, { account })
    await expect(registry.setGuardianBySig(alice, guarded))
      .to.be.revertedWithCustomError(registry, 'Accounts_NotByPasskey')
      .withArgs(account)
  })

  it('revokes by transaction and by signature', async () => {
    const { sessions, alice, phone, till, browser, register, store, authOf } = await loadFixture(deploySessions)
    await register(alice, till)
    await register(phone.signer, browser)
    await expect(sessions.connect(alice).revokeSession(till.address))
      .to.emit(sessions, 'SessionRevoked')
      .withArgs(alice.address, till.address)
    await expect(store(till, alice.address, 2n)).to.be.revertedWithCustomError(sessions, 'Sessions_Unknown')
    await expect(sessions.connect(alice).revokeSession(till.address)).to.be.revertedWithCustomError(
      sessions,
      'Sessions_Unknown',
    )
    const { address } = phone.signer
    await store(browser, address, 2n)
    await sessions.revokeSessionBySig(
      browser.address,
      await authOf(phone.signer, 'RevokeSession', { key: browser.address }),
    )
    await expect(store(browser, address, 2n)).to.be.revertedWithCustomError(sessions, 'Sessions_Unknown')
  })

  it('ends all at once, and with every passkey that is lost', async () => {
    const { registry, sessions, account, phone, laptop, till, browser, register, store, authOf, introduce } =
      await loadFixture(deploySessions)
    await register(phone.signer, till)
    await register(phone.signer, browser)
    await expect(sessions.endSessionsBySig(await authOf(phone.signer, 'EndSessions', {})))
      .to.emit(sessions, 'SessionsEnded')
      .withArgs(account, 2n)
    await expect(sessions.endSessionsBySig(await authOf(phone.signer, 'EndSessions', {}))).not.to.emit(
      sessions,
      'SessionsEnded',
    )
    for (const key of [till, browser]) {
      await expect(store(key, account, 2n)).to.be.revertedWithCustomError(sessions, 'Sessions_Unknown')
    }
    await register(phone.signer, till)
    await store(till, account, 2n)
    const added = await introduce(phone.signer, 'AddPasskey', laptop)
    await registry.addPasskeyBySig(added.key, added.possession, added.auth)
    await store(till, account, 2n)
    const removal = await authOf(laptop.signer, 'RemovePasskey', { keyId: phone.keyId })
    await expect(registry.removePasskeyBySig(phone.keyId, removal)).to.emit(sessions, 'SessionsEnded')
    await expect(store(till, account, 2n)).to.be.revertedWithCustomError(sessions, 'Sessions_Unknown')
  })
})
