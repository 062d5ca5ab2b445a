import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { keyOf, type User } from '../desk-signing.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers

/** Alice's orders that her key signed beforehand for later sequences and the epochs that follow, and a first sale for each. */
async function deployPresigned() {
  const desk = await deployDesk()
  const { issuer, alice, orderOf, trade } = desk
  const ahead = await Promise.all(
    [0, 1, 2, 3].map((epoch) => orderOf(alice, 'buy', { seq: 1 + 1_000 * epoch, epoch, lane: epoch })),
  )
  /** What becomes of each, offered one after the other. */
  const offerAll = async () => {
    const codes = []
    for (const buy of ahead) {
      const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
      codes.push((await trade(buy, sell)).code)
    }
    return codes
  }
  return { ...desk, offerAll }
}

const revokeAndReturn = async (desk: Awaited<ReturnType<typeof deployPresigned>>, key: User) => {
  const revoked = keyOf(ZeroAddress)
  await desk.settlement.changeKeyBySig(
    revoked,
    '0x',
    ...(await desk.consented(desk.alice, 'RequestKeyChange', revoked)),
  )
  await desk.settlement.connect(desk.alice).registerKey(keyOf(key.address), '0x')
}

/**
 * Cancel-all used to raise the epoch by one: a machine that signed ladders ahead, or whoever had copied them, signed the next epochs as
 * well, and cancelling everything brought those orders to life. The step is drawn from the block that carries it out, out of 65,535:
 * three orders signed ahead are hit by chance once in 20,000 runs.
 */
describe('Attack: orders signed ahead for the next epochs', () => {
  const DEAD = ['BAD_SIGNATURE', 'BAD_SIGNATURE', 'BAD_SIGNATURE', 'BAD_SIGNATURE']

  it('are dead before cancel-all, but for those of the current epoch', async () => {
    const { offerAll } = await loadFixture(deployPresigned)
    expect(await offerAll()).to.deep.equal(['FILLED', ...DEAD.slice(1)])
  })

  it('do not come alive with cancel-all at once', async () => {
    const { settlement, alice, consented, offerAll } = await loadFixture(deployPresigned)
    await settlement.cancelAllBySig(...(await consented(alice, 'RequestCancelAll', {})))
    expect(await offerAll()).to.deep.equal(DEAD)
  })

  it('do not come alive with cancel-all after the delay', async () => {
    const { settlement, alice, offerAll } = await loadFixture(deployPresigned)
    await settlement.connect(alice).requestCancelAll()
    await time.increase(60)
    await settlement.applyChange(alice, 8)
    expect(await offerAll()).to.deep.equal(DEAD)
  })

  it('do not come alive when their key is replaced by itself, or revoked and returns', async () => {
    const desk = await loadFixture(deployPresigned)
    await revokeAndReturn(desk, desk.alice)
    expect(await desk.offerAll()).to.deep.equal(DEAD)
  })

  it('do not come alive when signed in the open epoch of a revoked key that returns', async () => {
    const desk = await loadFixture(deployPresigned)
    const { settlement, issuer, alice, consented, orderOf, trade } = desk
    const revoked = keyOf(ZeroAddress)
    await settlement.changeKeyBySig(revoked, '0x', ...(await consented(alice, 'RequestKeyChange', revoked)))
    const inBetween = await orderOf(alice, 'buy')
    await settlement.connect(alice).registerKey(keyOf(alice.address), '0x')
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    expect((await trade(inBetween, sell)).code).to.equal('BAD_SIGNATURE')
    const after = await orderOf(alice, 'buy')
    expect((await trade(after, sell)).code).to.equal('FILLED')
  })
})
