import { type Address, encodeFunctionData } from 'viem'
import { messageOf } from '../../../kit/errors.ts'
import type { Logger } from '../../../kit/log.ts'
import { settlementAbi } from '../../../sdk/src/abi/settlement.gen.ts'
import type { TradeRecord } from '../../../sdk/src/batch/decode-records.ts'
import type { CommitmentSources } from '../balances/commitments.ts'
import type { ChainMirror } from '../chain/chain-mirror.ts'
import type { ChainClient } from '../chain/chain-reader.ts'
import { settingsOf } from '../chain/mirror-state.ts'
import { partitionName } from '../journal/partition-name.ts'
import {
  FAILURE_PAUSE_MS,
  FLUSH_AFTER_MS,
  FLUSH_TRADES,
  HEARTBEAT_GAS,
  HEARTBEAT_SEC,
  MAX_BATCH_TRADES,
  MAX_SIMULATIONS,
  RESEND_AFTER_MS,
  TURN_MS,
} from '../limits.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'
import type { StoredBatch } from './batch-store.ts'
import { type BuiltBatch, buildBatch } from './build-batch.ts'
import { isDisplaced, isDisplacedForGood, landing, reconcile, submitStored } from './reconcile.ts'
import type { SettlementLane } from './relayer-client.ts'
import { outcomeOf, simulateBatch } from './simulate-batch.ts'

interface Dependencies {
  sequencer: Sequencer
  mirror: ChainMirror
  lane: SettlementLane
  client: ChainClient
  sources: CommitmentSources
  settlement: Address
  log: Logger
}

/** Turns waiting trades into batches, one in flight at a time, and sends each until the chain shows it. */
export class Batcher {
  readonly #dependencies: Dependencies
  #running: Promise<void> | undefined
  #isWanted = false
  #sentAtMs = 0
  #attempt = 1
  #restUntilMs = 0
  #aliveAtMs = 0

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** Does what is due; calls while a turn runs lead to one more. */
  turn(): Promise<void> {
    this.#isWanted = true
    this.#running ??= this.#turns().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #turns(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false
      try {
        await this.#turn()
      } catch (error) {
        const { log, sequencer } = this.#dependencies
        this.#restUntilMs = sequencer.now() + FAILURE_PAUSE_MS
        log.warn({ err: error }, `batch turn failed: ${messageOf(error)}`)
        return
      }
    }
  }

  async #turn(): Promise<void> {
    const { sequencer, mirror } = this.#dependencies
    const store = sequencer.shell.batches
    if (!mirror.isConsistent || sequencer.now() < this.#restUntilMs) return
    // A crash between two records, or between a reversal and the new start, leaves stored batches unsubmitted.
    for (const batch of store.all()) submitStored(sequencer, batch)
    reconcile(this.#dependencies)
    const inFlight = store.all().find((batch) => !landing({ mirror }, batch))
    if (inFlight) {
      if (!isDisplaced({ mirror }, inFlight)) await this.#send(inFlight)
      else if (isDisplacedForGood({ mirror }, inFlight)) this.#giveUp(inFlight)
      return
    }
    // A batch is a sign of life, too.
    if (this.#sentAtMs > 0) this.#aliveAtMs = sequencer.now()
    this.#sentAtMs = 0
    this.#attempt = 1
    if (this.#isFlushDue()) {
      const batch = await this.#make()
      if (batch) await this.#send(batch)
      return
    }
    if (sequencer.state.matchedTrades(1).length === 0) await this.#heartbeat()
  }

  #isFlushDue(): boolean {
    const { sequencer } = this.#dependencies
    const [oldest] = sequencer.state.matchedTrades(1)
    if (!oldest) return false
    const ageMs = sequencer.now() - (sequencer.registry.trade(oldest.tradeId)?.timeMs ?? 0)
    if (!this.#isOurTurn() && ageMs < FLUSH_AFTER_MS + TURN_MS) return false
    return ageMs >= FLUSH_AFTER_MS || sequencer.state.matchedTrades(FLUSH_TRADES).length === FLUSH_TRADES
  }

  /** Numbers go round among the partitions; one whose turn passes unused loses it, and the chain takes one batch under a number. */
  #isOurTurn(): boolean {
    const { state } = this.#dependencies.mirror
    const { partition } = state
    const next = Number(settingsOf(state).batchNo) + 1
    return next % partition.count === partition.index
  }

  /** Builds and simulates until every trade would fill; a skipped one is resolved here and its guilty side evicted. */
  async #make(): Promise<StoredBatch | undefined> {
    const { sequencer, mirror } = this.#dependencies
    for (let i = 0; i < MAX_SIMULATIONS; i++) {
      await sequencer.durable()
      const batchNo = Number(settingsOf(mirror.state).batchNo) + 1
      const journalHead = sequencer.journal.head
      const trades = sequencer.state.matchedTrades(MAX_BATCH_TRADES)
      const built = buildBatch({ ...this.#dependencies, mirror: mirror.state }, trades, { batchNo, journalHead })
      if (built.refused.length > 0) {
        sequencer.submit({ kind: 'SETTLED', batchNo: 0, outcomes: built.refused })
        continue
      }
      if (built.tradeIds.length === 0) return undefined
      if (await this.#wouldSkip(built)) continue
      const batch = { batchNo, tradeIds: built.tradeIds, journalHead, data: built.data, gas: built.gas }
      sequencer.submit({ kind: 'BATCHED', ...batch })
      submitStored(sequencer, batch)
      await sequencer.durable()
      return batch
    }
    return undefined
  }

  async #wouldSkip(built: BuiltBatch): Promise<boolean> {
    const { sequencer, log } = this.#dependencies
    const records = await this.#simulate(built)
    const outcomes = built.tradeIds.flatMap((tradeId, i) => {
      const record = records[i]
      return record && record.code !== 'FILLED' ? [outcomeOf(tradeId, record)] : []
    })
    if (outcomes.length === 0) return false
    log.info({ outcomes }, 'trades refused by the simulation')
    sequencer.submit({ kind: 'SETTLED', batchNo: 0, outcomes })
    return true
  }

  #simulate({ data, gas }: Pick<StoredBatch, 'data' | 'gas'>): Promise<TradeRecord[]> {
    const { mirror, client, settlement } = this.#dependencies
    const operator = settingsOf(mirror.state).operator
    if (!operator) throw new Error('the core has no operator')
    return simulateBatch(client, { data, gas, settlement, operator })
  }

  /** Hands the batch to the relayer; again after a while, because a relayer or a chain may have forgotten it. */
  async #send(batch: StoredBatch): Promise<void> {
    const { lane, settlement, sequencer, mirror, log } = this.#dependencies
    const nowMs = sequencer.now()
    if (nowMs - this.#sentAtMs < RESEND_AFTER_MS) return
    this.#sentAtMs = nowMs
    await sequencer.durable()
    if (this.#attempt > 1) await this.#simulate(batch)
    const data = encodeFunctionData({ abi: settlementAbi, functionName: 'settle', args: [batch.data] })
    const suffix = this.#attempt > 1 ? `:${this.#attempt}` : ''
    const idempotencyKey = `batch:${partitionName(String(batch.batchNo), mirror.state.partition)}${suffix}`
    const state = await lane.send({ to: settlement, data, gas: batch.gas, idempotencyKey })
    log.info({ batchNo: batch.batchNo, trades: batch.tradeIds.length, state, idempotencyKey }, 'batch handed over')
    // A transaction that failed never lands; the same bytes travel in another one, once they can settle again.
    if (state === 'failed') this.#attempt++
  }

  /** Somebody else settled under this number: the trades are matched again and go into the next one. */
  #giveUp(batch: StoredBatch): void {
    const { sequencer, log } = this.#dependencies
    log.error({ batchNo: batch.batchNo }, 'another batch took this number')
    sequencer.submit({ kind: 'REVERTED', fromBatchNo: batch.batchNo })
    sequencer.submit({ kind: 'BATCH_DROPPED', batchNo: batch.batchNo })
    this.#isWanted = true
  }

  async #heartbeat(): Promise<void> {
    const { sequencer, mirror, lane, settlement } = this.#dependencies
    const nowMs = sequencer.now()
    const aliveAtMs = Math.max(settingsOf(mirror.state).heartbeatAtSec * 1_000, this.#aliveAtMs)
    if (nowMs - aliveAtMs < HEARTBEAT_SEC * 1_000) return
    const data = encodeFunctionData({ abi: settlementAbi, functionName: 'heartbeat' })
    // One key an hour: asking again after a failure costs nothing.
    const idempotencyKey = `heartbeat:${Math.floor(nowMs / 1_000 / HEARTBEAT_SEC)}`
    await lane.send({ to: settlement, data, gas: HEARTBEAT_GAS, idempotencyKey })
    this.#aliveAtMs = nowMs
  }
}
