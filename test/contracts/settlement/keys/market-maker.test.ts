import { expect } from 'chai'
import { deployDesk } from '../desk.ts'
import { networkHelpers } from '../fixture.ts'

const { loadFixture, time } = networkHelpers
const LANES = 128
const FIRST_SALE = { primary: true, unitChoice: 'NAMED' } as const

/** Alice quotes in every lane there is; the issuer sells to all of them in one batch. */
async function deployQuotes() {
  const desk = await deployDesk()
  const { settlement, issuer, alice, deposit, orderOf } = desk
  await deposit(alice, 10_000_000_000n)
  const lanes = [...Array(LANES).keys()]
  const quotesOf = (seq: number) => Promise.all(lanes.map((lane) => orderOf(alice, 'buy', { lane, seq, quantity: 2 })))
  /** One unit for each quote, in one batch. */
  const sellToEach = async (quotes: Awaited<ReturnType<typeof quotesOf>>) => {
    const sell = await orderOf(issuer, 'sell', { quantity: quotes.length, flags: FIRST_SALE })
    const trades = quotes.map((_, i) => ({ buy: i, sell: quotes.length, taker: 'sell', units: 1 }) as const)
    return (await desk.settle([...quotes, sell], trades)).map(({ code }) => code)
  }
  const lanesOnChain = () => Promise.all(lanes.map(async (lane) => (await settlement.laneOf(alice, lane)).map(Number)))
  return { ...desk, quotesOf, sellToEach, lanesOnChain }
}

const times = <T>(count: number, value: T): T[] => Array(count).fill(value)

/**
 * a market maker's lanes
 * ├── 128 quotes live side by side, each with its own budget
 * ├── a replacement takes a lane at once, without a transaction, and leaves the others alone
 * └── a cancel on chain
 *     ├── takes effect after the delay, at most an hour, however often it is asked for and whatever the delay becomes
 *     └── kills one lane of 128
 */
describe("Settlement: a market maker's lanes", () => {
  it('hold 128 quotes side by side', async () => {
    const { quotesOf, sellToEach, lanesOnChain } = await loadFixture(deployQuotes)
    expect(await sellToEach(await quotesOf(1))).to.deep.equal(times(LANES, 'FILLED'))
    expect(await lanesOnChain()).to.deep.equal(times(LANES, [1, 1]))
  })

  it('are replaced in place, each for itself', async () => {
    const { quotesOf, sellToEach, lanesOnChain } = await loadFixture(deployQuotes)
    const old = await quotesOf(1)
    const replaced = (await quotesOf(2)).filter((_, lane) => lane % 2 === 1)
    expect(await sellToEach(replaced)).to.deep.equal(times(LANES / 2, 'FILLED'))
    const codes = await sellToEach(old)
    expect(codes).to.deep.equal(times(LANES / 2, ['FILLED', 'ORDER_REPLACED']).flat())
    expect(await lanesOnChain()).to.deep.equal(
      times(LANES / 2, [
        [1, 1],
        [2, 1],
      ]).flat(),
    )
  })

  it('are cancelled on chain one by one, after a delay that nothing lengthens', async () => {
    const { settlement, alice, quotesOf, sellToEach } = await loadFixture(deployQuotes)
    const quotes = await quotesOf(1)
    await settlement.connect(alice).requestCancel(77, 1)
    const { effectiveAt } = await settlement.pendingChange(alice, 16 + 77)
    expect(Number(effectiveAt)).to.equal((await time.latest()) + 60)
    await settlement.setExitDelay(3_600)
    await expect(settlement.connect(alice).requestCancel(77, 2)).to.be.revertedWithCustomError(
      settlement,
      'Keys_ChangePending',
    )
    await time.setNextBlockTimestamp(effectiveAt)
    await settlement.applyChange(alice, 16 + 77)
    const codes = await sellToEach(quotes)
    expect(codes.filter((code) => code === 'FILLED')).to.have.length(LANES - 1)
    expect(codes[77]).to.equal('ORDER_FILLED')
  })

  it('are cancelled on chain within an hour at the longest delay there is', async () => {
    const { settlement, alice } = await loadFixture(deployQuotes)
    await expect(settlement.setExitDelay(3_601)).to.be.revertedWithCustomError(settlement, 'Exits_DelayAboveConstant')
    await settlement.setExitDelay(3_600)
    await settlement.connect(alice).requestCancel(127, 1)
    const { effectiveAt } = await settlement.pendingChange(alice, 16 + 127)
    expect(Number(effectiveAt)).to.equal((await time.latest()) + 3_600)
  })
})
