import { type Address, bytesToHex, type Hex, hexToBytes } from 'viem'
import { MAX_UNITS_PER_TRADE } from '../batch/encode-batch.ts'
import { ORDER_FLAG_BITS } from '../order-flags.ts'
import type { Order } from '../typed-data/order.ts'
import { LAST_LANE } from './limits.ts'
import { malformed, SettleRevert } from './revert.ts'

export interface BatchHeader {
  batchNo: bigint
  journalHead: Hex
  accountCount: number
  seriesCount: number
  orderCount: number
  tradeCount: number
}

/** An order as it lies in a batch; its epoch is 0, because the core reads the epoch from storage. */
export interface RawOrder {
  order: Order
  position: bigint
  r: Hex
  /** EIP-2098 for secp256k1 keys, plain s for P-256 keys. */
  vs: Hex
  /** x and y, in the P-256 forms. */
  publicKey?: Hex
}

export interface RawTrade {
  buy: number
  sell: number
  taker: 'buy' | 'sell'
  units: number
  isPrimary: boolean
  /** Where its serials begin. */
  serialsAt: number
}

const HEADER_BYTES = 47
const ACCOUNT_BYTES = 20
const SERIES_BYTES = 4
const ORDER_BYTES = 99
const UNIT_ID_BYTES = 8
const P256_KEY_BYTES = 64
const TRADE_BYTES = 5
const SERIAL_BYTES = 4
const FORM_UNIT_ID = 1
const FORM_P256 = 2
const LAST_FORM = FORM_UNIT_ID | FORM_P256

/**
 * Reads the parts of a batch one after the other (layout in contracts/settlement/interfaces/IBatches.sol). What cannot be read or is
 * unsorted throws `SettleRevert` with the core's error and offset.
 */
export class BatchReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #cursor = 0

  constructor(data: Hex) {
    this.#bytes = hexToBytes(data)
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength)
  }

  readHeader(): BatchHeader {
    if (this.#bytes.length < HEADER_BYTES) throw malformed(this.#bytes.length)
    this.#cursor = HEADER_BYTES
    return {
      batchNo: this.#view.getBigUint64(0),
      journalHead: this.#hex(8, 32),
      accountCount: this.#view.getUint16(40),
      seriesCount: this.#view.getUint8(42),
      orderCount: this.#view.getUint16(43),
      tradeCount: this.#view.getUint16(45),
    }
  }

  readAccounts(count: number): Address[] {
    const accounts = this.#table(count, ACCOUNT_BYTES).map((at) => this.#hex(at, ACCOUNT_BYTES))
    const index = firstUnsorted(accounts.map(BigInt))
    if (index >= 0) throw new SettleRevert({ name: 'Settlement_AccountsUnsorted', args: [index] })
    return accounts
  }

  readSeries(count: number): number[] {
    const series = this.#table(count, SERIES_BYTES).map((at) => this.#view.getUint32(at))
    const index = firstUnsorted(series.map(BigInt))
    if (index >= 0) throw new SettleRevert({ name: 'Settlement_SeriesUnsorted', args: [index] })
    return series
  }

  /** Lanes above 127 and sequence 0 cannot be stored, hence malformed like what cannot be read. */
  readOrders(count: number, accounts: readonly Address[], series: readonly number[]): RawOrder[] {
    const orders: RawOrder[] = []
    let previous = { account: -1, lane: 0, seq: 0 }
    for (let index = 0; index < count; index++) {
      const { accountIndex, raw } = this.#readOrder(accounts, series)
      const { lane, seq } = raw.order
      const step = accountIndex - previous.account || lane - previous.lane || seq - previous.seq
      if (step <= 0) throw new SettleRevert({ name: 'Settlement_OrdersUnsorted', args: [index] })
      previous = { account: accountIndex, lane, seq }
      orders.push(raw)
    }
    return orders
  }

  /** Whether the rest can hold that many trades, before the first of them is read. */
  expectTrades(count: number): void {
    if (this.#bytes.length - this.#cursor < count * TRADE_BYTES) throw malformed(this.#cursor)
  }

  readTrade(orders: readonly { order: Order }[]): RawTrade {
    const at = this.#cursor
    if (at + TRADE_BYTES > this.#bytes.length) throw malformed(at)
    const [buy, sell, info] = [this.#view.getUint16(at), this.#view.getUint16(at + 2), this.#view.getUint8(at + 4)]
    const units = info >> 1
    const sellOrder = orders[sell]?.order
    if (!orders[buy] || !sellOrder || units < 1 || units > MAX_UNITS_PER_TRADE) throw malformed(at)
    const isPrimary = (sellOrder.flags & ORDER_FLAG_BITS.primary) !== 0
    const next = at + TRADE_BYTES + (isPrimary ? 0 : units * SERIAL_BYTES)
    if (next > this.#bytes.length) throw malformed(at)
    this.#cursor = next
    return { buy, sell, taker: (info & 1) === 0 ? 'buy' : 'sell', units, isPrimary, serialsAt: at + TRADE_BYTES }
  }

  /** Serial of the n-th unit of a secondary sale; they ascend strictly, from 1. */
  readSerial(trade: RawTrade, n: number, previous: number): number {
    const at = trade.serialsAt + n * SERIAL_BYTES
    const serial = this.#view.getUint32(at)
    if (serial <= previous) throw malformed(at)
    return serial
  }

  expectEnd(): void {
    if (this.#cursor !== this.#bytes.length) throw malformed(this.#cursor)
  }

  /** Offsets of equally long entries. */
  #table(count: number, entryBytes: number): number[] {
    const start = this.#cursor
    if (start + count * entryBytes > this.#bytes.length) throw malformed(start)
    this.#cursor += count * entryBytes
    return Array.from({ length: count }, (_, index) => start + index * entryBytes)
  }

  #readOrder(accounts: readonly Address[], series: readonly number[]) {
    const at = this.#cursor
    if (at + ORDER_BYTES > this.#bytes.length) throw malformed(at)
    const form = this.#view.getUint8(at)
    const hasUnitId = (form & FORM_UNIT_ID) !== 0
    const hasPublicKey = (form & FORM_P256) !== 0
    const publicKeyAt = at + ORDER_BYTES + (hasUnitId ? UNIT_ID_BYTES : 0)
    const next = publicKeyAt + (hasPublicKey ? P256_KEY_BYTES : 0)
    const accountIndex = this.#view.getUint16(at + 1)
    const account = accounts[accountIndex]
    const seriesId = series[this.#view.getUint8(at + 3)]
    if (form > LAST_FORM || next > this.#bytes.length || account === undefined || seriesId === undefined)
      throw malformed(at)

    const unitId = hasUnitId ? this.#view.getBigUint64(at + ORDER_BYTES) : 0n
    const order = this.#readFields(at, account, seriesId, unitId)
    if (order.lane > LAST_LANE || order.seq === 0) throw malformed(at)
    this.#cursor = next
    const signature = { r: this.#hex(at + 35, 32), vs: this.#hex(at + 67, 32) }
    const publicKey = hasPublicKey ? { publicKey: this.#hex(publicKeyAt, P256_KEY_BYTES) } : {}
    return { accountIndex, raw: { order, position: this.#uint48(at + 29), ...signature, ...publicKey } }
  }

  #readFields(at: number, account: Address, series: number, unitId: bigint): Order {
    return {
      account,
      series,
      flags: this.#view.getUint16(at + 4),
      price: this.#uint48(at + 6),
      quantity: this.#view.getUint32(at + 12),
      lane: this.#view.getUint8(at + 16),
      seq: this.#view.getUint32(at + 17),
      epoch: 0,
      expiry: this.#view.getUint8(at + 21) * 2 ** 32 + this.#view.getUint32(at + 22),
      maxFeeBps: this.#view.getUint16(at + 26),
      minResalesLeft: this.#view.getUint8(at + 28),
      unitId,
    }
  }

  #uint48(at: number): bigint {
    return (BigInt(this.#view.getUint16(at)) << 32n) | BigInt(this.#view.getUint32(at + 2))
  }

  #hex(at: number, length: number): Hex {
    return bytesToHex(this.#bytes.subarray(at, at + length))
  }
}

/** Index of the first entry that is not above the one before it, the first of all not above zero; -1 when all ascend. */
function firstUnsorted(values: readonly bigint[]): number {
  return values.findIndex((value, index) => value <= (values[index - 1] ?? 0n))
}
