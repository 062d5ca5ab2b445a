import assert from 'node:assert/strict'
import { NONE } from '../../../../relayer/sequencer/engine/codes.ts'
import { decodeEvents } from '../../../../relayer/sequencer/engine/decode-events.ts'
import { Engine } from '../../../../relayer/sequencer/engine/engine.ts'
import {
  CHOICE_SHIFT,
  CLASS_FOK,
  CLASS_IOC,
  CLASS_SHIFT,
  FLAG_FINAL,
  FLAG_POST_ONLY,
  FLAG_SELL,
} from '../../../../relayer/sequencer/engine/order-flags.ts'
import type { Guilty } from '../../../../relayer/sequencer/engine/types.ts'
import type { Action, PlaceAction } from './actions.ts'
import { type Effects, noEffects, ReferenceBook, type ReferenceOrder, type ReferencePlace } from './reference-book.ts'

const SMALL = { orders: 4096, trades: 8192, markets: 8, accounts: 16, lanes: 256, treeNodes: 4096, keepAlives: 1 }
const START_SEC = 1_800_000_000
const TICK = 10
const MARKETS = 4
const ACCOUNTS = 7

/** Gives the same commands to the engine and to the reference book and compares everything after each. */
export class BookDriver {
  readonly #engine: Engine
  readonly #reference: ReferenceBook
  readonly #seqs = new Map<string, number>()
  #position = 0
  #nowSec = START_SEC
  #batchNo = 0

  constructor(tradesPerCommand: number) {
    this.#engine = new Engine({ ...SMALL, tradesPerCommand })
    this.#reference = new ReferenceBook(tradesPerCommand)
    this.#engine.openMarket(1, TICK)
    this.#engine.openMarket(2, TICK)
  }

  run(action: Action): void {
    this.#position++
    switch (action.kind) {
      case 'place':
        this.#place(action)
        break
      case 'cancel':
        this.#cancel(action.pick)
        break
      case 'cancel-all':
        this.#engine.cancelAll(action.account, action.series)
        this.#compare(this.#reference.endAll(action.account, action.series, 'USER'))
        break
      case 'evict':
        this.#engine.evict(action.account, action.series)
        this.#compare(this.#reference.endAll(action.account, action.series, 'EVICTED'))
        break
      case 'group':
        this.#group(action.accounts)
        break
      case 'wait':
        this.#wait(action.seconds)
        break
      case 'submit':
        this.#submit(action.count)
        break
      case 'settle':
        this.#settle(action.guilties)
        break
      case 'refuse':
        this.#refuse(action.pick, action.guilty)
        break
      case 'revert':
        this.#revert(action.back)
        break
      case 'finalize':
        this.#finalize(action.back)
    }
  }

  #place(action: PlaceAction): void {
    const { account, isPostOnly, lane, market, orderClass, quantity, tick } = action
    const key = `${account}/${lane}`
    const seq = (this.#seqs.get(key) ?? 0) + action.seqStep
    const isSell = action.side === 'sell'
    const place: ReferencePlace = {
      position: this.#position,
      account,
      lane,
      seq,
      market,
      isSell,
      tick,
      quantity,
      rests: orderClass < CLASS_IOC,
      isFillOrKill: orderClass === CLASS_FOK,
      isPostOnly: isPostOnly && orderClass < CLASS_IOC,
      cancelsTaker: action.cancelsTaker,
      expirySec: this.#nowSec + action.lifeSec,
    }
    const sellFlags = isSell ? FLAG_SELL | (2 << CHOICE_SHIFT) : 0
    const flags = sellFlags | (market % 2 === 1 ? FLAG_FINAL : 0) | (place.isPostOnly ? FLAG_POST_ONLY : 0)
    const slot = this.#engine.place({
      ...place,
      timeMs: this.#nowSec * 1000,
      series: Math.floor(market / 2) + 1,
      flags: flags | (orderClass << CLASS_SHIFT),
      price: tick * TICK,
    })
    if (slot !== NONE) this.#seqs.set(key, seq)
    this.#compare(this.#reference.place(place))
  }

  #group(accounts: readonly number[]): void {
    this.#engine.setGroup(accounts, this.#position)
    this.#compare(this.#reference.group(accounts))
  }

  #cancel(pick: number): void {
    const live = this.#reference.live()
    const order = live[pick % Math.max(live.length, 1)]
    if (order === undefined) return
    this.#engine.cancel(order.account, order.lane, order.seq)
    this.#compare(this.#reference.cancel(order, 'USER'))
  }

  #wait(seconds: number): void {
    this.#nowSec += seconds
    const { lanes, orders, timers } = this.#engine.book
    const found = timers.due(this.#nowSec, 10_000)
    const due = this.#reference.dueAt(this.#nowSec)
    assert.deepEqual(found.map((slot) => orders.position[slot] as number).sort(byNumber), positionsOf(due))
    for (const order of due) {
      const lane = lanes.find(order.account * 128 + order.lane)
      assert.notEqual(lane, NONE)
      this.#engine.expire(order.account, order.lane, order.seq)
      this.#compare(this.#reference.cancel(order, 'EXPIRED'))
    }
    assert.deepEqual(timers.due(this.#nowSec, 10_000), [])
  }

  #submit(count: number): void {
    const trades = this.#reference.tradesIn('MATCHED').slice(0, count)
    const batchNo = ++this.#batchNo
    this.#engine.submit({ kind: 'SUBMITTED', batchNo, tradeIds: trades.map(({ id }) => id) })
    for (const trade of trades) Object.assign(trade, { state: 'SUBMITTED', batchNo })
    this.#compare(noEffects())
  }

  /** The oldest submitted batch gets its outcomes; `undefined` is a fill. */
  #settle(guilties: (Guilty | undefined)[]): void {
    const submitted = this.#reference.tradesIn('SUBMITTED')
    const batchNo = Math.min(...submitted.map((trade) => trade.batchNo))
    const trades = submitted.filter((trade) => trade.batchNo === batchNo)
    if (trades.length === 0) return
    const outcomes = trades.map((trade, index) => ({ trade, guilty: guilties[index % guilties.length] }))
    this.#engine.settle({
      kind: 'SETTLED',
      batchNo,
      outcomes: outcomes.map(({ guilty, trade: { id: tradeId } }) =>
        guilty === undefined ? { tradeId, outcome: 'filled' } : { tradeId, outcome: 'skipped', guilty, skipCode: 7 },
      ),
    })
    this.#compareSwept(this.#reference.settle(outcomes))
  }

  /** A simulation refuses a trade that no batch carries yet. */
  #refuse(pick: number, guilty: Guilty): void {
    const matched = this.#reference.tradesIn('MATCHED')
    const trade = matched[pick % Math.max(matched.length, 1)]
    if (trade === undefined) return
    const outcomes = [{ tradeId: trade.id, outcome: 'skipped' as const, guilty }]
    this.#engine.settle({ kind: 'SETTLED', batchNo: 0, outcomes })
    this.#compareSwept(this.#reference.settle([{ trade, guilty }]))
  }

  #revert(back: number): void {
    const fromBatchNo = Math.max(1, this.#batchNo - back)
    this.#engine.revert({ kind: 'REVERTED', fromBatchNo })
    this.#reference.revert(fromBatchNo)
    this.#compareBooks()
  }

  #finalize(back: number): void {
    const toBatchNo = Math.max(0, this.#batchNo - back)
    const hasAny = this.#reference.tradesIn('SAFE').some((trade) => trade.batchNo <= toBatchNo)
    this.#engine.finalize({ kind: 'FINALIZED', toBatchNo })
    const effects = this.#reference.finalize(toBatchNo)
    this.#compareSwept(hasAny ? effects : { ...effects, rejected: 'BATCH_NOT_FOUND' })
  }

  #compareSwept(effects: Effects): void {
    this.#compare({ ...effects, ended: [...effects.ended, ...this.#reference.sweep()] })
  }

  #compare(expected: Effects): void {
    const byPosition = (a: [number, ...unknown[]], b: [number, ...unknown[]]): number => a[0] - b[0]
    const actual = effectsOf(this.#engine)
    assert.deepEqual(actual.trades, expected.trades)
    assert.deepEqual(actual.ended.sort(byPosition), expected.ended.toSorted(byPosition))
    assert.deepEqual({ ...actual, ended: [], trades: [] }, { ...expected, ended: [], trades: [] })
    this.#compareBooks()
  }

  /** Depth, queue order, every order's quantities, and that nothing is crossed or leaked. */
  #compareBooks(): void {
    const { book } = this.#engine
    for (let market = 0; market < MARKETS; market++) {
      for (const isSell of [false, true]) {
        const expected = this.#reference.queue(market, isSell)
        assert.deepEqual(queueOf(this.#engine, market * 2 + (isSell ? 1 : 0)), expected.map(lineOf))
      }
    }
    const inFlight = this.#reference.trades.filter(({ state }) => state !== 'FINAL' && state !== 'SKIPPED')
    const expectedOrders = new Set([...this.#reference.live(), ...inFlight.flatMap(({ buy, sell }) => [buy, sell])])
    const slots = Array.from({ length: ACCOUNTS }, (_, account) => this.#engine.ordersOf(account)).flat()
    const positions = slots.map((slot) => book.orders.position[slot] as number).sort(byNumber)
    assert.deepEqual(positions, positionsOf([...expectedOrders]))
    assert.equal(book.orders.slots.available, SMALL.orders - slots.length)
  }
}

const effectsOf = (engine: Engine): Effects => {
  const effects = noEffects()
  for (const event of decodeEvents(engine.book)) {
    if (event.kind === 'rejected') effects.rejected = event.code
    if (event.kind === 'ended') effects.ended.push([event.position, event.reason, event.unfilled])
    if (event.kind === 'restored') effects.restored.push([event.position, event.quantity])
    if (event.kind !== 'trade') continue
    const { buyPosition, price, quantity, sellPosition, takerSide, tradeId } = event
    effects.trades.push([tradeId, Number(price) / TICK, quantity, buyPosition, sellPosition, takerSide === 'sell'])
  }
  return effects
}

/** Position, tick and open quantity of a side's orders in queue order; checks the level totals on the way. */
const queueOf = ({ book }: Engine, bookSide: number): [number, number, number][] => {
  const { levels, orders } = book
  const queue: [number, number, number][] = []
  for (let level = levels.best[bookSide] as number; level !== NONE; level = levels.worse(level)) {
    const before = queue.length
    for (let slot = levels.head[level] as number; slot !== NONE; slot = orders.next[slot] as number) {
      queue.push([orders.position[slot] as number, levels.tick[level] as number, orders.open[slot] as number])
    }
    assert.equal(levels.orders[level], queue.length - before)
    assert.equal(
      levels.quantity[level],
      queue.slice(before).reduce((sum, [, , open]) => sum + open, 0),
    )
  }
  return queue
}

const lineOf = ({ open, position, tick }: ReferenceOrder): [number, number, number] => [position, tick, open]
const byNumber = (a: number, b: number): number => a - b
const positionsOf = (orders: ReferenceOrder[]): number[] => orders.map(({ position }) => position).sort(byNumber)
