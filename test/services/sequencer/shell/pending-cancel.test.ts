import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Address } from 'viem'
import { applyKeys } from '../../../../relayer/sequencer/chain/apply-keys.ts'
import type { CoreLogOf } from '../../../../relayer/sequencer/chain/core-log.ts'
import { accountKey, emptyMirrorState } from '../../../../relayer/sequencer/chain/mirror-state.ts'
import { MirrorWriter } from '../../../../relayer/sequencer/chain/mirror-writer.ts'
import { UndoLog } from '../../../../relayer/sequencer/chain/undo-log.ts'

const ACCOUNT: Address = '0x00000000000000000000000000000000000a11ce'
const LANE = 0
const SLOT = 16 + LANE

/** A cancel of every sequence up to 60,000 waits on chain, to be applied whenever it suits. */
function createPending() {
  const writer = new MirrorWriter(emptyMirrorState(), new UndoLog(10))
  const place = { blockNumber: 1n, blockHash: '0x01', transactionIndex: 0, logIndex: 0 } as const
  const requested = { account: ACCOUNT, slot: SLOT, value: 60_000n, effectiveAt: 1 }
  const request: CoreLogOf<'ChangeRequested'> = { eventName: 'ChangeRequested', args: requested, ...place }
  applyKeys.ChangeRequested?.(writer, requested, request)
  return {
    isPending: () => writer.state.changes.has(accountKey(ACCOUNT, SLOT)),
    voidLane: (seq: number) => {
      const args = { account: ACCOUNT, lane: LANE, seq }
      applyKeys.LaneVoided?.(writer, args, { eventName: 'LaneVoided', args, ...place })
    },
  }
}

test('a receipt of an older order does not hide a pending cancel', () => {
  const { isPending, voidLane } = createPending()
  voidLane(1)
  assert.equal(isPending(), true)
})

test('a pending cancel is over once its order is void', () => {
  const { isPending, voidLane } = createPending()
  voidLane(60_000)
  assert.equal(isPending(), false)
})
