import { expect } from 'chai'
import { randomFrom } from '../../../bench/random.ts'
import { CHAIN_ID, DAY, deployMarket, type Market, networkHelpers } from '../fixture.ts'
import { createBatch, createWorld, tradersOf } from './random-market.ts'
import { settleInModel, type World } from './reference.ts'

const RUNS = process.env.LONG === '1' ? 2_000 : 60
const BATCHES_PER_RUN = 3
/** What this many batches must at least contain, so that agreement is not agreement about nothing. */
const LEAST_CODES = 30
const LEAST_FILLS = 4 * RUNS

/** The model's view of everything that a batch may change, in the words that the core uses. */
function modelState(world: World) {
  return {
    accounts: [...world.accounts].map(([account, { cash, units, lanes }]) => ({
      account,
      cash,
      units: BigInt(units),
      lanes: [...lanes].map(([lane, { seq, filled }]) => [lane, BigInt(seq), BigInt(filled)]),
    })),
    units: [...world.units].map(([id, unit]) => [
      id,
      unit.owner,
      BigInt(unit.status),
      BigInt(unit.changes),
      unit.inMarket,
    ]),
    series: [...world.series].map(([id, { minted, gross, buyerFees, issuanceFees }]) => [
      id,
      BigInt(minted),
      gross,
      buyerFees,
      issuanceFees,
    ]),
    earned: world.earned,
  }
}

/** The same, asked of the core. */
async function coreState({ settlement }: Market, world: World, day: number): Promise<ReturnType<typeof modelState>> {
  const accounts = [...world.accounts].map(async ([account, model]) => {
    const { cash, units } = await settlement.accountOf(account)
    const lanes = [...model.lanes.keys()].map(async (lane) => [lane, ...(await settlement.laneOf(account, lane))])
    return { account, cash, units, lanes: (await Promise.all(lanes)) as [number, bigint, bigint][] }
  })
  const units = [...world.units.keys()].map(async (id) => {
    const unit = await settlement.unitOf(id)
    return [id, unit.owner, unit.status, unit.changes, unit.inMarket]
  })
  const series = [...world.series.keys()].map(async (id) => {
    const [{ minted }, held] = await Promise.all([settlement.seriesOf(id), settlement.heldOf(id, day)])
    return [id, minted, held.gross, held.buyerFees, held.issuanceFees]
  })
  return {
    accounts: await Promise.all(accounts),
    units: (await Promise.all(units)) as ReturnType<typeof modelState>['units'],
    series: (await Promise.all(series)) as ReturnType<typeof modelState>['series'],
    earned: await settlement.accruedFees(),
  }
}

/** Money that the core owes, by its own words: what settling must not change. */
function moneyOf({ accounts, series, earned }: ReturnType<typeof modelState>): bigint {
  const cash = accounts.reduce((sum, account) => sum + account.cash, 0n)
  return series.reduce(
    (sum, [, , gross, buyerFees]) => sum + BigInt(gross ?? 0) + BigInt(buyerFees ?? 0),
    cash + earned,
  )
}

// settle against a naive model of settlement.md, on random markets and batches
// └── it agrees on every code, side, cause and serial, and on all state afterwards; money is conserved
describe('Settlement.settle: random batches', () => {
  it(`agrees with the model on ${RUNS} markets`, async function () {
    this.timeout(0)
    const codes = new Map<string, number>()
    for (let seed = 1; seed <= RUNS; seed++) {
      const market = await networkHelpers.loadFixture(deployMarket)
      expect(tradersOf(market)).to.have.length(4)
      const random = randomFrom(seed)
      const world = await createWorld(market, random)
      for (let i = 0; i < BATCHES_PER_RUN; i++) {
        const before = moneyOf(modelState(world))
        const nowSec = (await networkHelpers.time.latest()) + 10
        const { signed, modelled, trades } = createBatch(market, world, nowSec, random)
        await networkHelpers.time.setNextBlockTimestamp(nowSec)

        const records = await market.settle(signed, trades)
        const outcomes = settleInModel(world, modelled, trades, nowSec)

        const told = records.map((record) => ({
          code: record.code,
          side: record.failingSide,
          caused: record.causedBySkip,
          serials: record.serials,
        }))
        expect(told, `seed ${seed}, batch ${i}, chain ${CHAIN_ID}`).to.deep.equal(outcomes)
        const state = await coreState(market, world, Math.floor(nowSec / DAY))
        expect(state, `seed ${seed}, batch ${i}`).to.deep.equal(modelState(world))
        expect(moneyOf(state)).to.equal(before)
        for (const { code } of outcomes) codes.set(code, (codes.get(code) ?? 0) + 1)
      }
    }
    expect(codes.size, [...codes].map(([code, count]) => `${code} ${count}`).join(', ')).to.be.at.least(LEAST_CODES)
    expect(codes.get('FILLED')).to.be.at.least(LEAST_FILLS)
  })
})
