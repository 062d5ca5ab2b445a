import { type Address, concatHex, type Hex, numberToHex } from 'viem'

const u = (value: number | bigint, bytes: number) => numberToHex(value, { size: bytes })

interface RecordParts {
  code?: number
  info?: number
  units: number
  series: number
  price: bigint
  buy: { account: Address; lane: number; seq: number; feeBps: number; position: number }
  sell: { account: Address; lane: number; seq: number; feeBps: number; position: number }
  serials: number[]
}

/** One trade as the core logs it: the layout in contracts/settlement/interfaces/IBatches.sol. */
export function encodeRecord(parts: RecordParts): Hex[] {
  const { code = 0, info = 0, units, series, price, buy, sell, serials } = parts
  const [first = 0, ...rest] = serials
  const words = [
    concatHex([buy.account, u(code, 1), u(info, 1), u(buy.lane, 1), u(buy.seq, 4), u(units, 1), u(0, 4)]),
    concatHex([sell.account, u(sell.lane, 1), u(sell.seq, 4), u(buy.feeBps, 2), u(sell.feeBps, 2), u(0, 3)]),
    concatHex([u(series, 4), u(price, 6), u(buy.position, 6), u(sell.position, 6), u(first, 4), u(0, 6)]),
  ]
  for (let i = 0; i < rest.length; i += 8) {
    const page = Array.from({ length: 8 }, (_, place) => u(rest[i + place] ?? 0, 4))
    words.push(concatHex(page))
  }
  return words
}
