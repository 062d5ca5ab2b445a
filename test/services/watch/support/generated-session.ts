import type { Hex } from '../../../../relayer/sequencer/engine/types.ts'
import { randomFrom } from '../../../bench/random.ts'
import { type Agent, between, type Floor } from './floor.ts'
import { bigBuyer, chaser, dayTrader, follower, ladderSeller, maker, saver, taker } from './honest.ts'
import { groupLayerer, groupWashPair, igniter, layerer, type Planted, spoofer, washPair } from './planted.ts'
import { accountOf, Session, START_MS } from './session.ts'

const STEP_MS = 250
const SESSION_MS = 25 * 60_000
const FAIR_PRICE = 4_500

export interface GeneratedSession {
  session: Session
  planted: Planted[]
  /** Accounts that mean no harm. */
  honest: Hex[]
}

interface SessionOptions {
  series?: number
  /** Patterns of groups in place of those of single accounts, and an honest firm that quotes with one account and takes with another. */
  isGrouped?: boolean
}

/** A market of honest people with high cancel rates and all, and the patterns put among them; the same seed, the same session. */
export function generateSession(seed: number, { series, isGrouped = false }: SessionOptions = {}): GeneratedSession {
  const random = randomFrom(seed)
  const session = new Session(series)
  const counts = new Map<Hex, { trades: number; units: number }>()
  const floor: Floor = {
    session,
    random,
    fairPrice: FAIR_PRICE,
    stepMs: STEP_MS,
    tradesOf: (account) => counts.get(account)?.trades ?? 0,
    unitsOf: (account) => counts.get(account)?.units ?? 0,
  }
  session.onTrade = ({ buyer, seller, quantity }) => {
    for (const account of [buyer, seller]) {
      const { trades, units } = counts.get(account) ?? { trades: 0, units: 0 }
      counts.set(account, { trades: trades + 1, units: units + quantity })
    }
  }
  const honest = honestCrowd(random)
  const planted = isGrouped ? plantGroups(random) : plant(random)
  if (isGrouped) session.group([accountOf(100), accountOf(104)])
  const agents = [...honest.map(({ agent }) => agent), ...planted.map(({ agent }) => agent)]
  while (session.timeMs < START_MS + SESSION_MS) {
    drift(floor)
    for (const agent of agents) agent(floor)
    session.wait(STEP_MS)
  }
  return { session, planted, honest: honest.map(({ account }) => account) }
}

/** What people find fair wanders, and follows what is paid. */
function drift(floor: Floor): void {
  const { random, session, fairPrice } = floor
  if (random() < 0.05) floor.fairPrice += between(random, -3, 3)
  if (random() < 0.25) floor.fairPrice += Math.sign((session.lastPrice() ?? fairPrice) - fairPrice)
}

function honestCrowd(random: () => number): { account: Hex; agent: Agent }[] {
  const style = (levels: number, skewTenths: number, shyMs = 0) => ({
    levels,
    units: between(random, 8, 14),
    halfSpread: between(random, 6, 12),
    skewTenths,
    shyMs,
  })
  const minutes = (from: number, to: number) => START_MS + between(random, from, to) * 60_000
  const agents = [
    (account: Hex) => maker(account, style(3, 10)),
    (account: Hex) => maker(account, style(4, 25)),
    (account: Hex) => maker(account, style(1, 4)),
    (account: Hex) => maker(account, style(2, 10, 12_000)),
    (account: Hex) => taker(account, 5_000),
    (account: Hex) => taker(account, 15_000),
    (account: Hex) => taker(account, 30_000),
    (account: Hex) => saver(account, 3_000),
    (account: Hex) => saver(account, 8_000),
    (account: Hex) => chaser(account, 'buy'),
    (account: Hex) => chaser(account, 'sell'),
    (account: Hex) => ladderSeller(account, 10_000),
    (account: Hex) => bigBuyer(account, minutes(3, 18)),
    follower,
    follower,
    follower,
    (account: Hex) => dayTrader(account, 20_000),
    (account: Hex) => dayTrader(account, 45_000),
  ]
  return agents.map((create, index) => {
    const account = accountOf(100 + index)
    return { account, agent: create(account) }
  })
}

/** Two of each kind, at different times. */
function plant(random: () => number): Planted[] {
  const at = (slot: number) => ({ random, atMs: START_MS + slot * 60_000 + between(random, 0, 40_000) })
  return [
    spoofer(accountOf(1), at(2)),
    layerer(accountOf(2), at(4)),
    washPair([accountOf(3), accountOf(4)], at(6)),
    igniter(accountOf(5), at(8)),
    spoofer(accountOf(6), at(11)),
    layerer(accountOf(7), at(13)),
    washPair([accountOf(8), accountOf(9)], at(15)),
    igniter(accountOf(10), at(17)),
  ]
}

/** Two of each kind, as above. */
function plantGroups(random: () => number): Planted[] {
  const at = (slot: number) => ({ random, atMs: START_MS + slot * 60_000 + between(random, 0, 40_000) })
  return [
    groupLayerer([accountOf(1), accountOf(2), accountOf(3)], at(2)),
    groupWashPair([accountOf(4), accountOf(5)], at(6)),
    groupLayerer([accountOf(6), accountOf(7), accountOf(8)], at(11)),
    groupWashPair([accountOf(9), accountOf(10)], at(15)),
  ]
}
