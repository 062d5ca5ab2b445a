import type { ChainMirror } from '../chain/chain-mirror.ts'
import type { Finality } from '../chain/finality.ts'
import type { SettledBatch } from '../chain/mirror-state.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'
import type { StoredBatch } from './batch-store.ts'
import { outcomeOf } from './simulate-batch.ts'

interface Dependencies {
  sequencer: Sequencer
  mirror: ChainMirror
}

/**
 * Brings the journal into line with the chain, from state alone, so that a restart does the same as an update: batches that the
 * chain no longer shows as journalled are reverted and stand to be sent again; settled ones are told to the engine once safe.
 */
export function reconcile(dependencies: Dependencies): void {
  const { sequencer, mirror } = dependencies
  const store = sequencer.shell.batches
  const firstWrong = store.all().find((batch) => isTold(sequencer, batch) && !agrees(dependencies, batch))
  if (firstWrong) revertFrom(dependencies, firstWrong.batchNo)
  for (const batch of store.all()) {
    const settled = landing(dependencies, batch)
    if (!settled) return
    const finality = mirror.finalityOf(settled.block)
    if (finality !== 'included') tell(sequencer, batch, settled, finality)
    if (finality === 'final') drop(sequencer, batch)
  }
}

/** Where this very batch landed; undefined while it has not, or when another one took its number. */
export function landing({ mirror }: Pick<Dependencies, 'mirror'>, batch: StoredBatch): SettledBatch | undefined {
  const settled = mirror.state.batches.get(BigInt(batch.batchNo))
  return settled?.journalHead === batch.journalHead ? settled : undefined
}

/** Whether another batch stands under this one's number: it can never land. */
export function isDisplaced({ mirror }: Pick<Dependencies, 'mirror'>, batch: StoredBatch): boolean {
  const settled = mirror.state.batches.get(BigInt(batch.batchNo))
  return settled !== undefined && settled.journalHead !== batch.journalHead
}

/** Whether the other one lies deep enough that its trades would be told SAFE: until then a reorg may still give the number back. */
export function isDisplacedForGood({ mirror }: Pick<Dependencies, 'mirror'>, batch: StoredBatch): boolean {
  const settled = mirror.state.batches.get(BigInt(batch.batchNo))
  return isDisplaced({ mirror }, batch) && settled !== undefined && mirror.finalityOf(settled.block) !== 'included'
}

/** Journals a batch's trades as sent; trades that a first landing already ended stay ended. */
export function submitStored(sequencer: Sequencer, { batchNo, tradeIds }: StoredBatch): void {
  const waiting = tradeIds.filter((id) => sequencer.state.trade(id)?.state === 'MATCHED')
  if (waiting.length > 0) sequencer.submit({ kind: 'SUBMITTED', batchNo, tradeIds: waiting })
}

function isTold(sequencer: Sequencer, { tradeIds }: StoredBatch): boolean {
  return tradeIds.some((id) => sequencer.state.trade(id)?.state === 'SAFE')
}

/** Whether what the journal calls safe is what the chain shows now. */
function agrees({ sequencer, mirror }: Dependencies, batch: StoredBatch): boolean {
  const settled = landing({ mirror }, batch)
  return (
    settled !== undefined &&
    batch.tradeIds.every(
      (id, i) => sequencer.state.trade(id)?.state !== 'SAFE' || settled.records[i]?.code === 'FILLED',
    )
  )
}

function revertFrom({ sequencer, mirror }: Dependencies, fromBatchNo: number): void {
  sequencer.submit({ kind: 'REVERTED', fromBatchNo })
  for (const batch of sequencer.shell.batches.all().filter(({ batchNo }) => batchNo >= fromBatchNo)) {
    if (isDisplaced({ mirror }, batch)) drop(sequencer, batch)
    else submitStored(sequencer, batch)
  }
}

function tell(sequencer: Sequencer, batch: StoredBatch, { records }: SettledBatch, finality: Finality): void {
  const { batchNo, tradeIds } = batch
  const outcomes = tradeIds.flatMap((tradeId, i) => {
    const record = records[i]
    return record && sequencer.state.trade(tradeId)?.state === 'SUBMITTED' ? [outcomeOf(tradeId, record)] : []
  })
  if (outcomes.length > 0) sequencer.submit({ kind: 'SETTLED', batchNo, outcomes })
  const isOpen = tradeIds.some((id) => sequencer.state.trade(id)?.state === 'SAFE')
  if (finality === 'final' && isOpen) sequencer.submit({ kind: 'FINALIZED', toBatchNo: batchNo })
}

function drop(sequencer: Sequencer, { batchNo }: StoredBatch): void {
  sequencer.submit({ kind: 'BATCH_DROPPED', batchNo })
}
