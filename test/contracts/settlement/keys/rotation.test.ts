import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { keyOf } from '../desk-signing.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers
const FIRST_SALE = { primary: true, unitChoice: 'NAMED' } as const

/** Alice's first key is to give way to the bystander's, which has already signed the same order: lane 0, sequence 1, three units. */
async function deployRotation() {
  const desk = await deployDesk()
  const { settlement, issuer, alice, bystander, orderOf, trade } = desk
  const key = keyOf(bystander.address)
  const proof = await desk.possessionOf(bystander, alice.address, 0)
  const wish = { quantity: 3, seq: 1 }
  const oldOrder = await orderOf(alice, 'buy', wish)
  const presigned = await orderOf(alice, 'buy', { ...wish, signer: bystander })
  /** The same order in the epoch that holds now. */
  const signedAnew = (signer = bystander) => orderOf(alice, 'buy', { ...wish, signer })
  const fill = async (buy: typeof oldOrder, units = 1) => {
    const sell = await orderOf(issuer, 'sell', { quantity: units, flags: FIRST_SALE })
    const [record] = await desk.settle([buy, sell], [{ buy: 0, sell: 1, taker: 'buy', units }])
    return record?.code
  }
  const rotate = async () =>
    settlement.changeKeyBySig(key, proof, ...(await desk.consented(alice, 'RequestKeyChange', key)))
  return { ...desk, key, proof, oldOrder, presigned, signedAnew, fill, rotate, trade }
}

/**
 * change of a key that has an order in the book, which the new key signs as well
 * ├── before: only the old key's fills
 * ├── when the co-signed change is carried out
 * │   └── from that transaction on only the new key's fills, and it goes on where the old one stopped: one budget
 * ├── when the change waits for its delay
 * │   ├── up to the transaction that applies it only the old key's fills, also when it is overdue
 * │   └── after it only the new key's
 * ├── when a key of another index signs the same order
 * │   └── both keys live, and share the one budget of lane and sequence
 * └── when a key is revoked
 *     └── at once or after the delay nothing fills from that transaction on
 */
describe('Settlement: rotation and revocation of a key', () => {
  it('lets only the old key fill before the change', async () => {
    const { oldOrder, presigned, fill } = await loadFixture(deployRotation)
    expect([await fill(presigned), await fill(oldOrder)]).to.deep.equal(['BAD_SIGNATURE', 'FILLED'])
  })

  it('lets only the new key fill from the co-signed change on', async () => {
    const { oldOrder, presigned, signedAnew, alice, fill, rotate } = await loadFixture(deployRotation)
    await rotate()
    const oldKeyAnew = await signedAnew(alice)
    const codes = [await fill(oldOrder), await fill(oldKeyAnew), await fill(presigned), await fill(await signedAnew())]
    expect(codes).to.deep.equal(['BAD_SIGNATURE', 'BAD_SIGNATURE', 'BAD_SIGNATURE', 'FILLED'])
  })

  it('goes on with the budget that the old key began', async () => {
    const { settlement, alice, oldOrder, signedAnew, fill, rotate } = await loadFixture(deployRotation)
    await fill(oldOrder, 2)
    await rotate()
    const renewed = await signedAnew()
    expect([await fill(renewed, 2), await fill(renewed), await fill(renewed)]).to.deep.equal([
      'ORDER_FILLED',
      'FILLED',
      'ORDER_FILLED',
    ])
    expect(await settlement.laneOf(alice, 0)).to.deep.equal([1n, 3n])
  })

  it('lets only the old key fill until an overdue change is applied, then only the new one', async () => {
    const { settlement, alice, key, proof, oldOrder, presigned, signedAnew, fill } = await loadFixture(deployRotation)
    await settlement.connect(alice).requestKeyChange(key, proof)
    await time.increase(600)
    const before = [await fill(presigned), await fill(oldOrder)]
    await settlement.applyChange(alice, 0)
    const after = [await fill(oldOrder), await fill(await signedAnew(alice)), await fill(await signedAnew())]
    expect([...before, ...after]).to.deep.equal(['BAD_SIGNATURE', 'FILLED', 'BAD_SIGNATURE', 'BAD_SIGNATURE', 'FILLED'])
  })

  it('gives two keys that both live one budget for the same order', async () => {
    const { settlement, alice, bystander, possessionOf, orderOf, oldOrder, fill } = await loadFixture(deployRotation)
    await settlement
      .connect(alice)
      .registerKey(keyOf(bystander.address, 1), await possessionOf(bystander, alice.address, 1))
    const twin = await orderOf(alice, 'buy', { quantity: 3, seq: 1, signer: bystander, flags: { keyIndex: 1 } })
    const codes = [await fill(oldOrder, 2), await fill(twin, 2), await fill(twin), await fill(oldOrder)]
    expect(codes).to.deep.equal(['FILLED', 'ORDER_FILLED', 'FILLED', 'ORDER_FILLED'])
  })

  it('lets nothing fill from a co-signed revocation on', async () => {
    const { settlement, alice, consented, oldOrder, presigned, fill } = await loadFixture(deployRotation)
    const revoked = keyOf(ZeroAddress)
    await settlement.changeKeyBySig(revoked, '0x', ...(await consented(alice, 'RequestKeyChange', revoked)))
    expect([await fill(oldOrder), await fill(presigned)]).to.deep.equal(['NO_KEY', 'NO_KEY'])
  })

  it('lets nothing fill from an applied revocation on', async () => {
    const { settlement, alice, oldOrder, presigned, fill } = await loadFixture(deployRotation)
    await settlement.connect(alice).requestKeyChange(keyOf(ZeroAddress), '0x')
    await time.increase(60)
    await settlement.applyChange(alice, 0)
    expect([await fill(oldOrder), await fill(presigned)]).to.deep.equal(['NO_KEY', 'NO_KEY'])
  })
})
