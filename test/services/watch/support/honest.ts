import type { Hex, Side } from '../../../../relayer/sequencer/engine/types.ts'
import { type Agent, between, chance, type Floor } from './floor.ts'

interface MakerStyle {
  levels: number
  units: number
  halfSpread: number
  /** The sell side's size in tenths of the buy side's. */
  skewTenths: number
  /** After a fill both sides are gone for so long. */
  shyMs: number
}

/** Quotes both sides around the price it believes in and follows trades; takes almost all of its orders back. */
export function maker(account: Hex, style: MakerStyle): Agent {
  let nextMs = 0
  let belief = 0
  let seenTrades = 0
  return (floor) => {
    const { session, random, tradesOf } = floor
    if (tradesOf(account) > seenTrades && style.shyMs > 0) {
      for (let lane = 0; lane < style.levels * 2; lane++) session.cancel(account, lane)
      nextMs = session.timeMs + style.shyMs
    }
    seenTrades = tradesOf(account)
    if (session.timeMs < nextMs) return
    nextMs = session.timeMs + between(random, 400, 2_500)
    const target = session.lastPrice() ?? floor.fairPrice
    belief = belief === 0 ? floor.fairPrice : Math.round(belief * 0.2 + target * 0.7 + floor.fairPrice * 0.1)
    for (let level = 0; level < style.levels; level++) {
      const away = style.halfSpread + level * 6
      const sellUnits = Math.max(1, Math.round((style.units * style.skewTenths) / 10))
      session.place(account, { side: 'buy', price: belief - away, quantity: style.units, lane: level * 2 })
      session.place(account, { side: 'sell', price: belief + away, quantity: sellUnits, lane: level * 2 + 1 })
    }
  }
}

/** Takes a few units now and then, in either direction. */
export function taker(account: Hex, meanMs: number): Agent {
  return (floor) => {
    if (!chance(floor, meanMs)) return
    const side: Side = floor.random() < 0.5 ? 'buy' : 'sell'
    take(floor, account, side, between(floor.random, 1, 4))
  }
}

/** Leaves orders in the book, some of which it takes back. */
export function saver(account: Hex, meanMs: number): Agent {
  return (floor) => {
    const { session, random } = floor
    if (!chance(floor, meanMs)) return
    const lane = between(random, 0, 7)
    if (random() < 0.3) session.cancel(account, lane)
    else if (random() < 0.5)
      session.place(account, { side: 'buy', price: floor.fairPrice - between(random, 8, 60), quantity: 2, lane })
    else session.place(account, { side: 'sell', price: floor.fairPrice + between(random, 8, 60), quantity: 2, lane })
  }
}

/** Wants one fill and chases the price: many orders of one side, nearly all replaced, and no trade on the other. */
export function chaser(account: Hex, side: Side): Agent {
  let nextMs = 0
  return (floor) => {
    const { session, random } = floor
    if (session.timeMs < nextMs) return
    nextMs = session.timeMs + between(random, 3_000, 9_000)
    const { bid, ask } = session.best()
    const join = side === 'buy' ? bid : ask
    if (join === undefined) return
    const away = between(random, 0, 4)
    session.place(account, { side, price: side === 'buy' ? join - away : join + away, quantity: between(random, 2, 9) })
  }
}

/** Sells off a ladder, buys back a little when it is cheap, and leaves the ladder where it is. */
export function ladderSeller(account: Hex, meanMs: number): Agent {
  return (floor) => {
    const { session, random } = floor
    if (!chance(floor, meanMs)) return
    if (random() < 0.3) {
      take(floor, account, 'buy', 1)
      return
    }
    for (let lane = 0; lane < 5; lane++) {
      if (!session.hasOrder(account, lane))
        session.place(account, { side: 'sell', price: floor.fairPrice + 30 + lane * 10, quantity: 6, lane })
    }
  }
}

/** Buys a lot in a hurry, moves the price, and keeps what it bought. */
export function bigBuyer(account: Hex, atMs: number): Agent {
  let left = 8
  let nextMs = atMs
  return (floor) => {
    if (left === 0 || floor.session.timeMs < nextMs) return
    nextMs = floor.session.timeMs + between(floor.random, 3_000, 7_000)
    left -= 1
    take(floor, account, 'buy', between(floor.random, 12, 30))
  }
}

/** Buys, waits, sells for a little more or less: a few trades at a time. */
export function dayTrader(account: Hex, meanMs: number): Agent {
  let held = 0
  return (floor) => {
    if (!chance(floor, meanMs)) return
    if (held === 0) {
      held = between(floor.random, 2, 6)
      take(floor, account, 'buy', held)
    } else {
      take(floor, account, 'sell', held)
      held = 0
    }
  }
}

/** Jumps on a move: what went up in the last seconds is bought, what went down is sold. */
export function follower(account: Hex): Agent {
  let nextMs = 0
  let before: number | undefined
  return (floor) => {
    const { session, random } = floor
    if (session.timeMs < nextMs) return
    nextMs = session.timeMs + between(random, 2_000, 5_000)
    const last = session.lastPrice()
    const move = last === undefined || before === undefined ? 0 : last - before
    before = last
    if (Math.abs(move) < 8) return
    const [side, price]: [Side, number] = move > 0 ? ['buy', (last ?? 0) + 6] : ['sell', (last ?? 0) - 6]
    session.place(account, { side, price, quantity: between(random, 4, 12) })
  }
}

/** Whatever is best on the other side, down to `depth` ticks deeper. */
export function take(
  { session }: Pick<Floor, 'session'>,
  account: Hex,
  side: Side,
  quantity: number,
  depth = 15,
): void {
  const { bid, ask } = session.best()
  const best = side === 'buy' ? ask : bid
  if (best === undefined) return
  const price = side === 'buy' ? best + depth : best - depth
  session.place(account, { side, price, quantity, lane: 15, isImmediate: true })
}
