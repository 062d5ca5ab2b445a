import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { FACE, networkHelpers, SERIES } from '../fixture.ts'

const { loadFixture } = networkHelpers

/**
 * setProfile, setIssuer, openSeries, closeSupply, setSeriesFlags, setBrakeHint, setGate, setTransferOperator
 * ├── when the caller has not the role
 * │   └── it reverts AccessManagedUnauthorized
 * ├── setProfile: it writes the identity and leaves key, epoch and brake hint alone
 * ├── setIssuer: it writes the word and leaves used quota and brake hint alone
 * ├── openSeries
 * │   ├── for series zero, no issuer, a known series or above the quota it reverts
 * │   └── it takes the quota and cannot set the brake's hint
 * ├── closeSupply
 * │   ├── for an unknown series it reverts
 * │   └── it returns the quota of unsold units and ends the primary sale
 * ├── setSeriesFlags: it keeps the brake's hint
 * └── setBrakeHint
 *     ├── for a domain that does not exist it reverts Brake_BadDomain
 *     └── it sets and clears the hint of an account, a series, an issuer
 */
describe('Settlement: setters of controllers', () => {
  it('revert for anyone without the role', async () => {
    const { settlement, intents, bob, profile, terms, gate } = await loadFixture(deployDesk)
    const doors = settlement.connect(bob)
    const calls = [
      () => doors.setProfile(bob, profile),
      () => doors.setIssuer(bob, 2, 1, 4, 1n, 5n),
      () => doors.openSeries(2, terms),
      () => doors.closeSupply(SERIES),
      () => doors.setSeriesFlags(SERIES, 0),
      () => doors.setBrakeHint(4, BigInt(bob.address), true),
      () => doors.setGate(gate),
      () => doors.setTransferOperator(bob, true),
    ]
    for (const call of calls) await expect(call()).to.be.revertedWithCustomError(intents, 'AccessManagedUnauthorized')
  })

  it('write the identity and leave key, epoch and brake hint alone', async () => {
    const { settlement, brake, issuer, alice, profile, consented, orderOf, trade } = await loadFixture(deployDesk)
    await settlement.cancelAllBySig(...(await consented(alice, 'RequestCancelAll', {})))
    const { epoch } = await settlement.keyOf(alice, 0)
    expect(epoch).to.be.greaterThan(0n)
    await settlement.setBrakeHint(4, BigInt(alice.address), true)
    await brake.set(4, BigInt(alice.address), `0x${'01'.repeat(32)}`)
    const identity = {
      ...profile,
      level: 3,
      state: 1,
      sanctioned: true,
      jurisdiction: 840,
      accredited: true,
      marketMaker: true,
    }
    await expect(settlement.setProfile(alice, identity)).to.emit(settlement, 'ProfileSet')
    expect([...(await settlement.profileOf(alice))]).to.deep.equal([3n, 1n, true, 65_535n, 840n, true, true])
    expect([...(await settlement.keyOf(alice, 0))].filter((_, i) => i === 0 || i === 4)).to.deep.equal([
      alice.address,
      epoch,
    ])
    await settlement.setProfile(alice, profile)
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    expect((await trade(await orderOf(alice, 'buy'), sell)).code).to.equal('BRAKED')
  })

  it('write an issuer and leave its used quota alone', async () => {
    const { settlement, issuer } = await loadFixture(deployDesk)
    await expect(settlement.setIssuer(issuer, 3, 2, 5, 9n, 77n))
      .to.emit(settlement, 'IssuerWordSet')
      .withArgs(issuer.address, 3, 2, 5, 9n, 77n)
    expect(await settlement.issuerOf(issuer)).to.deep.equal([3n, 2n, 5n, 9n, 1_000n * FACE, 77n])
  })

  it('open no series zero and none without issuer', async () => {
    const { settlement, terms } = await loadFixture(deployDesk)
    await expect(settlement.openSeries(0, terms))
      .to.be.revertedWithCustomError(settlement, 'Coupon_UnknownSeries')
      .withArgs(0)
    const nobody = { ...terms, issuer: `0x${'00'.repeat(20)}` }
    await expect(settlement.openSeries(2, nobody)).to.be.revertedWithCustomError(settlement, 'Coupon_UnknownSeries')
  })

  it('open no series twice', async () => {
    const { settlement, terms } = await loadFixture(deployDesk)
    await expect(settlement.openSeries(SERIES, terms))
      .to.be.revertedWithCustomError(settlement, 'Coupon_SeriesExists')
      .withArgs(SERIES)
  })

  it('open a series to the last unit of the quota and not beyond', async () => {
    const { settlement, issuer, terms } = await loadFixture(deployDesk)
    await settlement.setIssuer(issuer, 2, 1, 4, 1n, 1_010n * FACE)
    await expect(settlement.openSeries(2, { ...terms, supply: 11 }))
      .to.be.revertedWithCustomError(settlement, 'Coupon_QuotaExceeded')
      .withArgs(issuer.address, 10n * FACE, 11n * FACE)
    await expect(settlement.openSeries(2, { ...terms, supply: 10 }))
      .to.emit(settlement, 'QuotaUsed')
      .withArgs(issuer.address, 1_010n * FACE)
      .and.to.emit(settlement, 'SeriesOpened')
  })

  it('say so when the face value does not fit a number', async () => {
    const { settlement, issuer, terms } = await loadFixture(deployDesk)
    const huge = { ...terms, face: 2n ** 48n - 1n, supply: 2 ** 32 - 1 }
    await expect(settlement.openSeries(2, huge))
      .to.be.revertedWithCustomError(settlement, 'Coupon_QuotaExceeded')
      .withArgs(issuer.address, 10n ** 13n - 1_000n * FACE, 2n ** 64n - 1n)
  })

  it('have no quota left when it was lowered below what is used', async () => {
    const { settlement, issuer, terms } = await loadFixture(deployDesk)
    await settlement.setIssuer(issuer, 2, 1, 4, 1n, FACE)
    await expect(settlement.openSeries(2, { ...terms, supply: 1 }))
      .to.be.revertedWithCustomError(settlement, 'Coupon_QuotaExceeded')
      .withArgs(issuer.address, 0n, FACE)
  })

  it("cannot set the brake's hint with a series' flags", async () => {
    const { settlement, terms } = await loadFixture(deployDesk)
    await settlement.openSeries(2, { ...terms, flags: 15 })
    expect((await settlement.seriesOf(2)).terms.flags).to.equal(7n)
    await settlement.setBrakeHint(3, 2n, true)
    await expect(settlement.setSeriesFlags(2, 4)).to.emit(settlement, 'SeriesFlagsSet').withArgs(2, 12)
    await settlement.setBrakeHint(3, 2n, false)
    expect((await settlement.seriesOf(2)).terms.flags).to.equal(4n)
  })

  it('close the supply, return the quota of unsold units and end the primary sale', async () => {
    const { settlement, issuer, alice, buyFirst, orderOf, trade } = await loadFixture(deployDesk)
    await buyFirst(alice, 2)
    await expect(settlement.closeSupply(SERIES))
      .to.emit(settlement, 'SupplyClosed')
      .withArgs(SERIES, 2)
      .and.to.emit(settlement, 'QuotaUsed')
      .withArgs(issuer.address, 2n * FACE)
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    expect((await trade(await orderOf(alice, 'buy'), sell)).code).to.equal('SUPPLY_EXHAUSTED')
  })

  it('revert for an unknown series', async () => {
    const { settlement } = await loadFixture(deployDesk)
    await expect(settlement.closeSupply(9)).to.be.revertedWithCustomError(settlement, 'Coupon_UnknownSeries')
    await expect(settlement.setSeriesFlags(9, 1)).to.be.revertedWithCustomError(settlement, 'Coupon_UnknownSeries')
  })

  it('revert for a hint of a domain that does not exist', async () => {
    const { settlement, brake } = await loadFixture(deployDesk)
    await expect(settlement.setBrakeHint(5, 1n, true))
      .to.be.revertedWithCustomError(brake, 'Brake_BadDomain')
      .withArgs(5, 1n)
  })

  it('set the hint of an issuer', async () => {
    const { settlement, brake, issuer, alice, orderOf, trade } = await loadFixture(deployDesk)
    await expect(settlement.setBrakeHint(2, BigInt(issuer.address), true))
      .to.emit(settlement, 'BrakeHintSet')
      .withArgs(2, BigInt(issuer.address), true)
    await brake.set(2, BigInt(issuer.address), `0x${'01'.repeat(32)}`)
    const sell = await orderOf(issuer, 'sell', { flags: { primary: true, unitChoice: 'NAMED' } })
    expect((await trade(await orderOf(alice, 'buy'), sell)).code).to.equal('BRAKED')
  })

  it('set gate and transfer operators', async () => {
    const { settlement, gate, bystander } = await loadFixture(deployDesk)
    await expect(settlement.setGate(gate))
      .to.emit(settlement, 'GateSet')
      .withArgs(await gate.getAddress())
    await expect(settlement.setTransferOperator(bystander, true))
      .to.emit(settlement, 'TransferOperatorSet')
      .withArgs(bystander.address, true)
  })
})
