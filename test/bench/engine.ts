import { allocatedBytes } from './allocations.ts'
import { newEngine, newInput, recordTape, settleWaiting, step, type Tape } from './engine-tape.ts'

const OPERATIONS = 1_000_000
const LEVELS = [20, 200, 2000]
/** A market maker's lanes. */
const LANES_PER_ACCOUNT = 128

interface LevelFigures {
  opsPerSecond: number
  p50us: number
  p99us: number
  /** Heap allocated by placing, matching and cancelling; settling is told in lists, which allocate. */
  bytesPerOperation: number
}

/** 1M operations: 55 % adds over NL price offsets a side (5 % of them crossing), 40 % cancels of a random live order, 5 % market. */
export async function measureEngine(): Promise<{ levels: Record<string, LevelFigures> }> {
  const levels: Record<string, LevelFigures> = {}
  for (const count of LEVELS) {
    const tape = recordTape({ operations: OPERATIONS, levels: count, lanesPerAccount: LANES_PER_ACCOUNT })
    play(tape, undefined)
    const seconds = Math.min(play(tape, undefined), play(tape, undefined), play(tape, undefined))
    const micros = new Float64Array(OPERATIONS)
    play(tape, micros)
    micros.sort()
    levels[count] = {
      opsPerSecond: Math.round(OPERATIONS / seconds),
      p50us: round(micros[OPERATIONS * 0.5] as number),
      p99us: round(micros[OPERATIONS * 0.99] as number),
      bytesPerOperation: round(bytesPerOperation(tape)),
    }
  }
  return { levels }
}

/** Heap that the operations of a tape allocate on a new engine, per operation. */
export function bytesPerOperation(tape: Tape): number {
  const engine = newEngine()
  const input = newInput()
  const bytes = allocatedBytes(() => {
    for (let index = 0; index < tape.length; index++) step(engine, tape, index, input)
  })
  return bytes / tape.length
}

/** Seconds for the whole tape; every 50 trades a batch is submitted, settled and made final, inside the measured time. */
export function play(tape: Tape, micros: Float64Array | undefined): number {
  const engine = newEngine()
  const input = newInput()
  let batchNo = 1
  const start = performance.now()
  for (let index = 0; index < tape.length; index++) {
    const before = micros === undefined ? 0 : performance.now()
    step(engine, tape, index, input)
    if (micros !== undefined) micros[index] = (performance.now() - before) * 1000
    if (settleWaiting(engine, batchNo)) batchNo++
  }
  return (performance.now() - start) / 1000
}

const round = (value: number): number => Math.round(value * 100) / 100
