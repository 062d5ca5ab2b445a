/** What one engine may hold; everything is allocated up front (untouched pages cost nothing) and refused by code when full. */
export interface EngineLimits {
  /** Unreleased orders: resting ones and those whose trades are not final. */
  orders: number
  /** Trades from match to finality; about half an hour at 500 trades a second. */
  trades: number
  /** Books; a series has two. */
  markets: number
  accounts: number
  /** (account, lane) pairs ever used; a lane's seq is never forgotten. */
  lanes: number
  /** Nodes of all price trees; a price level needs between 1/32 and 5 of them. */
  treeNodes: number
  /** Dead man's switches of all accounts; they are looked through one by one when one is due. */
  keepAlives: number
  /** One command never makes more trades than this, so that its latency is bounded; the rest of the taker is cancelled. */
  tradesPerCommand: number
}

export const defaultEngineLimits: EngineLimits = {
  orders: 1 << 19,
  trades: 1 << 20,
  markets: 1 << 15,
  accounts: 1 << 20,
  lanes: 1 << 21,
  treeNodes: 1 << 17,
  keepAlives: 1 << 14,
  tradesPerCommand: 4096,
}

/** Lane numbers of an account, as on chain. */
export const LANES_PER_ACCOUNT = 128
/** Units per trade of a batch (settlement contract); larger matches become several trades. */
export const UNITS_PER_TRADE = 100
/** Quantity is a uint32 on chain. */
export const MAX_QUANTITY = 2 ** 32 - 1
/** Price trees are at most six nodes deep: 2^30 ticks, at least 100,000 times the face value. */
export const MAX_TICK = 2 ** 30 - 1
/** The book's key, series * 2 + final, is a uint32. */
export const MAX_SERIES = 2 ** 31 - 1
