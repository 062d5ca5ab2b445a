import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { SequencerState } from '../../../../relayer/sequencer/engine/sequencer-state.ts'
import type { EngineEvent, Place, Sequenced } from '../../../../relayer/sequencer/engine/types.ts'
import { randomFrom } from '../../../bench/random.ts'
import { commandCount } from './actions.ts'
import { Exchange } from './exchange.ts'
import { RandomCommands } from './random-commands.ts'

const LIMITS = {
  orders: 8192,
  trades: 8192,
  markets: 4,
  accounts: 64,
  lanes: 8192,
  treeNodes: 4096,
  keepAlives: 64,
  tradesPerCommand: 64,
}
const RUN_LENGTH = 1500

interface Recording {
  state: SequencerState
  commands: Sequenced[]
  events: EngineEvent[][]
}

const recordRun = (start: number): Recording => {
  const state = new SequencerState(LIMITS)
  const random = new RandomCommands(state, randomFrom(start))
  const recording: Recording = { state, commands: [], events: [] }
  for (let position = 1; position <= RUN_LENGTH; position++) {
    const sequenced = { position, ...random.next() }
    recording.commands.push(sequenced)
    recording.events.push(state.apply(sequenced))
  }
  return recording
}

const twoOrders = (): { exchange: Exchange; first: Place; second: Place } => {
  const exchange = new Exchange()
  return { exchange, first: exchange.order(1, 'buy', 50, 1, {}), second: exchange.order(2, 'buy', 50, 1, {}) }
}

describe('replay', () => {
  const numRuns = commandCount(12, 100)

  it('the same commands give the same events and the same hash', () => {
    const property = fc.property(fc.integer(), (start) => {
      const { commands, events, state } = recordRun(start)
      const again = new SequencerState(LIMITS)
      assert.deepEqual(
        commands.map((sequenced) => again.apply(sequenced)),
        events,
      )
      assert.equal(again.hash(), state.hash())
    })
    fc.assert(property, { numRuns })
  })

  it('a snapshot at any point and the tail give the events and the hash of the full replay', () => {
    const property = fc.property(fc.integer(), fc.nat({ max: RUN_LENGTH }), (start, cut) => {
      const { commands, events, state } = recordRun(start)
      const before = new SequencerState(LIMITS)
      for (const sequenced of commands.slice(0, cut)) before.apply(sequenced)
      const restored = SequencerState.restore(before.serialize(), LIMITS)
      assert.equal(restored.hash(), before.hash())
      assert.deepEqual(
        commands.slice(cut).map((sequenced) => restored.apply(sequenced)),
        events.slice(cut),
      )
      assert.equal(restored.hash(), state.hash())
    })
    fc.assert(property, { numRuns })
  })

  it('a restored state knows the same expiries, orders and trades', () => {
    const { state } = recordRun(5)
    const restored = SequencerState.restore(state.serialize(), LIMITS)
    const later = state.timeMs + 600_000
    const byLane = (a: object, b: object): number => JSON.stringify(a).localeCompare(JSON.stringify(b))
    assert.deepEqual(restored.dueExpiries(later, 1e6).sort(byLane), state.dueExpiries(later, 1e6).sort(byLane))
    assert.deepEqual(restored.orders(), state.orders())
    assert.deepEqual(restored.trades(), state.trades())
  })

  it('two orders in the other order of arrival give another hash', () => {
    const { exchange, first, second } = twoOrders()
    const other = twoOrders().exchange
    exchange.do(first)
    exchange.do(second)
    other.do(second)
    other.do(first)
    assert.deepEqual(exchange.side('bids'), other.side('bids'))
    assert.notEqual(exchange.state.hash(), other.state.hash())
  })
})
