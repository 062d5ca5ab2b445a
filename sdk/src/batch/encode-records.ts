import { type Hex, numberToHex } from 'viem'
import { SKIP_CODES } from '../skip-codes.ts'
import type { TradeRecord } from './decode-records.ts'

const SIDE_BITS = { buy: 1, sell: 2, both: 3 } as const
const SERIALS_PER_WORD = 8

/** The words that `BatchSettled` logs for these trades: the inverse of `decodeRecords`. */
export function encodeRecords(trades: readonly TradeRecord[]): Hex[] {
  return trades.flatMap((trade) =>
    [...headWords(trade), ...serialWords(trade)].map((word) => numberToHex(word, { size: 32 })),
  )
}

function headWords(trade: TradeRecord): bigint[] {
  const { buy, sell } = trade
  const side = trade.failingSide ? SIDE_BITS[trade.failingSide] : 0
  const flags = (trade.taker === 'sell' ? 1 : 0) | (trade.primary ? 2 : 0) | (trade.toWallet ? 4 : 0)
  const info = flags | (side << 3) | (trade.causedBySkip ? 32 : 0)
  return [
    pack(
      [buy.account, 160],
      [SKIP_CODES.indexOf(trade.code), 8],
      [info, 8],
      [buy.lane, 8],
      [buy.seq, 32],
      [trade.units, 8],
      [0, 32],
    ),
    pack([sell.account, 160], [sell.lane, 8], [sell.seq, 32], [buy.feeBps, 16], [sell.feeBps, 16], [0, 24]),
    pack(
      [trade.series, 32],
      [trade.priceUsdc6, 48],
      [buy.position, 48],
      [sell.position, 48],
      [trade.serials[0] ?? 0, 32],
      [0, 48],
    ),
  ]
}

/** Of a filled resale the serials behind the first, from the high bits down. */
function serialWords({ primary, serials }: TradeRecord): bigint[] {
  const further = primary ? [] : serials.slice(1)
  const count = Math.ceil(further.length / SERIALS_PER_WORD)
  return Array.from({ length: count }, (_, word) => {
    const serialAt = (i: number) => further[word * SERIALS_PER_WORD + i] ?? 0
    return pack(...Array.from({ length: SERIALS_PER_WORD }, (_, i) => [serialAt(i), 32] as const))
  })
}

/** Fields from the high bits down. */
function pack(...fields: readonly (readonly [value: bigint | number | string, bits: number])[]): bigint {
  return fields.reduce((word, [value, bits]) => (word << BigInt(bits)) | BigInt(value), 0n)
}
