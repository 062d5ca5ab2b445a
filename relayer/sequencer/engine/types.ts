export type Hex = `0x${string}`

export const sides = ['buy', 'sell'] as const
export type Side = (typeof sides)[number]

export const selfTradePreventions = ['cancel-maker', 'cancel-taker'] as const
export type SelfTradePrevention = (typeof selfTradePreventions)[number]

/**
 * State of an order or of one of its trades. "Filled" is said from SAFE on, never before.
 * OPEN: rests in the book. MATCHED: traded, not yet sent. SUBMITTED: in a batch. SAFE and FINAL: settled on chain.
 */
export const orderStates = [
  'OPEN',
  'MATCHED',
  'SUBMITTED',
  'SAFE',
  'FINAL',
  'CANCELLED',
  'EXPIRED',
  'EVICTED',
  'REJECTED',
] as const
export type OrderState = (typeof orderStates)[number]

export const tradeStates = ['MATCHED', 'SUBMITTED', 'SAFE', 'FINAL', 'SKIPPED'] as const
export type TradeState = (typeof tradeStates)[number]

/** Why a command had no effect. The order is the wire format: append, never reorder. */
export const rejectCodes = [
  'NONE',
  'MARKET_UNKNOWN',
  'MARKET_EXISTS',
  'TICK_INVALID',
  'PRICE_OFF_TICK',
  'PRICE_OUT_OF_RANGE',
  'QUANTITY_OUT_OF_RANGE',
  'ORDER_INVALID',
  'ORDER_EXPIRED',
  'LANE_OUT_OF_RANGE',
  'LANE_SEQ_TOO_LOW',
  'POST_ONLY_WOULD_CROSS',
  'FOK_NOT_FILLABLE',
  'SELF_TRADE',
  'BOOK_FULL',
  'LANES_FULL',
  'ACCOUNTS_FULL',
  'MARKETS_FULL',
  'LEVELS_FULL',
  'TRADES_FULL',
  'ORDER_NOT_FOUND',
  'TRADE_NOT_FOUND',
  'BATCH_NOT_FOUND',
  'STATEMENT_OLD',
  'KEEP_ALIVES_FULL',
] as const
export type RejectCode = (typeof rejectCodes)[number]

/** Why an order left the book for good. The order is the wire format: append, never reorder. */
export const endReasons = [
  'NONE',
  'USER',
  'REPLACED',
  'SELF_TRADE',
  'POST_ONLY_WOULD_CROSS',
  'REMAINDER',
  'TRADES_FULL',
  'EXPIRED',
  'EVICTED',
  'SKIP_GUILTY',
  'SETTLED',
  'BOOK_FULL',
  'SILENT',
] as const
export type EndReason = (typeof endReasons)[number]

/** Whose fault a skipped trade was; `none` when an earlier skip of the batch caused it. */
export const guilties = ['none', 'buy', 'sell', 'both'] as const
export type Guilty = (typeof guilties)[number]

/** The signed order, field by field as in contracts/settlement/types/Order.sol. */
export interface OrderFields {
  /** Lower-case address. */
  account: Hex
  series: number
  flags: number
  price: bigint
  quantity: number
  lane: number
  seq: number
  epoch: number
  expiry: number
  maxFeeBps: number
  minResalesLeft: number
  unitId: bigint
}

/** A verified order. Same account and lane with a higher seq atomically replaces the resting one. */
export interface Place {
  kind: 'PLACE'
  order: OrderFields
  /** EIP-712 digest. */
  hash: Hex
  /** 64 bytes: r and vs (EIP-2098), or r and s for P-256. */
  signature: Hex
  /** 64 bytes x and y, P-256 keys only. */
  publicKey?: Hex
  clientOrderId?: string
  selfTradePrevention: SelfTradePrevention
}
/** Opens both books (final and not) of a series; the shell sequences it before the series' first PLACE. */
export interface OpenMarket {
  kind: 'OPEN_MARKET'
  series: number
  /** Money units; see `tickOf`. */
  tick: bigint
}
export interface Cancel {
  kind: 'CANCEL'
  account: Hex
  lane: number
  seq: number
}
export interface CancelAll {
  kind: 'CANCEL_ALL'
  account: Hex
  series?: number
}
/** Sequenced for every order that `dueExpiries` names, before anything newer is matched. */
export interface Expire {
  kind: 'EXPIRE'
  account: Hex
  lane: number
  seq: number
}
/** Exit, key change or cancel-all requested on chain, or an order the chain mirror found uncovered (lane and seq given). */
export interface Evict {
  kind: 'EVICT'
  account: Hex
  series?: number
  order?: { lane: number; seq: number }
}
/** MATCHED trades went into a batch. */
export interface Submitted {
  kind: 'SUBMITTED'
  batchNo: number
  tradeIds: number[]
}
export interface TradeOutcome {
  tradeId: number
  outcome: 'filled' | 'skipped'
  /** Given when skipped. */
  guilty?: Guilty
  /** The contract's skip code, 0 when filled. */
  skipCode?: number
}
/**
 * Outcome of trades at SAFE depth. A skip is also accepted for a MATCHED trade that the simulation refused (batchNo 0).
 */
export interface Settled {
  kind: 'SETTLED'
  batchNo: number
  outcomes: TradeOutcome[]
}
/** Reorg, or a batch that was never mined: every trade of batches >= fromBatchNo that is not FINAL is MATCHED again. */
export interface Reverted {
  kind: 'REVERTED'
  fromBatchNo: number
}
/** Every SAFE trade of batches <= toBatchNo is FINAL and forgotten. */
export interface Finalized {
  kind: 'FINALIZED'
  toBatchNo: number
}
/**
 * One firm's accounts, which never trade with each other from now on, by the signed consent of each (the signatures lie
 * side by side with the accounts). Each leaves the group it was in; a single account stands alone again.
 */
export interface SetGroup {
  kind: 'SET_GROUP'
  accounts: Hex[]
  /** Milliseconds since 1970 of the statement; of one account each must be later than the last. */
  version: number
  signatures: Hex[]
}
/** The account, or its market in one series, is to be heard again within `timeoutMs`; 0 ends the watch. */
export interface KeepAlive {
  kind: 'KEEP_ALIVE'
  account: Hex
  series?: number
  timeoutMs: number
}
/** Sequenced for every switch that `dueSilences` names, before anything newer is matched: its orders are cancelled. */
export interface Silence {
  kind: 'SILENCE'
  account: Hex
  series?: number
}
/** A batch as it may be sent. Engine and book do not look at it: it is kept for whoever sends it, this process or its successor. */
export interface Batched {
  kind: 'BATCHED'
  batchNo: number
  tradeIds: readonly number[]
  /** Head of the journal when the batch was built. */
  journalHead: Hex
  /** Argument of `settle`. */
  data: Hex
  gas: number
}
/** A batch that is final or that another one took the number of; its bytes are no longer needed. */
export interface BatchDropped {
  kind: 'BATCH_DROPPED'
  batchNo: number
}
/** What leaves with a consented intent, reserved until its deadline has passed on chain; the book does not look at it. */
export interface Held {
  kind: 'HELD'
  account: Hex
  nonce: bigint
  deadlineSec: number
  amountUsdc6: bigint
  tokenIds: readonly bigint[]
  /** Whether the intent kills the account's orders, so that none may be taken meanwhile. */
  stopsOrders: boolean
}

/** Until when the chain stops trading in a series, 0 not at all; the book does not look at it, whoever judges the market does. */
export interface Braked {
  kind: 'BRAKED'
  series: number
  untilMs: number
}

export type Command =
  | Place
  | OpenMarket
  | Cancel
  | CancelAll
  | Expire
  | Evict
  | Submitted
  | Settled
  | Reverted
  | Finalized
  | SetGroup
  | KeepAlive
  | Silence
  | Batched
  | BatchDropped
  | Held
  | Braked
export type CommandKind = Command['kind']

/** A command with its place in the journal. */
export interface Sequenced<C extends Command = Command> {
  position: number
  timeMs: number
  command: C
}

export interface RejectedEvent {
  kind: 'rejected'
  code: RejectCode
  /** Trade or batch number where the command names several things, else 0. */
  subject: number
}
export interface MarketOpenedEvent {
  kind: 'market-opened'
  series: number
  tick: bigint
}
export interface AcceptedEvent {
  kind: 'accepted'
  position: number
}
/** What is left of an accepted order rests in the book. */
export interface RestedEvent {
  kind: 'rested'
  position: number
  quantity: number
}
export interface TradeEvent {
  kind: 'trade'
  tradeId: number
  series: number
  final: boolean
  price: bigint
  /** 1..100, so that one engine trade is one trade of a batch. */
  quantity: number
  buyPosition: number
  sellPosition: number
  takerSide: Side
}
/** The order never matches again; what it matched before still settles. */
export interface EndedEvent {
  kind: 'ended'
  position: number
  state: 'CANCELLED' | 'EXPIRED' | 'EVICTED' | 'FINAL'
  reason: EndReason
  /** Quantity taken out of the book. */
  unfilled: number
  /** Matched so far, settled or not: the `filled` of a cancel receipt. */
  filled: number
}
/** A skipped trade gave this quantity back to the innocent order, at its old place in the queue. */
export interface RestoredEvent {
  kind: 'restored'
  position: number
  tradeId: number
  quantity: number
}
export interface TradeStateEvent {
  kind: 'trade-state'
  tradeId: number
  state: TradeState
  batchNo: number
  guilty: Guilty
  skipCode: number
  buyPosition: number
  sellPosition: number
}
/** New total of a price level; several may follow for the same level, the last one counts. */
export interface LevelEvent {
  kind: 'level'
  series: number
  final: boolean
  side: Side
  price: bigint
  quantity: number
  orders: number
}
/** Nothing refers to the order any more; the state has forgotten it. */
export interface ReleasedEvent {
  kind: 'released'
  position: number
}
export type EngineEvent =
  | RejectedEvent
  | MarketOpenedEvent
  | AcceptedEvent
  | RestedEvent
  | TradeEvent
  | EndedEvent
  | RestoredEvent
  | TradeStateEvent
  | LevelEvent
  | ReleasedEvent

export interface OrderView {
  position: number
  timeMs: number
  place: Place
  state: OrderState
  open: number
  matched: number
  submitted: number
  safe: number
  final: number
}
export interface TradeView {
  tradeId: number
  state: TradeState
  batchNo: number
  series: number
  final: boolean
  price: bigint
  quantity: number
  buyPosition: number
  sellPosition: number
  takerSide: Side
}
export interface BookLevel {
  price: bigint
  quantity: number
  orders: number
}
export interface BookView {
  bids: BookLevel[]
  asks: BookLevel[]
  /** 0 before the first trade. */
  lastPrice: bigint
}
