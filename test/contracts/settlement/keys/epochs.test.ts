import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { keyOf, type User } from '../desk-signing.ts'
import { FULL_SCOPE, networkHelpers, storageOf } from '../fixture.ts'
import { KEY, packWord, SLOTS, slotOf } from '../words.ts'

const { loadFixture } = networkHelpers

const LAST = 2 ** 24 - 1
/** The longest step out of epoch 0: 1/256 of what is left. */
const FIRST_STEP = Math.floor(LAST / 256)
const REVOKED = keyOf(ZeroAddress)

/** Alice's first key stands in `epoch`, and a key of the bystander's at index 3 as well. */
async function deployIn(epoch: number) {
  const desk = await deployDesk()
  const { settlement, alice, bystander } = desk
  const words = storageOf(desk.address)
  await words.setProfile(alice.address, { key: alice.address, epoch })
  await words.write(
    slotOf(SLOTS.keys, alice.address, 3),
    packWord(KEY, { key: bystander.address, scope: FULL_SCOPE, epoch }),
  )
  const epochOf = async (index = 0) => Number((await settlement.keyOf(alice, index)).epoch)
  return { ...desk, epochOf }
}
const deployFirst = () => deployIn(0)
const deployNearEnd = () => deployIn(LAST - 2)
const deployAtEnd = () => deployIn(LAST - 1)

const cancelAll = async ({ settlement, alice, consented }: Awaited<ReturnType<typeof deployIn>>) =>
  settlement.cancelAllBySig(...(await consented(alice, 'RequestCancelAll', {})))

/** A change of Alice's first key at once; the same key may follow itself. */
const change = async ({ settlement, alice, consented }: Awaited<ReturnType<typeof deployIn>>, to: User | undefined) => {
  const key = to ? keyOf(to.address) : REVOKED
  return settlement.changeKeyBySig(key, '0x', ...(await consented(alice, 'RequestKeyChange', key)))
}

/**
 * epochs: what a change of keys or cancel-all raises
 * ├── when a key changes, or everything is cancelled
 * │   ├── it grows by 1 to 1/256 of what is left, each index by its own step
 * │   └── the new one is in EpochRaised, KeyRegistered or KeyRevoked
 * ├── when a revoked index is registered again
 * │   └── it grows once more, so that nobody knew it while the key was away
 * └── given an index near its last epoch
 *     ├── it grows by one
 *     ├── the last change revokes, whatever it asked for; cancel-all too: neither is refused
 *     ├── a closed index takes no key: Keys_IndexClosed; another index does
 *     └── cancel-all still works, and leaves the closed index alone
 */
describe('Settlement: epochs', () => {
  it('grow by a step inside its bounds when everything is cancelled, and are in the event', async () => {
    const desk = await loadFixture(deployFirst)
    const { settlement, alice } = desk

    const cancelled = await cancelAll(desk)

    const [first, third] = [await desk.epochOf(0), await desk.epochOf(3)]
    for (const epoch of [first, third]) expect(epoch).to.be.within(1, FIRST_STEP)
    await expect(cancelled).to.emit(settlement, 'EpochRaised').withArgs(alice.address, 0, first)
    await expect(cancelled).to.emit(settlement, 'EpochRaised').withArgs(alice.address, 3, third)
    await expect(cancelled).to.emit(settlement, 'OrdersCancelled').withArgs(alice.address)
  })

  it('grow by steps that do not repeat', async () => {
    const desk = await loadFixture(deployFirst)
    const steps = new Set<number>()
    for (let i = 0, before = [0, 0]; i < 8; i++) {
      await cancelAll(desk)
      const after = [await desk.epochOf(0), await desk.epochOf(3)]
      after.forEach((epoch, index) => {
        steps.add(epoch - (before[index] ?? 0))
      })
      before = after
    }
    // Sixteen draws out of 65,535: two alike come once in 550 runs, four alike in none.
    expect(steps.size).to.be.greaterThan(13)
  })

  it('grow when a key is replaced by itself', async () => {
    const desk = await loadFixture(deployFirst)
    const changed = await change(desk, desk.alice)
    const epoch = await desk.epochOf()
    expect(epoch).to.be.within(1, FIRST_STEP)
    await expect(changed)
      .to.emit(desk.settlement, 'KeyRegistered')
      .withArgs(desk.alice.address, 0, desk.alice.address, 0, 0, FULL_SCOPE, epoch)
  })

  it('grow again when a revoked index is registered', async () => {
    const desk = await loadFixture(deployFirst)
    await change(desk, undefined)
    const revokedIn = await desk.epochOf()
    await desk.settlement.connect(desk.alice).registerKey(keyOf(desk.alice.address), '0x')
    expect(await desk.epochOf()).to.be.within(revokedIn + 1, revokedIn + FIRST_STEP)
  })

  it('leave a revoked index alone when everything is cancelled', async () => {
    const desk = await loadFixture(deployFirst)
    await change(desk, undefined)
    const revokedIn = await desk.epochOf()
    await cancelAll(desk)
    expect(await desk.epochOf()).to.equal(revokedIn)
  })

  it('grow by one near the end', async () => {
    const desk = await loadFixture(deployNearEnd)
    await cancelAll(desk)
    expect([await desk.epochOf(0), await desk.epochOf(3)]).to.deep.equal([LAST - 1, LAST - 1])
  })

  it('revoke in the last change, whatever key it names', async () => {
    const desk = await loadFixture(deployAtEnd)
    await expect(change(desk, desk.alice)).to.emit(desk.settlement, 'KeyRevoked').withArgs(desk.alice.address, 0, LAST)
    expect((await desk.settlement.keyOf(desk.alice, 0)).key).to.equal(ZeroAddress)
  })

  it('revoke every index at its end when everything is cancelled', async () => {
    const desk = await loadFixture(deployAtEnd)
    const { settlement, alice } = desk
    const buy = await desk.orderOf(alice, 'buy')

    const cancelled = await cancelAll(desk)

    for (const index of [0, 3]) await expect(cancelled).to.emit(settlement, 'KeyRevoked').withArgs(alice, index, LAST)
    const sell = await desk.orderOf(desk.issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    expect((await desk.trade(buy, sell)).code).to.equal('NO_KEY')
  })

  it('close an index, and leave the others open', async () => {
    const desk = await loadFixture(deployAtEnd)
    const { settlement, alice } = desk
    await change(desk, undefined)

    await expect(settlement.connect(alice).registerKey(keyOf(alice.address), '0x'))
      .to.be.revertedWithCustomError(settlement, 'Keys_IndexClosed')
      .withArgs(alice.address, 0)
    await settlement.connect(alice).registerKey(keyOf(alice.address, 1), '0x')
    expect(await desk.epochOf(1)).to.equal(0)
    await expect(cancelAll(desk)).to.emit(settlement, 'OrdersCancelled')
    expect(await desk.epochOf()).to.equal(LAST)
  })

  it('close an index whose next registration would be its last', async () => {
    const desk = await loadFixture(deployNearEnd)
    await change(desk, undefined)
    expect(await desk.epochOf()).to.equal(LAST - 1)
    await expect(
      desk.settlement.connect(desk.alice).registerKey(keyOf(desk.alice.address), '0x'),
    ).to.be.revertedWithCustomError(desk.settlement, 'Keys_IndexClosed')
  })
})
