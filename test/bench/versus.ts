import { createRequire } from 'node:module'
import { OrderBook, Side } from 'nodejs-order-book'
import { SELL } from '../../relayer/sequencer/engine/codes.ts'
import { EVENT_STRIDE, EVENT_TRADE } from '../../relayer/sequencer/engine/event-buffer.ts'
import { viewBook } from '../../relayer/sequencer/engine/views.ts'
import { play } from './engine.ts'
import {
  alternatingTape,
  CANCEL,
  MARKET,
  newEngine,
  newInput,
  recordTape,
  SERIES,
  settleWaiting,
  spamTape,
  step,
  type Tape,
} from './engine-tape.ts'

const OPERATIONS = 200_000
const LEVELS = [20, 200, 2000]
const ALL_LEVELS = 1 << 20
/** Repeats of each measurement; the best counts, for both. */
const RUNS = 3

interface Versus {
  opsPerSecond: number
  peerOpsPerSecond: number
  /** Ours by theirs. */
  ratio: number
  /** Units filled and price levels left, found equal: after every operation and at the end. */
  filled: number
  depth: number
}

/**
 * Our engine against nodejs-order-book on the same commands. Ours settles every 50 trades besides; theirs gets its option objects
 * made beforehand. Ours runs in typed arrays with account, lane, expiry and settlement state per order; both end with the same book.
 */
export async function measureVersus(): Promise<{ peer: string; operations: number; shapes: Record<string, Versus> }> {
  const shapes: Record<string, Versus> = {}
  for (const levels of LEVELS) {
    shapes[`cancels at ${levels} levels`] = compare(recordTape({ operations: OPERATIONS, levels, lanesPerAccount: 1 }))
  }
  shapes['distinct prices'] = compare(spamTape(OPERATIONS, OPERATIONS))
  shapes['five prices'] = compare(spamTape(OPERATIONS, 5))
  shapes['limit and market in turn'] = compare(alternatingTape(OPERATIONS))
  const { version } = createRequire(import.meta.url)('nodejs-order-book/package.json') as { version: string }
  return { peer: `nodejs-order-book ${version}`, operations: OPERATIONS, shapes }
}

function compare(tape: Tape): Versus {
  const equal = crossCheck(tape)
  play(tape, undefined)
  const seconds = best(() => play(tape, undefined))
  const peerSeconds = best(() => playPeer(tape))
  return {
    opsPerSecond: Math.round(tape.length / seconds),
    peerOpsPerSecond: Math.round(tape.length / peerSeconds),
    ratio: Math.round((peerSeconds / seconds) * 10) / 10,
    ...equal,
  }
}

function best(run: () => number): number {
  return Math.min(...Array.from({ length: RUNS }, run))
}

/** @throws when an operation fills differently or the books end differently. */
function crossCheck(tape: Tape): Pick<Versus, 'filled' | 'depth'> {
  const engine = newEngine()
  const input = newInput()
  const book = new OrderBook()
  const commands = peerCommands(tape)
  let filled = 0
  let batchNo = 1
  for (let index = 0; index < tape.length; index++) {
    step(engine, tape, index, input)
    const ours = unitsTraded(engine.book.events)
    const theirs = commands[index]?.(book) ?? 0
    if (ours !== theirs) throw new Error(`operation ${index} fills ${ours} here and ${theirs} there`)
    filled += ours
    if (settleWaiting(engine, batchNo)) batchNo++
  }
  const { asks, bids } = viewBook(engine.book, SERIES, false, ALL_LEVELS)
  const ours = [asks, bids].map((side) => side.map(({ price, quantity }) => [Number(price), quantity] as const))
  if (depthText(ours) !== depthText(book.depth())) throw new Error('the books differ at the end')
  return { filled, depth: asks.length + bids.length }
}

/** Both sides, lowest price first. */
function depthText(sides: readonly (readonly (readonly [price: number, quantity: number])[])[]): string {
  return JSON.stringify(sides.map((side) => side.toSorted(([a], [b]) => a - b)))
}

function unitsTraded({ count, values }: { count: number; values: Float64Array }): number {
  let units = 0
  for (let at = 0; at < count * EVENT_STRIDE; at += EVENT_STRIDE) {
    if (values[at] === EVENT_TRADE) units += values[at + 4] as number
  }
  return units
}

function playPeer(tape: Tape): number {
  const book = new OrderBook()
  const commands = peerCommands(tape)
  const start = performance.now()
  for (const command of commands) command(book)
  return (performance.now() - start) / 1000
}

/** Each operation as a call with its options made already; it returns the units filled. */
function peerCommands(tape: Tape): ((book: OrderBook) => number)[] {
  return Array.from({ length: tape.length }, (_, index) => {
    const size = tape.quantity[index] as number
    const side = ((tape.flags[index] as number) & 1) === SELL ? Side.SELL : Side.BUY
    if (tape.kind[index] === CANCEL) {
      const id = String(tape.target[index])
      return (book) => {
        if (!book.cancel(id)) throw new Error(`order ${id} is not in the peer's book`)
        return 0
      }
    }
    if (tape.kind[index] === MARKET) {
      const options = { side, size }
      return (book) => size - book.market(options).quantityLeft
    }
    const options = { id: String(index), side, size, price: tape.price[index] as number }
    return (book) => size - book.limit(options).quantityLeft
  })
}
