/** Messages of `/api/v1/mm/stream`, as api/stream/README.md describes them. Amounts are dollars in decimal strings. */
export interface MakerBegan {
  type: 'began'
  account: string
  /** The number that the next event continues. */
  sequence: number
  /** Whether everything behind the number that was asked for follows. */
  isComplete: boolean
}

/** Something happened to an own order. */
export interface MakerOrderEvent {
  type: 'order'
  /** Counts the events of the account. */
  sequence: number
  event: 'accepted' | 'matched' | 'restored' | 'ended' | 'submitted' | 'safe' | 'final' | 'skipped' | 'reverted'
  orderNumber: string
  clientOrderId?: string
  series: number
  final: boolean
  side: 'buy' | 'sell'
  /** Where the order stands after it; filled from SAFE on, never before. */
  state: string
  openUnits: number
  /** Of `ended`. */
  reason?: string
  /** Of a fill, and of each later state of it. */
  trade?: {
    tradeId: number
    price: string
    quantity: number
    isTaker: boolean
    state: 'MATCHED' | 'SUBMITTED' | 'SAFE' | 'FINAL' | 'SKIPPED'
    batchNo: number
    skipCode: number
  }
  timeMs: number
}

export type MakerMessage = MakerBegan | MakerOrderEvent
