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

const OPERATIONS = 1_000_000
const LEVELS = [20, 200, 2000]
const SERIES = 1
const TICK = 10_000
const MIDDLE = 5_000
const LANES = 128
const START_MS = 1_800_000_000_000
const BATCH = 50
const CHOICE_ANY = 2 << CHOICE_SHIFT

/** Operations as plain numbers, recorded by a first run so that the measured runs do nothing but drive the engine. */
interface Tape {
  kind: Uint8Array
  account: Int32Array
  lane: Uint8Array
  seq: Uint32Array
  flags: Uint16Array
  price: Float64Array
  quantity: Uint32Array
}
const ADD = 0
const CANCEL = 1
const MARKET = 2

interface LevelResult {
  opsPerSecond: number
  p50us: number
  p99us: number
}

/** 1M operations: 55 % adds over NL price offsets a side (5 % of them crossing), 40 % cancels of a random live order, 5 % market. */
export async function measureEngine(): Promise<{ levels: Record<string, LevelResult> }> {
  const levels: Record<string, LevelResult> = {}
  for (const count of LEVELS) {
    const tape = record(count)
    play(tape, undefined)
    const seconds = Math.min(play(tape, undefined), play(tape, undefined), play(tape, undefined))
    const micros = new Float64Array(OPERATIONS)
    play(tape, micros)
    micros.sort()
    levels[count] = {
      opsPerSecond: Math.round(OPERATIONS / seconds),
      p50us: round(micros[OPERATIONS * 0.5] as number),
      p99us: round(micros[OPERATIONS * 0.99] as number),
    }
  }
  return { levels }
}

const record = (levelCount: number): Tape => {
  const random = randomFrom(42)
  const engine = newEngine()
  const tape = newTape()
  const lanes: number[] = []
  const live: number[] = []
  const seqs = new Map<number, number>()
  for (let index = 0; index < OPERATIONS; index++) {
    const dice = random() * 100
    const kind = dice < 55 ? ADD : dice < 95 && live.length > 0 ? CANCEL : MARKET
    if (kind === CANCEL) {
      const ref = takeLive(engine, live, lanes, random)
      if (ref !== NONE) {
        write(tape, index, { kind, ref, seq: seqs.get(ref) ?? 0, flags: 0, price: 0, quantity: 0 })
        step(engine, tape, index, newInput())
        lanes.push(ref)
        continue
      }
    }
    const ref = lanes.pop() ?? seqs.size
    const seq = (seqs.get(ref) ?? 0) + 1
    seqs.set(ref, seq)
    const isSell = random() < 0.5
    const offset = Math.floor(random() * levelCount) - Math.ceil(levelCount / 20)
    const away = kind === MARKET ? -4_000 : offset
    const price = (MIDDLE + (isSell ? away : -away)) * TICK
    const flags =
      (isSell ? FLAG_SELL | CHOICE_ANY : 0) | (kind === MARKET ? FLAG_MARKET | (CLASS_IOC << CLASS_SHIFT) : 0)
    write(tape, index, { kind, ref, seq, flags, price, quantity: 1 + Math.floor(random() * 10) })
    step(engine, tape, index, newInput())
    if (engine.orderInLane(Math.floor(ref / LANES), ref % LANES) === NONE) lanes.push(ref)
    else live.push(ref)
  }
  return tape
}

/** Seconds for the whole tape; every 50 trades a batch is submitted, settled and made final, inside the measured time. */
const play = (tape: Tape, micros: Float64Array | undefined): number => {
  const engine = newEngine()
  const input = newInput()
  const { trades } = engine.book
  let batchNo = 0
  const start = performance.now()
  for (let index = 0; index < OPERATIONS; index++) {
    const before = micros === undefined ? 0 : performance.now()
    step(engine, tape, index, input)
    if (micros !== undefined) micros[index] = (performance.now() - before) * 1000
    if (trades.nextId - trades.oldestId >= BATCH) settleAll(engine, ++batchNo)
  }
  return (performance.now() - start) / 1000
}

const settleAll = (engine: Engine, batchNo: number): void => {
  const { nextId, oldestId } = engine.book.trades
  const tradeIds = Array.from({ length: nextId - oldestId }, (_, index) => oldestId + index)
  engine.submit({ kind: 'SUBMITTED', batchNo, tradeIds })
  const outcomes = tradeIds.map((tradeId) => ({ tradeId, outcome: 'filled' as const }))
  engine.settle({ kind: 'SETTLED', batchNo, outcomes })
  engine.finalize({ kind: 'FINALIZED', toBatchNo: batchNo })
}

const step = (engine: Engine, tape: Tape, index: number, input: PlaceInput): void => {
  const account = tape.account[index] as number
  const lane = tape.lane[index] as number
  const seq = tape.seq[index] as number
  if (tape.kind[index] === CANCEL) {
    engine.cancel(account, lane, seq)
    return
  }
  input.position = index + 1
  input.timeMs = START_MS + index / 1000
  input.account = account
  input.lane = lane
  input.seq = seq
  input.flags = tape.flags[index] as number
  input.price = tape.price[index] as number
  input.quantity = tape.quantity[index] as number
  input.expirySec = START_MS / 1000 + 60 + ((index * 7919) % 2_592_000)
  engine.place(input)
}

/** A random order that is still live; drops the ones it finds filled. */
const takeLive = (engine: Engine, live: number[], lanes: number[], random: () => number): number => {
  while (live.length > 0) {
    const at = Math.floor(random() * live.length)
    const ref = live[at] as number
    live[at] = live[live.length - 1] as number
    live.pop()
    const slot = engine.orderInLane(Math.floor(ref / LANES), ref % LANES)
    if (slot !== NONE && (engine.book.orders.open[slot] as number) > 0) return ref
    lanes.push(ref)
  }
  return NONE
}

interface Operation {
  kind: number
  ref: number
  seq: number
  flags: number
  price: number
  quantity: number
}
const write = (tape: Tape, index: number, operation: Operation): void => {
  tape.kind[index] = operation.kind
  tape.account[index] = Math.floor(operation.ref / LANES)
  tape.lane[index] = operation.ref % LANES
  tape.seq[index] = operation.seq
  tape.flags[index] = operation.flags
  tape.price[index] = operation.price
  tape.quantity[index] = operation.quantity
}

const newEngine = (): Engine => {
  const engine = new Engine()
  engine.openMarket(SERIES, TICK)
  return engine
}

const newInput = (): PlaceInput => ({
  position: 0,
  timeMs: 0,
  account: 0,
  series: SERIES,
  flags: 0,
  price: 0,
  quantity: 0,
  lane: 0,
  seq: 0,
  expirySec: 0,
  cancelsTaker: false,
})

const newTape = (): Tape => ({
  kind: new Uint8Array(OPERATIONS),
  account: new Int32Array(OPERATIONS),
  lane: new Uint8Array(OPERATIONS),
  seq: new Uint32Array(OPERATIONS),
  flags: new Uint16Array(OPERATIONS),
  price: new Float64Array(OPERATIONS),
  quantity: new Uint32Array(OPERATIONS),
})

const round = (micros: number): number => Math.round(micros * 100) / 100
