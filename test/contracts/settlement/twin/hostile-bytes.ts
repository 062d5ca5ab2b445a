import { concat, getBytes, hexlify } from 'ethers'
import type { Hex } from 'viem'
import type { Choices } from './choices.ts'

const HEADER = 47
const COUNTS = { accounts: 41, series: 42, orders: 44, trades: 46 } as const
const ORDER_SIZES = [99, 107, 163, 171] as const

/** Where the parts of an encoded batch begin. */
interface Layout {
  accounts: number[]
  series: number[]
  orders: number[]
  trades: number[]
}
type Change = (bytes: Uint8Array, layout: Layout, choices: Choices) => Uint8Array
type Bytes = readonly number[]

/** Writes bytes at an offset from a random entry of a part. */
const write =
  (part: keyof Layout, offset: number, ...values: readonly Bytes[]): Change =>
  (bytes, layout, { oneOf }) => {
    if (layout[part].length === 0) return bytes
    bytes.set(oneOf(values), oneOf(layout[part]) + offset)
    return bytes
  }

/** Puts an entry in the place of the one before it; swapped or twice. */
const disorder =
  (part: keyof Layout, size: number, isSwap: boolean): Change =>
  (bytes, layout, { integer }) => {
    if (layout[part].length < 2) return bytes
    const index = integer(layout[part].length - 1)
    const [first = 0, second = 0] = layout[part].slice(index)
    const left = bytes.slice(first, first + size)
    bytes.set(bytes.slice(second, second + size), first)
    if (isSwap) bytes.set(left, second)
    return bytes
  }

const miscount =
  (at: number, by: number): Change =>
  (bytes) => {
    bytes[at] = (bytes[at] ?? 0) + by
    return bytes
  }

/** What can be done to the bytes of a batch, by name. */
const CHANGES = {
  nothing: () => new Uint8Array(),
  cutAnywhere: (bytes, _, { integer }) => bytes.slice(0, integer(bytes.length)),
  cutLastByte: (bytes) => bytes.slice(0, -1),
  trailingBytes: (bytes) => getBytes(concat([bytes, '0x0000000000'])),
  fewerTrades: miscount(COUNTS.trades, -1),
  moreTrades: miscount(COUNTS.trades, 1),
  moreOrders: miscount(COUNTS.orders, 1),
  moreSeries: miscount(COUNTS.series, 1),
  moreAccounts: miscount(COUNTS.accounts, 1),
  hugeTradeCount: miscount(COUNTS.trades - 1, 255),
  swappedAccounts: disorder('accounts', 20, true),
  repeatedAccount: disorder('accounts', 20, false),
  zeroAccount: (bytes) => bytes.fill(0, HEADER, HEADER + 20),
  swappedSeries: disorder('series', 4, true),
  repeatedSeries: disorder('series', 4, false),
  zeroSeries: (bytes, { series }) => bytes.fill(0, series[0], (series[0] ?? 0) + 4),
  swappedOrders: disorder('orders', 99, true),
  repeatedOrder: disorder('orders', 99, false),
  unknownForm: write('orders', 0, [4], [255]),
  otherForm: write('orders', 0, [0], [1], [2], [3]),
  laneTooHigh: write('orders', 16, [128], [255]),
  zeroSequence: write('orders', 17, [0, 0, 0, 0]),
  lastSequence: write('orders', 17, [255, 255, 255, 255]),
  foreignAccountIndex: write('orders', 1, [0, 200], [255, 255]),
  foreignSeriesIndex: write('orders', 3, [7], [255]),
  foreignBuyIndex: write('trades', 0, [0, 200], [255, 255]),
  foreignSellIndex: write('trades', 2, [0, 200], [255, 255]),
  noUnits: write('trades', 4, [0], [1]),
  tooManyUnits: write('trades', 4, [202], [255]),
  otherUnits: write('trades', 4, [4], [200]),
  zeroSerial: write('trades', 5, [0, 0, 0, 0]),
  hugeSerial: write('trades', 5, [255, 255, 255, 255]),
  otherBatchNo: (bytes, _, { oneOf }) => {
    bytes.set(oneOf([[0], [255]]), 0)
    bytes[7] = (bytes[7] ?? 0) + 1
    return bytes
  },
  flippedByte: (bytes, _, { integer }) => {
    const at = HEADER + integer(bytes.length - HEADER)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << integer(8))
    return bytes
  },
} satisfies Record<string, Change>

export type Hostility = keyof typeof CHANGES
export const HOSTILITIES = Object.keys(CHANGES) as readonly Hostility[]

export function makeHostile(data: Hex, hostility: Hostility, choices: Choices): Hex {
  const bytes = getBytes(data)
  return hexlify(CHANGES[hostility](bytes, layoutOf(bytes), choices)) as Hex
}

function layoutOf(bytes: Uint8Array): Layout {
  const count = (at: number) => bytes[at] ?? 0
  const entries = (start: number, length: number, size: number) => Array.from({ length }, (_, i) => start + i * size)
  const accounts = entries(HEADER, count(COUNTS.accounts), 20)
  const series = entries(HEADER + accounts.length * 20, count(COUNTS.series), 4)
  let cursor = HEADER + accounts.length * 20 + series.length * 4
  const orders = Array.from({ length: count(COUNTS.orders) }, () => {
    const at = cursor
    cursor += ORDER_SIZES[bytes[at] ?? 0] ?? 0
    return at
  })
  // Trades differ in length by their serials; the first one's place is certain.
  const trades = count(COUNTS.trades) > 0 ? [cursor] : []
  return { accounts, series, orders, trades }
}
