import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { SequencerState } from '../../../relayer/sequencer/engine/sequencer-state.ts'
import type { Hex } from '../../../relayer/sequencer/engine/types.ts'
import { MarketState } from '../../../relayer/watch/market/market-state.ts'
import { Tape } from '../../../relayer/watch/market/tape.ts'
import { randomFrom } from '../../bench/random.ts'
import { RandomCommands } from '../sequencer/engine/random-commands.ts'

const LIMITS = {
  orders: 4_096,
  trades: 4_096,
  markets: 4,
  accounts: 64,
  lanes: 8_192,
  treeNodes: 1_024,
  keepAlives: 16,
  tradesPerCommand: 64,
}

/** Open quantity by position: what the engine says an account has in series 1. */
function openInEngine(state: SequencerState, account: Hex): [number, number][] {
  return state
    .ordersOf(account)
    .filter(({ open }) => open > 0)
    .map(({ position, open }) => [position, open])
}

describe('the market as a sum of facts', () => {
  it('has the open orders that the engine has, after any commands, skips and reorgs', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const tape = new Tape(LIMITS)
        const market = new MarketState()
        const commands = new RandomCommands(tape.engine, randomFrom(seed))
        const accounts = new Set<Hex>()
        for (let position = 1; position <= 400; position++) {
          const { command, timeMs } = commands.next()
          if (command.kind === 'PLACE') accounts.add(command.order.account)
          for (const fact of tape.apply({ position, timeMs, command })) market.apply(fact)
        }
        for (const account of accounts) {
          const standing = market.standingOf(account, { series: 1, final: false })
          const open = [...standing.values()].map(({ order, open: units }): [number, number] => [order, units])
          assert.deepEqual(
            open.toSorted(([a], [b]) => a - b),
            openInEngine(tape.engine, account),
          )
        }
      }),
      { numRuns: process.env.LONG === '1' ? 1_000 : 60 },
    )
  })
})
