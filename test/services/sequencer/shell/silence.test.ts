import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import type { Address } from 'viem'
import { recover } from '../../../../relayer/sequencer/journal/recover.ts'
import { keepAlive } from '../../../../relayer/sequencer/sequencing/keep-alive.ts'
import { Sequencer } from '../../../../relayer/sequencer/sequencing/sequencer.ts'
import { ShellState } from '../../../../relayer/sequencer/sequencing/shell-state.ts'
import { temporaryDir } from '../../relayer/support/places.ts'
import { addressOf, Exchange, START_MS, smallLimits, TICK } from '../engine/exchange.ts'

const MAKER = addressOf(1) as Address

/** A sequencer on a journal of its own whose clock the test sets. */
describe('silence', () => {
  let sequencer: Sequencer
  let nowMs = START_MS
  const orders = new Exchange()
  const { dir, remove } = temporaryDir()
  before(async () => {
    const { state, journal } = await recover({ directory: dir, log: () => undefined, limits: smallLimits })
    const onFatal = (error: unknown) => assert.fail(String(error))
    sequencer = new Sequencer({ state, journal, shell: new ShellState(), clock: () => nowMs, onFatal })
    sequencer.submit({ kind: 'OPEN_MARKET', series: 1, tick: TICK })
  })
  after(async () => {
    await sequencer.journal.close()
    remove()
  })

  const quote = (account: number, side: 'buy' | 'sell') =>
    sequencer.submit(orders.order(account, side, 100, 1, { lifeSec: 3_600 }))
  const isResting = (account: number) => sequencer.state.ordersOf(addressOf(account)).some(({ open }) => open > 0)

  it('leaves an order alone up to the last moment and takes it before anything newer is matched', () => {
    quote(1, 'sell')
    keepAlive(sequencer, MAKER, { timeoutMs: 2_000 })
    nowMs += 1_999
    sequencer.expireDue()
    assert.ok(isResting(1))
    nowMs += 1
    sequencer.expireDue()
    assert.ok(!isResting(1))
    const { events } = quote(2, 'buy')
    assert.ok(!events.some(({ kind }) => kind === 'trade'))
  })

  it('is not undone by a word that comes too late', () => {
    quote(1, 'buy')
    keepAlive(sequencer, MAKER, { timeoutMs: 2_000 })
    nowMs += 2_500
    keepAlive(sequencer, MAKER, { timeoutMs: 2_000 })
    assert.ok(!isResting(1))
    assert.equal(sequencer.state.keepAlivesOf(MAKER).length, 1)
  })

  it('does not come nearer when the clock is set back', () => {
    quote(1, 'buy')
    keepAlive(sequencer, MAKER, { timeoutMs: 2_000 })
    nowMs -= 60_000
    keepAlive(sequencer, MAKER, { timeoutMs: 2_000 })
    sequencer.expireDue()
    assert.ok(isResting(1))
  })
})
