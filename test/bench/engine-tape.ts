import { NONE } from '../../relayer/sequencer/engine/codes.ts'
import { Engine, type PlaceInput } from '../../relayer/sequencer/engine/engine.ts'
import {
  CHOICE_SHIFT,
  CLASS_IOC,
  CLASS_SHIFT,
  FLAG_MARKET,
  FLAG_SELL,
} from '../../relayer/sequencer/engine/order-flags.ts'
import { randomFrom } from './random.ts'

export const SERIES = 1
const TICK = 10_000
const MIDDLE = 5_000
/** Beyond every price of a tape, so that a market order takes what there is. */
const BEYOND = 4_000
const START_MS = 1_800_000_000_000
const BATCH = 50
const SELL_ANY = FLAG_SELL | (2 << CHOICE_SHIFT)
const MARKET_IOC = FLAG_MARKET | (CLASS_IOC << CLASS_SHIFT)

export const ADD = 0
export const CANCEL = 1
export const MARKET = 2

/** Operations as plain numbers, recorded by a first run so that the measured runs do nothing but drive an engine. */
export interface Tape {
  length: number
  kind: Uint8Array
  account: Int32Array
  lane: Uint8Array
  seq: Uint32Array
  flags: Uint16Array
  price: Float64Array
  quantity: Uint32Array
  /** Of a cancel: the operation that placed the order. */
  target: Uint32Array
}

interface TapeOptions {
  operations: number
  /** Price offsets a side. */
  levels: number
  /** Orders that share an account; 1 leaves self-trade prevention nothing to do. */
  lanesPerAccount: number
}

/** 55 % adds over `levels` price offsets a side (5 % of them crossing), 40 % cancels of a random live order, 5 % market. */
export function recordTape({ operations, levels, lanesPerAccount }: TapeOptions): Tape {
  const random = randomFrom(42)
  const recorder = new Recorder(operations, lanesPerAccount)
  while (recorder.count < operations) {
    const dice = random() * 100
    if (dice >= 55 && dice < 95 && recorder.cancel(random)) continue
    const isSell = random() < 0.5
    const offset = Math.floor(random() * levels) - Math.ceil(levels / 20)
    const quantity = (share: number) => 1 + Math.floor(share * 10)
    if (dice < 95) recorder.add({ isSell, away: offset, quantity: quantity(random()) })
    else recorder.market(isSell, quantity(random()))
  }
  return recorder.tape
}

/** Buys of 50 at `prices` prices in turn: the peer's "spam" shapes. */
export function spamTape(operations: number, prices: number): Tape {
  const recorder = new Recorder(operations, 1)
  for (let i = 0; i < operations; i++) recorder.add({ isSell: false, away: MIDDLE - 1 - (i % prices), quantity: 50 })
  return recorder.tape
}

/** A buy of 100 around one price, then a market sell of about 50, and so on: the peer's "constant market orders". */
export function alternatingTape(operations: number): Tape {
  const random = randomFrom(7)
  const recorder = new Recorder(operations, 1)
  while (recorder.count + 1 < operations) {
    recorder.add({ isSell: false, away: Math.floor(random() * 40), quantity: 100 })
    recorder.market(true, 30 + Math.floor(random() * 40))
  }
  recorder.add({ isSell: false, away: 0, quantity: 100 })
  return recorder.tape
}

export function newEngine(): Engine {
  const engine = new Engine()
  engine.openMarket(SERIES, TICK)
  return engine
}

/** Runs one operation; `input` is reused. */
export function step(engine: Engine, tape: Tape, index: number, input: PlaceInput): void {
  const account = tape.account[index] as number
  const lane = tape.lane[index] as number
  const seq = tape.seq[index] as number
  if (tape.kind[index] === CANCEL) {
    engine.cancel(account, lane, seq)
    return
  }
  input.position = index + 1
  input.timeMs = START_MS + Math.floor(index / 1000)
  input.account = account
  input.lane = lane
  input.seq = seq
  input.flags = tape.flags[index] as number
  input.price = tape.price[index] as number
  input.quantity = tape.quantity[index] as number
  input.expirySec = START_MS / 1000 + 60 + ((index * 7919) % 2_592_000)
  engine.place(input)
}

/** Whenever 50 trades wait, a batch of them is submitted, settled and made final. */
export function settleWaiting(engine: Engine, batchNo: number): boolean {
  const { nextId, oldestId } = engine.book.trades
  if (nextId - oldestId < BATCH) return false
  const tradeIds = Array.from({ length: nextId - oldestId }, (_, index) => oldestId + index)
  engine.submit({ kind: 'SUBMITTED', batchNo, tradeIds })
  const outcomes = tradeIds.map((tradeId) => ({ tradeId, outcome: 'filled' as const }))
  engine.settle({ kind: 'SETTLED', batchNo, outcomes })
  engine.finalize({ kind: 'FINALIZED', toBatchNo: batchNo })
  return true
}

export function newInput(): PlaceInput {
  const numbers = { position: 0, timeMs: 0.5, account: 0, flags: 0, price: 0.5, quantity: 0, lane: 0, seq: 0 }
  return { ...numbers, series: SERIES, expirySec: 0.5, cancelsTaker: false }
}

/** Writes a tape while an engine runs it, so that it knows which orders are still live. */
class Recorder {
  readonly tape: Tape
  count = 0
  readonly #engine = newEngine()
  readonly #input = newInput()
  readonly #lanesPerAccount: number
  /** Places (account and lane) that are free again, those with a live order, and how often each was used. */
  readonly #free: number[] = []
  readonly #live: number[] = []
  readonly #seqs: number[] = []
  readonly #placedBy: number[] = []

  constructor(operations: number, lanesPerAccount: number) {
    this.#lanesPerAccount = lanesPerAccount
    this.tape = newTape(operations)
  }

  add({ isSell, away, quantity }: { isSell: boolean; away: number; quantity: number }): void {
    this.#place(ADD, { flags: isSell ? SELL_ANY : 0, tick: MIDDLE + (isSell ? away : -away), quantity })
  }

  market(isSell: boolean, quantity: number): void {
    const flags = (isSell ? SELL_ANY : 0) | MARKET_IOC
    this.#place(MARKET, { flags, tick: MIDDLE + (isSell ? -BEYOND : BEYOND), quantity })
  }

  /** Cancels a random order that is still live and drops the ones it finds filled; false when there is none. */
  cancel(random: () => number): boolean {
    while (this.#live.length > 0) {
      const at = Math.floor(random() * this.#live.length)
      const place = this.#live[at] as number
      this.#live[at] = this.#live[this.#live.length - 1] as number
      this.#live.pop()
      this.#free.push(place)
      const slot = this.#slotOf(place)
      if (slot === NONE || this.#engine.book.orders.open[slot] === 0) continue
      this.tape.target[this.count] = this.#placedBy[place] as number
      this.#write(CANCEL, place, { flags: 0, tick: 0, quantity: 0 })
      return true
    }
    return false
  }

  #place(kind: number, order: { flags: number; tick: number; quantity: number }): void {
    const place = this.#free.pop() ?? this.#seqs.length
    this.#seqs[place] = (this.#seqs[place] ?? 0) + 1
    this.#placedBy[place] = this.count
    this.#write(kind, place, order)
    const list = this.#slotOf(place) === NONE ? this.#free : this.#live
    list.push(place)
  }

  #write(
    kind: number,
    place: number,
    { flags, tick, quantity }: { flags: number; tick: number; quantity: number },
  ): void {
    const { tape, count } = this
    tape.kind[count] = kind
    tape.account[count] = Math.floor(place / this.#lanesPerAccount)
    tape.lane[count] = place % this.#lanesPerAccount
    tape.seq[count] = this.#seqs[place] as number
    tape.flags[count] = flags
    tape.price[count] = tick * TICK
    tape.quantity[count] = quantity
    step(this.#engine, tape, count, this.#input)
    this.count++
  }

  #slotOf(place: number): number {
    const account = Math.floor(place / this.#lanesPerAccount)
    return this.#engine.orderInLane(account, place % this.#lanesPerAccount)
  }
}

function newTape(length: number): Tape {
  return {
    length,
    kind: new Uint8Array(length),
    account: new Int32Array(length),
    lane: new Uint8Array(length),
    seq: new Uint32Array(length),
    flags: new Uint16Array(length),
    price: new Float64Array(length),
    quantity: new Uint32Array(length),
    target: new Uint32Array(length),
  }
}
