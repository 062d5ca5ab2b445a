import type { Hex, Side } from '../../../../relayer/sequencer/engine/types.ts'
import type { AlertKind } from '../../../../relayer/watch/surveillance/finding.ts'
import { type Agent, between, type Floor } from './floor.ts'
import { take } from './honest.ts'

/** A pattern that was put into a session: what should be found, of whom. */
export interface Planted {
  kind: AlertKind
  accounts: Hex[]
  agent: Agent
}

interface PlantParameters {
  random: () => number
  atMs: number
}

/** One step of a script: what is done, and how long to wait then. */
type Step = (floor: Floor) => number

/** Plays steps one after the other from `atMs` on. */
function script(atMs: number, steps: Step[]): Agent {
  let next = 0
  let nextMs = atMs
  return (floor) => {
    const step = steps[next]
    if (step === undefined || floor.session.timeMs < nextMs) return
    next += 1
    nextMs = floor.session.timeMs + step(floor)
  }
}

const other = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy')

/** A price `away` ticks behind the best of a side, where a big order impresses and is not hit. */
function behind({ session, fairPrice }: Floor, side: Side, away: number): number {
  const { bid, ask } = session.best()
  return side === 'buy' ? (bid ?? fairPrice) - away : (ask ?? fairPrice) + away
}

/**
 * Big orders on one or two levels, shown and moved, then a small trade on the other side, then all gone. Parameters are drawn across the
 * thresholds (size, patience, number of orders), so that not every plant can be found.
 */
export function spoofer(account: Hex, { random, atMs }: PlantParameters): Planted {
  const side: Side = random() < 0.5 ? 'buy' : 'sell'
  const units = between(random, 12, 40)
  const pullMs = between(random, 500, 10_500)
  const steps: Step[] = []
  for (let cycle = between(random, 3, 5); cycle > 0; cycle--) {
    for (let show = between(random, 3, 6); show > 0; show--) {
      steps.push((floor) => {
        const price = behind(floor, side, between(random, 8, 14))
        for (const lane of [0, 1]) floor.session.place(account, { side, price, quantity: units, lane })
        return between(random, 1_000, 4_000)
      })
    }
    steps.push((floor) => {
      take(floor, account, other(side), between(random, 1, 5))
      return pullMs
    })
    steps.push(({ session }) => {
      for (const lane of [0, 1]) session.cancel(account, lane)
      return between(random, 15_000, 40_000)
    })
  }
  return { kind: 'spoofing', accounts: [account], agent: script(atMs, steps) }
}

/** Three to five levels on one side, few orders in all; a trade on the other side, then every level goes. */
export function layerer(account: Hex, { random, atMs }: PlantParameters): Planted {
  const side: Side = random() < 0.5 ? 'buy' : 'sell'
  const levels = between(random, 3, 5)
  const pullMs = between(random, 500, 9_000)
  const steps: Step[] = []
  for (let cycle = 3; cycle > 0; cycle--) {
    steps.push((floor) => {
      for (let lane = 0; lane < levels; lane++) {
        const price = behind(floor, side, 8 + lane * 5)
        floor.session.place(account, { side, price, quantity: between(random, 6, 14), lane })
      }
      return between(random, 2_000, 6_000)
    })
    steps.push((floor) => {
      take(floor, account, other(side), between(random, 1, 4))
      return pullMs
    })
    steps.push(({ session }) => {
      for (let lane = 0; lane < levels; lane++) session.cancel(account, lane)
      return between(random, 20_000, 60_000)
    })
  }
  return { kind: 'layering', accounts: [account], agent: script(atMs, steps) }
}

/** One tick better than the best of a side; undefined where there is no room. */
function insideOf({ session }: Floor, side: Side): number | undefined {
  const { bid, ask } = session.best()
  if (bid === undefined || ask === undefined || ask - bid < 2) return undefined
  return side === 'buy' ? bid + 1 : ask - 1
}

/** Two accounts hand the same units to and fro inside the spread; sometimes a stranger gets in between. */
export function washPair([first, second]: readonly [Hex, Hex], { random, atMs }: PlantParameters): Planted {
  const units = between(random, 3, 12)
  const isOneSided = random() < 0.3
  const steps: Step[] = []
  for (let trip = 2 * between(random, 2, 5); trip > 0; trip--) {
    const isEven = trip % 2 === 0
    const [poster, hitter] = isOneSided || isEven ? [first, second] : [second, first]
    const side: Side = isOneSided && isEven ? 'buy' : 'sell'
    steps.push((floor) => {
      const price = insideOf(floor, side)
      // Without room between bid and ask a stranger would be served first.
      if (price === undefined) return between(random, 4_000, 25_000)
      floor.session.place(poster, { side, price, quantity: units })
      floor.session.wait(between(random, 5, 40))
      floor.session.place(hitter, { side: other(side), price, quantity: units, lane: 1, isImmediate: true })
      return between(random, 4_000, 25_000)
    })
  }
  return { kind: 'wash-trading', accounts: [first, second].toSorted(), agent: script(atMs, steps) }
}

/**
 * Takes run the price up (or down), others follow, and the position is handed to them: offered in parts just inside the spread, where
 * followers buy, and the parts that nobody wants are dropped into the book.
 */
export function igniter(account: Hex, { random, atMs }: PlantParameters): Planted {
  const side: Side = random() < 0.5 ? 'buy' : 'sell'
  let units = 0
  const steps: Step[] = []
  for (let strike = between(random, 9, 13); strike > 0; strike--) {
    steps.push((floor) => {
      const before = floor.unitsOf(account)
      take(floor, account, side, between(random, 30, 60), 30)
      units += floor.unitsOf(account) - before
      return between(random, 1_500, 3_500)
    })
  }
  const parts = between(random, 6, 10)
  for (let part = parts; part > 0; part--) {
    steps.push((floor) => {
      const quantity = Math.max(1, Math.ceil(units / parts))
      const price = random() < 0.3 ? insideOf(floor, other(side)) : undefined
      if (price !== undefined) floor.session.place(account, { side: other(side), price, quantity })
      else take(floor, account, other(side), quantity)
      return between(random, 2_000, 5_000)
    })
  }
  return { kind: 'momentum-ignition', accounts: [account], agent: script(atMs, steps) }
}

const grouping =
  (accounts: readonly Hex[], waitMs: number): Step =>
  ({ session }) => {
    session.group(accounts)
    return waitMs
  }

/** A group that layers with levels spread over its accounts, each too few; one of them, which quotes nothing, trades. */
export function groupLayerer(accounts: readonly [Hex, Hex, Hex], { random, atMs }: PlantParameters): Planted {
  const [first, second, trader] = accounts
  const side: Side = random() < 0.5 ? 'buy' : 'sell'
  const pullMs = between(random, 500, 9_000)
  const steps: Step[] = [grouping(accounts, 1_000)]
  for (let cycle = 3; cycle > 0; cycle--) {
    steps.push((floor) => {
      for (const [index, account] of [first, second, first, second].entries()) {
        const price = behind(floor, side, 8 + index * 5)
        floor.session.place(account, { side, price, quantity: between(random, 6, 14), lane: index })
      }
      return between(random, 2_000, 6_000)
    })
    steps.push((floor) => {
      take(floor, trader, other(side), between(random, 1, 4))
      return pullMs
    })
    steps.push(({ session }) => {
      for (const [index, account] of [first, second, first, second].entries()) session.cancel(account, index)
      return between(random, 20_000, 60_000)
    })
  }
  return { kind: 'layering', accounts: accounts.toSorted(), agent: script(atMs, steps) }
}

/** Two accounts of a group leave it, hand units one way between them, and join again. */
export function groupWashPair(pair: readonly [Hex, Hex], { random, atMs }: PlantParameters): Planted {
  const [poster, hitter] = pair
  const units = between(random, 3, 12)
  const steps: Step[] = [grouping(pair, 5_000), grouping([poster], 5_000)]
  for (let left = between(random, 3, 6); left > 0; left--) {
    steps.push((floor) => {
      const price = insideOf(floor, 'sell')
      if (price === undefined) return 4_000
      floor.session.place(poster, { side: 'sell', price, quantity: units })
      floor.session.wait(between(random, 5, 40))
      floor.session.place(hitter, { side: 'buy', price, quantity: units, lane: 1, isImmediate: true })
      return between(random, 4_000, 25_000)
    })
  }
  steps.push(grouping(pair, 1_000))
  return { kind: 'wash-trading', accounts: pair.toSorted(), agent: script(atMs, steps) }
}
