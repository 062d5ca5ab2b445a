import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { createLogger } from '../../../kit/log.ts'
import type { Held } from '../../../relayer/sequencer/engine/types.ts'
import { writeSnapshot } from '../../../relayer/sequencer/journal/snapshots.ts'
import { openJournal } from '../../../relayer/sequencer/open-sequencer.ts'
import { Exchange } from './engine/exchange.ts'
import { BLOCK } from './journal/workspace.ts'

const BATCH = { batchNo: 1, tradeIds: [1], journalHead: `0x${'ab'.repeat(32)}`, data: '0x0102', gas: 1 } as const
const HOLD: Held = {
  kind: 'HELD',
  account: `0x${'0a'.repeat(20)}`,
  nonce: 7n,
  deadlineSec: 100,
  amountUsdc6: 5n,
  tokenIds: [1n],
  stopsOrders: false,
}

describe('opening the journal', () => {
  it('gives back batches, co-signatures and brakes, from records and from a snapshot', async (test) => {
    const { directory, lead } = createDisk(test)
    for (const takesSnapshot of [false, true, false]) {
      const sequencer = await lead()
      const { journal, shell, state } = sequencer
      if (state.position === 0) {
        sequencer.submit({ kind: 'BATCHED', ...BATCH })
        sequencer.submit({ kind: 'BATCHED', ...BATCH, batchNo: 2 })
        sequencer.submit({ kind: 'BATCH_DROPPED', batchNo: 2 })
        sequencer.submit(HOLD)
        sequencer.submit({ ...HOLD, amountUsdc6: 6n })
        sequencer.submit({ kind: 'OPEN_MARKET', series: 1, tick: 10_000n })
        sequencer.submit({ kind: 'OPEN_MARKET', series: 2, tick: 10_000n })
        sequencer.submit({ kind: 'BRAKED', series: 2, untilMs: 9_000 })
      }
      const { kind: _, ...hold } = HOLD
      assert.deepEqual(shell.brakes.all(), [
        [1, 0],
        [2, 9_000],
      ])
      assert.deepEqual(shell.batches.all(), [BATCH])
      assert.deepEqual(shell.holds.holdsOf(HOLD.account), [{ ...hold, amountUsdc6: 6n }])
      const extra = shell.serialize()
      if (takesSnapshot) await writeSnapshot({ state, journal, directory }, { ...BLOCK, extra })
      await journal.close()
    }
  })

  it('passes over a snapshot whose shell is of another format', async (test) => {
    const { directory, lead } = createDisk(test)
    const first = await lead()
    first.submit(HOLD)
    await writeSnapshot({ state: first.state, journal: first.journal, directory }, BLOCK)
    await first.journal.close()
    const second = await lead()
    assert.equal(second.shell.holds.all().length, 1)
    await second.journal.close()
  })

  it('is refused with BATCH_MISSING when a trade was sent in a batch that the journal does not hold', async (test) => {
    const { lead } = createDisk(test)
    const first = await lead()
    const exchange = new Exchange()
    first.submit({ kind: 'OPEN_MARKET', series: 1, tick: 10_000n })
    first.submit(exchange.order(1, 'sell', 47, 1, {}))
    first.submit(exchange.order(2, 'buy', 47, 1, {}))
    const [trade] = first.state.trades()
    first.submit({ kind: 'SUBMITTED', batchNo: 1, tradeIds: [trade?.tradeId ?? 0] })
    await first.journal.close()
    await assert.rejects(lead(), { code: 'BATCH_MISSING' })
  })
})

function createDisk(test: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'genex-open-'))
  test.after(() => rmSync(directory, { recursive: true }))
  const log = createLogger('test', 'silent')
  const onFatal = (error: unknown) => assert.fail(String(error))
  const lead = async () =>
    (await openJournal({ directory, clock: () => 5_000, log, onFatal, stream: undefined })).lead()
  return { directory, lead }
}
