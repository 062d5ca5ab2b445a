import type { CandleInterval } from './candles.ts'

/** Messages of `/api/v1/stream`, as api/stream/README.md describes them. Amounts are dollars in decimal strings. */
export type StreamChannel = 'book' | 'trades' | 'ticker' | `candles:${CandleInterval}`

export interface StreamLevel {
  price: string
  quantity: number
  orders: number
}

interface OfMarket {
  series: number
  /** The book of units that cannot be resold. */
  final: boolean
}

interface Numbered extends OfMarket {
  /** Counts the messages of this channel and market. */
  sequence: number
}

interface StreamBook extends Numbered {
  checksum: number
  bids: StreamLevel[]
  asks: StreamLevel[]
}

export interface StreamSnapshot extends StreamBook {
  type: 'snapshot'
  lastPrice?: string
}

export interface StreamDelta extends StreamBook {
  type: 'delta'
  previousSequence: number
}

/** A trade from its match on, and again in each later state; SKIPPED takes it back. */
export interface StreamTrade extends Numbered {
  type: 'trade'
  tradeId: number
  price: string
  quantity: number
  takerSide: 'buy' | 'sell'
  state: 'MATCHED' | 'SUBMITTED' | 'SAFE' | 'FINAL' | 'SKIPPED'
  tradedAtMs: number
}

/** The candle as it is now; without prices when all its trades were skipped. */
export interface StreamCandle extends Numbered {
  type: 'candle'
  interval: CandleInterval
  openedAt: number
  open?: string
  high?: string
  low?: string
  close?: string
  units: number
  turnover: string
  trades: number
}

export interface StreamTicker extends Numbered {
  type: 'ticker'
  last: string | null
  open24h: string | null
  high24h: string | null
  low24h: string | null
  units24h: number
  turnover24h: string
  trades24h: number
  change24h: string
  changeBps24h: number
  bestBid: StreamLevel | null
  bestAsk: StreamLevel | null
}

/** What `channels` were numbered last when the subscription began. */
export interface StreamSubscribed extends OfMarket {
  type: 'subscribed'
  sequences: Partial<Record<StreamChannel, number>>
}

/** Channels that could not begin, and why. */
export interface StreamError extends OfMarket {
  type: 'error'
  channels: StreamChannel[]
  code: string
}

export type StreamMessage =
  | StreamSnapshot
  | StreamDelta
  | StreamTrade
  | StreamCandle
  | StreamTicker
  | StreamSubscribed
  | StreamError
