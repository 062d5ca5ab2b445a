import type { EndReason, Guilty, RejectCode, TradeState } from '../../../../relayer/sequencer/engine/types.ts'

export interface ReferencePlace {
  position: number
  account: number
  lane: number
  seq: number
  market: number
  isSell: boolean
  tick: number
  quantity: number
  rests: boolean
  isFillOrKill: boolean
  isPostOnly: boolean
  cancelsTaker: boolean
  expirySec: number
}
export interface ReferenceOrder extends ReferencePlace {
  open: number
  end: EndReason
}
export interface ReferenceTrade {
  id: number
  buy: ReferenceOrder
  sell: ReferenceOrder
  tick: number
  quantity: number
  takerSells: boolean
  state: TradeState
  batchNo: number
}
/** What one command did, in the same shape as the engine's events are brought into. */
export interface Effects {
  rejected: RejectCode | 'NONE'
  /** id, tick, quantity, buy position, sell position, taker sells */
  trades: [number, number, number, number, number, boolean][]
  /** position, reason, unfilled */
  ended: [number, EndReason, number][]
  /** position, quantity */
  restored: [number, number][]
}

const UNITS = 100

/** The rules of the book once more, in the plainest way: arrays that are filtered and sorted for every step. */
export class ReferenceBook {
  readonly orders: ReferenceOrder[] = []
  readonly trades: ReferenceTrade[] = []
  /** Lists of accounts that count as one. */
  #groups: (readonly number[])[] = []
  readonly #laneSeq = new Map<string, number>()
  readonly #tradesPerCommand: number
  #effects: Effects = noEffects()
  #nextTradeId = 1

  constructor(tradesPerCommand: number) {
    this.#tradesPerCommand = tradesPerCommand
  }

  /** Orders of a side as they queue: best price first, then oldest. */
  queue(market: number, isSell: boolean): ReferenceOrder[] {
    return this.orders
      .filter((order) => order.market === market && order.isSell === isSell && order.rests && order.open > 0)
      .sort((a, b) => (a.tick === b.tick ? a.position - b.position : isSell ? a.tick - b.tick : b.tick - a.tick))
  }

  live(): ReferenceOrder[] {
    return this.orders.filter((order) => order.end === 'NONE')
  }

  dueAt(nowSec: number): ReferenceOrder[] {
    return this.live().filter((order) => order.expirySec < nowSec)
  }

  tradesIn(state: TradeState): ReferenceTrade[] {
    return this.trades.filter((trade) => trade.state === state)
  }

  place(place: ReferencePlace): Effects {
    this.#effects = noEffects()
    const laneKey = `${place.account}/${place.lane}`
    const replaced = this.live().find((order) => `${order.account}/${order.lane}` === laneKey)
    const makers = this.#crossing(place).filter((order) => order !== replaced)
    const rejected = this.#refusal(place, makers, this.#laneSeq.get(laneKey) ?? 0)
    if (rejected !== 'NONE') return { ...noEffects(), rejected }
    this.#laneSeq.set(laneKey, place.seq)
    if (replaced !== undefined) this.#end(replaced, 'REPLACED')
    const order: ReferenceOrder = { ...place, rests: false, open: place.quantity, end: 'NONE' }
    this.orders.push(order)
    this.#match(order)
    order.rests = place.rests
    if (order.end === 'NONE' && order.open > 0 && !order.rests) this.#end(order, 'REMAINDER')
    return this.#effects
  }

  cancel(order: ReferenceOrder, reason: EndReason): Effects {
    this.#effects = noEffects()
    this.#end(order, reason)
    return this.#effects
  }

  /** `series` 0 means all; the markets of series s are 2s - 2 and 2s - 1. */
  endAll(account: number, series: number, reason: EndReason): Effects {
    this.#effects = noEffects()
    for (const order of this.live()) {
      const isMeant = series === 0 || Math.floor(order.market / 2) + 1 === series
      if (order.account === account && isMeant) this.#end(order, reason)
    }
    return this.#effects
  }

  group(accounts: readonly number[]): Effects {
    const others = this.#groups.map((group) => group.filter((account) => !accounts.includes(account)))
    this.#groups = [...others, accounts]
    return noEffects()
  }

  settle(outcomes: { trade: ReferenceTrade; guilty: Guilty | undefined }[]): Effects {
    this.#effects = noEffects()
    const innocents: { order: ReferenceOrder; quantity: number }[] = []
    for (const { guilty, trade } of outcomes) {
      trade.state = guilty === undefined ? 'SAFE' : 'SKIPPED'
      if (guilty === undefined) continue
      for (const order of [trade.buy, trade.sell]) {
        const isGuilty = guilty === 'both' || guilty === (order.isSell ? 'sell' : 'buy')
        if (isGuilty) this.#evictFromMarket(order)
        else innocents.push({ order, quantity: trade.quantity })
      }
    }
    const markets = new Set<number>()
    for (const { order, quantity } of innocents) {
      if (order.end !== 'NONE') continue
      if (!order.rests) {
        this.#end(order, 'REMAINDER')
        continue
      }
      order.open += quantity
      this.#effects.restored.push([order.position, quantity])
      markets.add(order.market)
    }
    let budget = this.#tradesPerCommand
    for (const market of markets) budget = this.#uncross(market, budget)
    return this.#effects
  }

  /** Orders that ended because everything they traded is final. */
  finalize(toBatchNo: number): Effects {
    this.#effects = noEffects()
    for (const trade of this.tradesIn('SAFE')) if (trade.batchNo <= toBatchNo) trade.state = 'FINAL'
    return this.#effects
  }

  revert(fromBatchNo: number): void {
    for (const trade of [...this.tradesIn('SUBMITTED'), ...this.tradesIn('SAFE')]) {
      if (trade.batchNo >= fromBatchNo) Object.assign(trade, { state: 'MATCHED', batchNo: 0 })
    }
  }

  /** Ends live orders that are wholly matched and have no trade in flight; to be called behind settle and finalize. */
  sweep(): Effects['ended'] {
    const inFlight = new Set(
      this.trades
        .filter(({ state }) => state !== 'FINAL' && state !== 'SKIPPED')
        .flatMap(({ buy, sell }) => [buy, sell]),
    )
    const done = this.live().filter((order) => order.open === 0 && !inFlight.has(order))
    for (const order of done) order.end = 'SETTLED'
    return done.map((order) => [order.position, 'SETTLED', 0])
  }

  #isOwn(a: ReferencePlace, b: ReferencePlace): boolean {
    if (a.account === b.account) return true
    return this.#groups.some((group) => group.includes(a.account) && group.includes(b.account))
  }

  #crossing(place: ReferencePlace): ReferenceOrder[] {
    return this.queue(place.market, !place.isSell).filter((maker) =>
      place.isSell ? maker.tick >= place.tick : maker.tick <= place.tick,
    )
  }

  #refusal(place: ReferencePlace, makers: ReferenceOrder[], laneSeq: number): RejectCode {
    if (place.seq <= laneSeq) return 'LANE_SEQ_TOO_LOW'
    if (place.isFillOrKill) return this.#canFill(place, makers) ? 'NONE' : 'FOK_NOT_FILLABLE'
    if (makers.length === 0) return 'NONE'
    if (place.isPostOnly) return 'POST_ONLY_WOULD_CROSS'
    return place.cancelsTaker && makers[0] && this.#isOwn(makers[0], place) ? 'SELF_TRADE' : 'NONE'
  }

  #canFill(place: ReferencePlace, makers: ReferenceOrder[]): boolean {
    const own = makers.findIndex((maker) => this.#isOwn(maker, place))
    const usable = place.cancelsTaker && own >= 0 ? makers.slice(0, own) : makers
    let missing = place.quantity
    let trades = 0
    for (const maker of usable.filter((order) => !this.#isOwn(order, place))) {
      const part = Math.min(missing, maker.open)
      missing -= part
      trades += Math.ceil(part / UNITS)
    }
    return missing === 0 && trades <= this.#tradesPerCommand
  }

  #match(taker: ReferenceOrder): void {
    let budget = this.#tradesPerCommand
    while (taker.open > 0) {
      const maker = this.#crossing(taker)[0]
      if (maker === undefined) return
      if (this.#isOwn(maker, taker)) {
        this.#end(taker.cancelsTaker ? taker : maker, 'SELF_TRADE')
      } else if (budget-- === 0) {
        this.#end(taker, 'TRADES_FULL')
      } else {
        this.#trade(maker, taker)
      }
    }
  }

  #uncross(market: number, budget: number): number {
    let left = budget
    for (;;) {
      const bid = this.queue(market, false)[0]
      const ask = this.queue(market, true)[0]
      if (bid === undefined || ask === undefined || bid.tick < ask.tick) return left
      const [maker, taker] = bid.position < ask.position ? [bid, ask] : [ask, bid]
      if (taker.isPostOnly) this.#end(taker, 'POST_ONLY_WOULD_CROSS')
      else if (this.#isOwn(bid, ask)) this.#end(taker.cancelsTaker ? taker : maker, 'SELF_TRADE')
      else if (left === 0) this.#end(taker, 'TRADES_FULL')
      else {
        this.#trade(maker, taker)
        left--
      }
    }
  }

  #trade(maker: ReferenceOrder, taker: ReferenceOrder): void {
    const quantity = Math.min(maker.open, taker.open, UNITS)
    const [buy, sell] = taker.isSell ? [maker, taker] : [taker, maker]
    const id = this.#nextTradeId++
    const { tick } = maker
    this.trades.push({ id, buy, sell, tick, quantity, takerSells: taker.isSell, state: 'MATCHED', batchNo: 0 })
    this.#effects.trades.push([id, tick, quantity, buy.position, sell.position, taker.isSell])
    maker.open -= quantity
    taker.open -= quantity
  }

  #evictFromMarket({ account, market }: ReferenceOrder): void {
    for (const order of this.live()) {
      if (order.account === account && order.market === market) this.#end(order, 'SKIP_GUILTY')
    }
  }

  #end(order: ReferenceOrder, reason: EndReason): void {
    this.#effects.ended.push([order.position, reason, order.open])
    order.open = 0
    order.end = reason
  }
}

export const noEffects = (): Effects => ({ rejected: 'NONE', trades: [], ended: [], restored: [] })
