import type { TransactionReceipt } from 'viem'
import type { Logger } from '../../kit/log.ts'
import type { Store } from '../store/database.ts'
import type { TransactionRow } from '../store/schema.ts'
import type { Chain, Head } from './chain.ts'
import type { Fees } from './fees.ts'

/** What carries its own bookkeeping inside a transaction hears of its fate; every call runs inside the same database transaction. */
export interface Cargo {
  /** It is in a block; also called again after a reorg put it into another one. */
  landed(store: Store, transaction: TransactionRow, receipt: TransactionReceipt): Promise<void>
  /** Its block is gone; it may land again. */
  lifted(store: Store, transaction: TransactionRow): Promise<void>
  /** It can never land any more, or it landed for good without any effect. */
  lost(store: Store, transaction: TransactionRow): Promise<void>
}

export interface OutboxContext {
  readonly store: Store
  readonly chain: Chain
  readonly log: Logger
  readonly cargo: Cargo
}

/** One look at the chain: its newest block, how deep safe and final are, and what gas costs. */
export interface Look {
  head: Head
  safe: bigint
  final: bigint
  market: Fees
  /** When the look before began; undefined after a failure and at the start, when nothing is known of the node's pool. */
  previousAt: Date | undefined
}
