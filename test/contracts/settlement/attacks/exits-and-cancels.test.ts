import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { deployDesk } from '../desk.ts'
import { keyOf } from '../desk-signing.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers
const PRIMARY = { flags: { primary: true, unitChoice: 'NAMED' } } as const
const FROZEN = 2

/** A change that kills matched orders, asked for in front of the batch. */
const REVOCATIONS = [
  ['a cancel', (core: Connected) => core.requestCancel(0, 1)],
  ['a cancel of everything', (core: Connected) => core.requestCancelAll()],
  ['a change of the key', (core: Connected) => core.requestKeyChange(keyOf(ZeroAddress), '0x')],
  ['an exit', (core: Connected) => core.requestExit()],
] as const
type Connected = ReturnType<Awaited<ReturnType<typeof deployDesk>>['settlement']['connect']>

// Audits (Cantina, V2; Zellic on Hyperliquid's bridge) and the ghost fills of Polymarket's issue tracker: who takes back what, and when
// ├── ghost-fill: nothing that a maker does in front of a batch unmakes a match
// ├── repeated-request-postpones: neither a running nor a matured exit, nor a pending cancel
// ├── reapproval-after-invalidation: of a voided order, of an order of a key that comes back
// └── disputed-withdrawal-finalisable: a request that was frozen is not waiting behind the freeze
describe('Attack: exits and cancels', () => {
  for (const [name, revoke] of REVOCATIONS) {
    it(`ghost-fill: ${name} in front of the batch does not unmake the match`, async () => {
      const { settlement, issuer, alice, orderOf, trade } = await loadFixture(deployDesk)
      const [buy, sell] = [await orderOf(alice, 'buy'), await orderOf(issuer, 'sell', PRIMARY)]
      await revoke(settlement.connect(alice))
      expect((await trade(buy, sell)).code).to.equal('FILLED')
    })
  }

  it('ghost-fill: money leaves at once only with the consent of the sequencer', async () => {
    const { settlement, alice, authOf, coSign } = await loadFixture(deployDesk)
    const auth = await authOf(alice, 'Withdraw', { amount: 5n })
    const own = await coSign('Withdraw', { amount: 5n }, auth, 30, alice)
    await expect(settlement.withdrawBySig(5n, auth, own)).to.be.revertedWithCustomError(
      settlement,
      'Settlement_BadCoSignature',
    )
  })

  it('repeated-request-postpones: a running exit keeps its time', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestExit()
    const before = await settlement.exitOf(alice)
    await time.increase(30)
    await expect(settlement.connect(alice).requestExit()).not.to.emit(settlement, 'ExitRequested')
    expect(await settlement.exitOf(alice)).to.deep.equal(before)
  })

  it('repeated-request-postpones: so does a matured one', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestExit()
    const before = await settlement.exitOf(alice)
    await time.increaseTo(before.lapsesAt - 1n)
    await settlement.connect(alice).requestExit()
    expect(await settlement.exitOf(alice)).to.deep.equal(before)
  })

  it('repeated-request-postpones: a pending cancel cannot be asked for again', async () => {
    const { settlement, alice } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestCancel(5, 1)
    const pending = await settlement.pendingChange(alice, 21)
    await time.increase(30)
    await expect(settlement.connect(alice).requestCancel(5, 2)).to.be.revertedWithCustomError(
      settlement,
      'Keys_ChangePending',
    )
    expect(await settlement.pendingChange(alice, 21)).to.deep.equal(pending)
  })

  it('reapproval-after-invalidation: a voided order stays dead, whatever is signed for its sequence', async () => {
    const { settlement, issuer, alice, receiptOf, orderOf, settle } = await loadFixture(deployDesk)
    await settlement.voidWithReceipt(...(await receiptOf(alice.address, 0, 1, 0)))
    const again = await orderOf(alice, 'buy', { seq: 1, quantity: 2 ** 32 - 1 })
    const [record] = await settle(
      [again, await orderOf(issuer, 'sell', PRIMARY)],
      [{ buy: 0, sell: 1, taker: 'buy', units: 1 }],
    )
    expect([record?.code, record?.failingSide]).to.deep.equal(['ORDER_FILLED', 'buy'])
  })

  it('reapproval-after-invalidation: a key that comes back revives no order', async () => {
    const { settlement, issuer, alice, consented, orderOf, trade } = await loadFixture(deployDesk)
    const [buy, sell] = [await orderOf(alice, 'buy'), await orderOf(issuer, 'sell', PRIMARY)]
    const revoked = keyOf(ZeroAddress)
    await settlement.changeKeyBySig(revoked, '0x', ...(await consented(alice, 'RequestKeyChange', revoked)))
    await settlement.connect(alice).registerKey(keyOf(alice.address), '0x')
    expect((await trade(buy, sell)).code).to.equal('BAD_SIGNATURE')
  })

  it('disputed-withdrawal-finalisable: a frozen account cannot leave, nor right after its release', async () => {
    const { settlement, token, alice, profile } = await loadFixture(deployDesk)
    await settlement.connect(alice).requestExit()
    const { lapsesAt } = await settlement.exitOf(alice)
    await settlement.setProfile(alice, { ...profile, state: FROZEN })
    await time.increase(61)
    await expect(settlement.withdraw(alice, [])).to.be.revertedWithCustomError(settlement, 'Exits_AccountFrozen')

    await time.increaseTo(lapsesAt + 1n)
    await settlement.setProfile(alice, profile)
    await expect(settlement.withdraw(alice, [])).to.be.revertedWithCustomError(settlement, 'Exits_Lapsed')
    expect(await token.balanceOf(alice)).to.equal(0n)
  })
})
