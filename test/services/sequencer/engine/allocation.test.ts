import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { bytesPerOperation } from '../../../bench/engine.ts'
import { recordTape } from '../../../bench/engine-tape.ts'

/** Compiled code boxes no number; what is left are the few bytes of the measurement and of compiling. */
const MOST_BYTES = 1
const RUNS = 4

describe('the hot path', () => {
  it('places, matches and cancels without allocating', () => {
    const tape = recordTape({ operations: 300_000, levels: 200, lanesPerAccount: 128 })
    // The first runs are interpreted; the best is that of the compiled code.
    const bytes = Math.min(...Array.from({ length: RUNS }, () => bytesPerOperation(tape)))
    assert.ok(bytes < MOST_BYTES, `${bytes} bytes per operation`)
  })
})
