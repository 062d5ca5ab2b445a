import { type Address, getAddress, type Hex, numberToHex } from 'viem'
import { SKIP_CODES, type SkipCode } from '../skip-codes.ts'

/** One side of a trade in the log of a batch. */
export interface RecordSide {
  account: Address
  lane: number
  seq: number
  feeBps: number
  /** The order's place in the journal. */
  position: bigint
}

/** One trade of a batch: a fill (`code` FILLED) or a skip. */
export interface TradeRecord {
  code: SkipCode
  series: number
  priceUsdc6: bigint
  units: number
  /** Serials of the units that changed hands; empty for a skip. */
  serials: number[]
  taker: 'buy' | 'sell'
  primary: boolean
  toWallet: boolean
  buy: RecordSide
  sell: RecordSide
  /** Whose fault a skip is; undefined for a fill. */
  failingSide?: 'buy' | 'sell' | 'both'
  /** Whether an earlier skip of the same batch caused it. */
  causedBySkip: boolean
}

const FAILING_SIDES = [undefined, 'buy', 'sell', 'both'] as const
const SERIALS_PER_WORD = 8

/**
 * Reads `BatchSettled.records` (layout in contracts/settlement/interfaces/IBatches.sol).
 * @throws RangeError when the words do not end with the last trade or a code is unknown.
 */
export function decodeRecords(records: readonly Hex[]): TradeRecord[] {
  const words = records.map((word) => BigInt(word))
  const trades: TradeRecord[] = []
  for (let at = 0; at < words.length; ) {
    const { trade, extraWords } = decodeTrade(wordAt(words, at), wordAt(words, at + 1), wordAt(words, at + 2))
    for (let i = 0; i < extraWords; i++) readSerials(trade, wordAt(words, at + 3 + i))
    at += 3 + extraWords
    trades.push(trade)
  }
  return trades
}

function decodeTrade(word0: bigint, word1: bigint, word2: bigint): { trade: TradeRecord; extraWords: number } {
  const code = SKIP_CODES[Number(field(word0, 88, 8))]
  if (!code) throw new RangeError(`unknown skip code ${field(word0, 88, 8)}`)
  const info = Number(field(word0, 80, 8))
  const units = Number(field(word0, 32, 8))
  const primary = (info & 2) !== 0
  const firstSerial = Number(field(word2, 48, 32))
  const filled = code === 'FILLED'
  const failingSide = FAILING_SIDES[(info >> 3) & 3]
  const trade: TradeRecord = {
    code,
    series: Number(field(word2, 224, 32)),
    priceUsdc6: field(word2, 176, 48),
    units,
    serials: filled ? firstSerials(firstSerial, primary ? units : 1) : [],
    taker: (info & 1) === 0 ? 'buy' : 'sell',
    primary,
    toWallet: (info & 4) !== 0,
    buy: {
      account: addressOf(word0),
      lane: Number(field(word0, 72, 8)),
      seq: Number(field(word0, 40, 32)),
      feeBps: Number(field(word1, 40, 16)),
      position: field(word2, 128, 48),
    },
    sell: {
      account: addressOf(word1),
      lane: Number(field(word1, 88, 8)),
      seq: Number(field(word1, 56, 32)),
      feeBps: Number(field(word1, 24, 16)),
      position: field(word2, 80, 48),
    },
    ...(failingSide ? { failingSide } : {}),
    causedBySkip: (info & 32) !== 0,
  }
  return { trade, extraWords: filled && !primary ? Math.ceil((units - 1) / SERIALS_PER_WORD) : 0 }
}

function readSerials(trade: TradeRecord, word: bigint): void {
  for (let i = 0; i < SERIALS_PER_WORD && trade.serials.length < trade.units; i++) {
    trade.serials.push(Number(field(word, 224 - 32 * i, 32)))
  }
}

function firstSerials(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i)
}

function addressOf(word: bigint): Address {
  return getAddress(numberToHex(word >> 96n, { size: 20 }))
}

function field(word: bigint, shift: number, bits: number): bigint {
  return (word >> BigInt(shift)) & ((1n << BigInt(bits)) - 1n)
}

function wordAt(words: readonly bigint[], index: number): bigint {
  const word = words[index]
  if (word === undefined) throw new RangeError(`the records end inside a trade, at word ${index}`)
  return word
}
