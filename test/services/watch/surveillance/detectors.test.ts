import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AlertKind } from '../../../../relayer/watch/surveillance/finding.ts'
import { Watch } from '../../../../relayer/watch/watch.ts'
import { accountOf, Session, sessionLimits } from '../support/session.ts'
import { alertsOf } from '../support/watching.ts'

const SUSPECT = accountOf(1)
const OTHER = accountOf(2)
const STRANGER = accountOf(3)
const CROWD = accountOf(9)

/** A book in which others stand: ten units at each of ten ticks on both sides of 45.00. */
function openBook(): Session {
  const session = new Session()
  for (let away = 1; away <= 6; away++) {
    session.place(CROWD, { side: 'buy', price: 4_500 - away, quantity: 10, lane: away })
    session.place(CROWD, { side: 'sell', price: 4_500 + away, quantity: 10, lane: 20 + away })
  }
  return session
}

const kindsOf = (session: Session, watch?: Watch): AlertKind[] => alertsOf(session, watch).map(({ kind }) => kind)

interface SpoofOptions {
  orders?: number
  units?: number
  /** Orders that stay until the end. */
  kept?: number
  pullMs?: number
  isRequoting?: boolean
  nearUnits?: number
  cycles?: number
  soldUnits?: number
  end?: 'CANCEL' | 'EXPIRE'
}

/** Shows big bids and takes them back, after small sells in front of them. */
function spoof(options: SpoofOptions = {}): Session {
  const {
    orders = 10,
    units = 30,
    kept = 0,
    pullMs = 3_000,
    isRequoting = false,
    nearUnits = 0,
    cycles = 2,
    soldUnits = 2,
  } = options
  const session = openBook()
  for (let lane = 0; lane < kept; lane++)
    session.place(SUSPECT, { side: 'buy', price: 4_400, quantity: 1, lane: 40 + lane })
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (let count = 0; count < orders; count++) {
      session.place(SUSPECT, { side: 'buy', price: 4_490 - (count % 2), quantity: units, lane: 0 })
      session.wait(1_000)
    }
    if (nearUnits > 0) session.place(SUSPECT, { side: 'sell', price: 4_520, quantity: nearUnits, lane: 1 })
    session.place(SUSPECT, { side: 'sell', price: 4_498 - cycle, quantity: soldUnits, lane: 2, isImmediate: true })
    session.wait(pullMs)
    session.cancel(SUSPECT, 0, options.end)
    if (isRequoting) session.place(SUSPECT, { side: 'buy', price: 4_488, quantity: units, lane: 0 })
    session.wait(20_000)
  }
  return session
}

/**
 * Spoofing
 * ├── when 20 orders of a side went unfilled and the account traded in front of them
 * │   └── it is told, with numbers
 * └── it is not told
 *     ├── below 20 orders
 *     ├── at a cancel rate of exactly 80 %
 *     ├── when the far side is pulled later
 *     ├── when the far side is quoted anew
 *     ├── when both sides weigh alike
 *     └── without a trade, however many orders are cancelled
 */
describe('spoofing', () => {
  it('is told with what was counted', () => {
    const [alert, ...more] = alertsOf(spoof())
    assert.deepEqual(more, [])
    assert.deepEqual([alert?.kind, alert?.accounts, alert?.scoreBps], ['spoofing', [SUSPECT], 10_000])
    assert.deepEqual(alert?.numbers, {
      side: 'buy',
      orders: 20,
      cancelled: 20,
      placedUnits: 600,
      oppositePlacedUnits: 0,
      episodes: 2,
      pulledUnits: 60,
      tradedUnits: 4,
    })
  })

  it('is told also when the orders are left to run out', () => {
    assert.deepEqual(kindsOf(spoof({ end: 'EXPIRE' })), ['spoofing'])
  })

  it('needs 20 orders', () => {
    assert.deepEqual(kindsOf(spoof({ orders: 9 })), [])
  })

  it('needs a cancel rate above 80 %', () => {
    assert.deepEqual(kindsOf(spoof({ orders: 10, kept: 5 })), [])
    assert.deepEqual(kindsOf(spoof({ orders: 10, kept: 4 })), ['spoofing'])
  })

  it('needs the far side to go soon after the trade', () => {
    assert.deepEqual(kindsOf(spoof({ pullMs: 10_001 })), [])
    assert.deepEqual(kindsOf(spoof({ pullMs: 10_000 })), ['spoofing'])
  })

  it('is not a maker that quotes anew', () => {
    assert.deepEqual(kindsOf(spoof({ isRequoting: true })), [])
  })

  it('is not a maker whose sides weigh alike', () => {
    assert.deepEqual(kindsOf(spoof({ nearUnits: 100 })), [])
  })

  it('needs more than one time', () => {
    assert.deepEqual(kindsOf(spoof({ orders: 25, cycles: 1 })), [])
  })

  it('counts one sale over two prices as one time', () => {
    assert.deepEqual(kindsOf(spoof({ orders: 25, cycles: 1, soldUnits: 12 })), [])
  })
})

/** Levels of offers above the market, buys in front of them, then all levels go. */
function layer({ levels = 3, kept = 0, cycles = 2, isBalanced = false } = {}): Session {
  const session = openBook()
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (let lane = 0; lane < levels; lane++) {
      session.place(SUSPECT, { side: 'sell', price: 4_508 + lane, quantity: 5, lane })
      if (isBalanced) session.place(SUSPECT, { side: 'buy', price: 4_492 - lane, quantity: 5, lane: 30 + lane })
    }
    session.wait(2_000)
    session.place(SUSPECT, { side: 'buy', price: 4_501 + cycle, quantity: 2, lane: 50, isImmediate: true })
    session.wait(2_000)
    for (let lane = 0; lane < levels - kept; lane++) session.cancel(SUSPECT, lane)
    session.wait(30_000)
  }
  return session
}

/**
 * Layering
 * ├── when three levels go after a trade on the other side, twice
 * │   └── it is told
 * └── it is not told with two levels, once, when most stays, or when the other side has as many
 */
describe('layering', () => {
  it('is told with what was counted', () => {
    const [alert] = alertsOf(layer())
    assert.equal(alert?.kind, 'layering')
    assert.deepEqual(alert?.numbers, {
      side: 'sell',
      episodes: 2,
      levels: 3,
      standingUnits: 30,
      pulledUnits: 30,
      tradedUnits: 4,
    })
  })

  it('needs three levels', () => assert.deepEqual(kindsOf(layer({ levels: 2 })), []))
  it('needs more than one time', () => assert.deepEqual(kindsOf(layer({ cycles: 1 })), []))
  it('needs most of it to go', () => assert.deepEqual(kindsOf(layer({ levels: 5, kept: 3 })), []))
  it('is not a ladder on both sides', () => assert.deepEqual(kindsOf(layer({ isBalanced: true })), []))
})

/** Units handed from one to the other; `direction` says from whom. */
function hand(session: Session, [seller, buyer]: readonly [string, string], quantity = 4): void {
  session.place(seller as `0x${string}`, { side: 'sell', price: 4_500, quantity, lane: 0 })
  session.place(buyer as `0x${string}`, { side: 'buy', price: 4_500, quantity, lane: 1, isImmediate: true })
  session.wait(5_000)
}

/**
 * Wash trading
 * ├── when two accounts hand the same units to and fro
 * │   └── it is told, once while nothing new is to be said
 * ├── when two accounts of one owner trade in one direction
 * │   └── it is told, from the owner's date on
 * └── it is not told one way, three times only, or between accounts that mostly trade with others
 */
describe('wash trading', () => {
  it('is told with what was counted, once', () => {
    const session = openBook()
    for (let trip = 0; trip < 3; trip++) {
      hand(session, [SUSPECT, OTHER])
      hand(session, [OTHER, SUSPECT])
    }
    const [alert, ...more] = alertsOf(session)
    assert.deepEqual(more, [])
    assert.deepEqual([alert?.kind, alert?.accounts], ['wash-trading', [SUSPECT, OTHER]])
    assert.deepEqual(alert?.numbers, {
      basis: 'round-trip',
      trades: 4,
      units: 16,
      netUnits: 0,
      valueUsdc6: `${16n * 45_000_000n}`,
    })
  })

  it('is told again after the quiet time, when it goes on', () => {
    const session = openBook()
    for (let trip = 0; trip < 75; trip++) {
      hand(session, [SUSPECT, OTHER])
      hand(session, [OTHER, SUSPECT])
    }
    assert.deepEqual(kindsOf(session), ['wash-trading', 'wash-trading'])
  })

  it('needs both directions', () => {
    const session = openBook()
    for (let trip = 0; trip < 6; trip++) hand(session, [SUSPECT, OTHER])
    assert.deepEqual(kindsOf(session), [])
  })

  it('needs four trades', () => {
    const session = openBook()
    hand(session, [SUSPECT, OTHER])
    hand(session, [OTHER, SUSPECT])
    hand(session, [SUSPECT, OTHER])
    assert.deepEqual(kindsOf(session), [])
  })

  it('is not two who trade with others for the most part', () => {
    const session = openBook()
    for (let trip = 0; trip < 4; trip++) hand(session, [STRANGER, SUSPECT], 10)
    for (let trip = 0; trip < 2; trip++) {
      hand(session, [SUSPECT, OTHER])
      hand(session, [OTHER, SUSPECT])
    }
    assert.deepEqual(kindsOf(session), [])
  })

  it('is not a customer and the maker it meets most', () => {
    const session = openBook()
    hand(session, [CROWD, OTHER], 8)
    for (let trip = 0; trip < 2; trip++) {
      hand(session, [SUSPECT, OTHER])
      session.place(SUSPECT, { side: 'buy', price: 4_500, quantity: 4, lane: 2 })
      session.place(OTHER, { side: 'sell', price: 4_500, quantity: 4, lane: 3, isImmediate: true })
    }
    assert.deepEqual(kindsOf(session), [])
  })

  it('is trading between accounts of one owner, from the day it was known', () => {
    const session = openBook()
    for (let trip = 0; trip < 3; trip++) hand(session, [SUSPECT, OTHER])
    const known = new Watch(sessionLimits)
    for (const account of [SUSPECT, OTHER]) known.addOwnership({ account, owner: 'case-7', fromMs: 0 })
    const [alert] = alertsOf(session, known)
    assert.deepEqual([alert?.numbers.basis, alert?.numbers.trades], ['same-owner', 3])
    const knownLater = new Watch(sessionLimits)
    for (const account of [SUSPECT, OTHER])
      knownLater.addOwnership({ account, owner: 'case-7', fromMs: session.timeMs + 60_000 })
    assert.deepEqual(kindsOf(session, knownLater), [])
  })
})

interface IgniteOptions {
  takes?: number
  stepTicks?: number
  gapMs?: number
  exitUnits?: number
  exitAfterMs?: number
  /** Taken by somebody else in the same direction at each step. */
  othersUnits?: number
}

/** Takes offers that stand ever higher, then sells into bids. */
function ignite(options: IgniteOptions = {}): Session {
  const { takes = 6, stepTicks = 10, gapMs = 4_000, exitUnits = 18, exitAfterMs = 60_000, othersUnits = 0 } = options
  const session = new Session()
  for (let take = 0; take < takes; take++) {
    const price = 4_500 + take * stepTicks
    session.place(CROWD, { side: 'sell', price, quantity: 3 + othersUnits, lane: take })
    if (othersUnits > 0) session.place(STRANGER, { side: 'buy', price, quantity: othersUnits, isImmediate: true })
    session.place(SUSPECT, { side: 'buy', price, quantity: 3, isImmediate: true })
    session.wait(gapMs)
  }
  session.wait(exitAfterMs)
  if (exitUnits === 0) return session
  session.place(OTHER, { side: 'buy', price: 4_540, quantity: 50 })
  session.place(SUSPECT, { side: 'sell', price: 4_540, quantity: exitUnits, lane: 1, isImmediate: true })
  return session
}

/**
 * Momentum ignition
 * ├── when a run of own takes moves the price by a percent and is given back
 * │   └── it is told
 * └── it is not told when kept, when slow, small or short, when given back late or when others made the move
 */
describe('momentum ignition', () => {
  it('is told with what was counted', () => {
    const [alert] = alertsOf(ignite())
    assert.deepEqual([alert?.kind, alert?.accounts, alert?.scoreBps], ['momentum-ignition', [SUSPECT], 111])
    assert.deepEqual(alert?.numbers, {
      side: 'buy',
      runTrades: 6,
      runUnits: 18,
      runMs: 20_000,
      runShareBps: 10_000,
      runValueUsdc6: `${3n * (45_000_000n * 6n + 100_000n * 15n)}`,
      exitUnits: 18,
      exitShareBps: 10_000,
      exitValueUsdc6: `${18n * 45_400_000n}`,
    })
  })

  it('is not a buyer who keeps what was bought', () => assert.deepEqual(kindsOf(ignite({ exitUnits: 0 })), []))
  it('needs half to be given back', () => assert.deepEqual(kindsOf(ignite({ exitUnits: 8 })), []))
  it('needs the price to move a percent', () => assert.deepEqual(kindsOf(ignite({ stepTicks: 8 })), []))
  it('needs five takes', () => assert.deepEqual(kindsOf(ignite({ takes: 4, stepTicks: 20 })), []))
  it('needs a quick run', () => assert.deepEqual(kindsOf(ignite({ gapMs: 20_000 })), []))
  it('needs a soon reversal', () => assert.deepEqual(kindsOf(ignite({ exitAfterMs: 297_000 })), []))
  it('is not one who follows a move of others', () => assert.deepEqual(kindsOf(ignite({ othersUnits: 4 })), []))
})
