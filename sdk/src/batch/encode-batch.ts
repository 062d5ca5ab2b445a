import { type Address, concatHex, type Hex, numberToHex, size, sliceHex } from 'viem'
import type { Order } from '../typed-data/order.ts'

/** A signed order as a batch carries it. */
export interface BatchOrder {
  order: Order
  /** 65-byte secp256k1 signature or its 64-byte compact form, or r and s (64 bytes) of a P-256 one. */
  signature: Hex
  /** The order's place in the journal. */
  position: bigint
  /** Public key of a P-256 trading key: x and y, 64 bytes. */
  publicKey?: Hex
}

/** One trade: two orders of the batch, by index into `Batch.orders`. */
export interface BatchTrade {
  buy: number
  sell: number
  taker: 'buy' | 'sell'
  units: number
  /** Serials of the units of a secondary sale; absent for a primary one. */
  serials?: readonly number[]
}

export interface Batch {
  batchNo: bigint
  journalHead: Hex
  orders: readonly BatchOrder[]
  trades: readonly BatchTrade[]
}

const FORM_NAMED = 1
const FORM_P256 = 2
export const MAX_UNITS_PER_TRADE = 100

/**
 * Packs a batch as `settle(bytes)` reads it (layout in contracts/settlement/interfaces/IBatches.sol): sorts accounts, series
 * and orders, and renumbers the trades' indices.
 * @throws RangeError when an index or count does not fit.
 */
export function encodeBatch(batch: Batch): Hex {
  const accounts = [...new Set(batch.orders.map(({ order }) => order.account.toLowerCase() as Address))].sort()
  const series = [...new Set(batch.orders.map(({ order }) => order.series))].sort((a, b) => a - b)
  const accountIndexes = new Map(accounts.map((account, index) => [account, index]))
  const seriesIndexes = new Map(series.map((id, index) => [id, index]))
  const sorted = batch.orders
    .map((entry, index) => ({
      entry,
      index,
      account: indexIn(accountIndexes, entry.order.account.toLowerCase() as Address),
    }))
    .sort(
      (a, b) =>
        a.account - b.account || a.entry.order.lane - b.entry.order.lane || a.entry.order.seq - b.entry.order.seq,
    )
  const newIndexes = new Map(sorted.map(({ index }, position) => [index, position]))
  const header = concatHex([
    numberToHex(batch.batchNo, { size: 8 }),
    batch.journalHead,
    u16(accounts.length),
    numberToHex(series.length, { size: 1 }),
    u16(sorted.length),
    u16(batch.trades.length),
  ])
  return concatHex([
    header,
    ...accounts,
    ...series.map((id) => numberToHex(id, { size: 4 })),
    ...sorted.map(({ entry, account }) => encodeOrder(entry, account, indexIn(seriesIndexes, entry.order.series))),
    ...batch.trades.map((trade) => encodeTrade(trade, indexIn(newIndexes, trade.buy), indexIn(newIndexes, trade.sell))),
  ])
}

/** EIP-2098: the recovery bit moves into the top bit of s; 64 bytes. */
export function compactSignature(signature: Hex): Hex {
  const s = BigInt(sliceHex(signature, 32, 64))
  const v = Number(sliceHex(signature, 64, 65))
  const yParity = v >= 27 ? v - 27 : v
  return concatHex([sliceHex(signature, 0, 32), numberToHex((BigInt(yParity) << 255n) | s, { size: 32 })])
}

function encodeOrder({ order, signature, position, publicKey }: BatchOrder, account: number, series: number): Hex {
  const form = (order.unitId > 0n ? FORM_NAMED : 0) | (publicKey ? FORM_P256 : 0)
  return concatHex([
    numberToHex(form, { size: 1 }),
    u16(account),
    numberToHex(series, { size: 1 }),
    u16(order.flags),
    numberToHex(order.price, { size: 6 }),
    numberToHex(order.quantity, { size: 4 }),
    numberToHex(order.lane, { size: 1 }),
    numberToHex(order.seq, { size: 4 }),
    numberToHex(order.expiry, { size: 5 }),
    u16(order.maxFeeBps),
    numberToHex(order.minResalesLeft, { size: 1 }),
    numberToHex(position, { size: 6 }),
    publicKey || size(signature) === 64 ? sliceHex(signature, 0, 64) : compactSignature(signature),
    form & FORM_NAMED ? numberToHex(order.unitId, { size: 8 }) : '0x',
    publicKey ?? '0x',
  ])
}

function encodeTrade(trade: BatchTrade, buy: number, sell: number): Hex {
  if (!Number.isInteger(trade.units) || trade.units < 1 || trade.units > MAX_UNITS_PER_TRADE) {
    throw new RangeError(`units must be 1..${MAX_UNITS_PER_TRADE}, got ${trade.units}`)
  }
  if (trade.serials && trade.serials.length !== trade.units) {
    throw new RangeError(`${trade.units} units need as many serials, got ${trade.serials.length}`)
  }
  const info = (trade.units << 1) | (trade.taker === 'sell' ? 1 : 0)
  const serials = (trade.serials ?? []).map((serial) => numberToHex(serial, { size: 4 }))
  return concatHex([u16(buy), u16(sell), numberToHex(info, { size: 1 }), ...serials])
}

function u16(value: number): Hex {
  return numberToHex(value, { size: 2 })
}

function indexIn<K>(indexes: ReadonlyMap<K, number>, key: K): number {
  const index = indexes.get(key)
  if (index === undefined) throw new RangeError(`the batch holds no entry ${String(key)}`)
  return index
}
