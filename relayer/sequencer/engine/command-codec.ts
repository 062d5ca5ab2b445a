import { ByteReader, type ByteWriter } from './bytes.ts'
import { nameOf } from './decode-events.ts'
import {
  type Batched,
  type Command,
  type CommandKind,
  type Evict,
  guilties,
  type Held,
  type Hex,
  type OrderFields,
  type Place,
  type SetGroup,
  type Settled,
  selfTradePreventions,
  type TradeOutcome,
} from './types.ts'

/** The record type in the journal is the index here: append, never reorder. */
const commandKinds = [
  'PLACE',
  'OPEN_MARKET',
  'CANCEL',
  'CANCEL_ALL',
  'EXPIRE',
  'EVICT',
  'SUBMITTED',
  'SETTLED',
  'REVERTED',
  'FINALIZED',
  'SET_GROUP',
  'KEEP_ALIVE',
  'SILENCE',
  'BATCHED',
  'BATCH_DROPPED',
  'HELD',
  'BRAKED',
] as const satisfies readonly CommandKind[]

const HASH_BYTES = 32
const NONCE_BYTES = 32
const HAS_PUBLIC_KEY = 1
const HAS_CLIENT_ORDER_ID = 2
const CANCELS_TAKER = 4
const HAS_SERIES = 1
const HAS_ORDER = 2

export const typeOf = (command: Command): number => commandKinds.indexOf(command.kind)

/** Writes the payload of a record; throws a RangeError when a field does not fit its width. */
export const writeCommand = (writer: ByteWriter, command: Command): void => {
  switch (command.kind) {
    case 'PLACE':
      writePlace(writer, command)
      break
    case 'OPEN_MARKET':
      writer.u32(command.series)
      writer.u48(Number(command.tick))
      break
    case 'CANCEL':
    case 'EXPIRE':
      writeLaneRef(writer, command)
      break
    case 'CANCEL_ALL':
      writer.hex(command.account, 20)
      writer.u32(command.series ?? 0)
      break
    case 'EVICT':
      writeEvict(writer, command)
      break
    case 'SUBMITTED':
      writer.u48(command.batchNo)
      writer.u32(command.tradeIds.length)
      for (const id of command.tradeIds) writer.u48(id)
      break
    case 'SETTLED':
      writer.u48(command.batchNo)
      writer.u32(command.outcomes.length)
      for (const outcome of command.outcomes) writeOutcome(writer, outcome)
      break
    case 'REVERTED':
      writer.u48(command.fromBatchNo)
      break
    case 'FINALIZED':
      writer.u48(command.toBatchNo)
      break
    case 'SET_GROUP':
      writeGroup(writer, command)
      break
    case 'KEEP_ALIVE':
      writer.hex(command.account, 20)
      writer.u32(command.series ?? 0)
      writer.u32(command.timeoutMs)
      break
    case 'SILENCE':
      writer.hex(command.account, 20)
      writer.u32(command.series ?? 0)
      break
    case 'BATCHED':
      writeBatch(writer, command)
      break
    case 'BATCH_DROPPED':
      writer.u48(command.batchNo)
      break
    case 'HELD':
      writeHold(writer, command)
      break
    case 'BRAKED':
      writer.u32(command.series)
      writer.u48(command.untilMs)
  }
}

export const decodeCommand = (type: number, payload: Uint8Array): Command => {
  const reader = new ByteReader(payload)
  const command = readCommand(nameOf(commandKinds, type), reader)
  if (!reader.isAtEnd) throw new RangeError(`${command.kind} has bytes behind its end`)
  return command
}

const readCommand = (kind: CommandKind, reader: ByteReader): Command => {
  switch (kind) {
    case 'PLACE':
      return readPlace(reader)
    case 'OPEN_MARKET':
      return { kind, series: reader.u32(), tick: BigInt(reader.u48()) }
    case 'CANCEL':
    case 'EXPIRE':
      return { kind, account: reader.hex(20), lane: reader.u8(), seq: reader.u32() }
    case 'CANCEL_ALL':
    case 'SILENCE':
      return withSeries({ kind, account: reader.hex(20) }, reader.u32())
    case 'EVICT':
      return readEvict(reader)
    case 'SUBMITTED':
      return { kind, batchNo: reader.u48(), tradeIds: readList(reader, () => reader.u48()) }
    case 'SETTLED':
      return readSettled(reader)
    case 'REVERTED':
      return { kind, fromBatchNo: reader.u48() }
    case 'FINALIZED':
      return { kind, toBatchNo: reader.u48() }
    case 'SET_GROUP':
      return readGroup(reader)
    case 'KEEP_ALIVE':
      return { ...withSeries({ kind, account: reader.hex(20) }, reader.u32()), timeoutMs: reader.u32() }
    case 'BATCHED':
      return readBatch(reader)
    case 'BATCH_DROPPED':
      return { kind, batchNo: reader.u48() }
    case 'HELD':
      return readHold(reader)
    case 'BRAKED':
      return { kind, series: reader.u32(), untilMs: reader.u48() }
  }
}

export const writePlace = (writer: ByteWriter, place: Place): void => {
  const { clientOrderId, order, publicKey } = place
  const present =
    (publicKey === undefined ? 0 : HAS_PUBLIC_KEY) | (clientOrderId === undefined ? 0 : HAS_CLIENT_ORDER_ID)
  writer.u8(present | (place.selfTradePrevention === 'cancel-taker' ? CANCELS_TAKER : 0))
  writeOrder(writer, order)
  writer.hex(place.hash, 32)
  writer.hex(place.signature, 64)
  if (publicKey !== undefined) writer.hex(publicKey, 64)
  if (clientOrderId !== undefined) writer.text(clientOrderId)
}

export const readPlace = (reader: ByteReader): Place => {
  const present = reader.u8()
  const order = readOrder(reader)
  const hash = reader.hex(32)
  const signature = reader.hex(64)
  const selfTradePrevention = nameOf(selfTradePreventions, (present & CANCELS_TAKER) === 0 ? 0 : 1)
  return {
    kind: 'PLACE',
    order,
    hash,
    signature,
    ...((present & HAS_PUBLIC_KEY) === 0 ? {} : { publicKey: reader.hex(64) }),
    ...((present & HAS_CLIENT_ORDER_ID) === 0 ? {} : { clientOrderId: reader.text() }),
    selfTradePrevention,
  }
}

const writeOrder = (writer: ByteWriter, order: OrderFields): void => {
  writer.hex(order.account, 20)
  writer.u32(order.series)
  writer.u16(order.flags)
  writer.u48(Number(order.price))
  writer.u32(order.quantity)
  writer.u8(order.lane)
  writer.u32(order.seq)
  writer.u32(order.epoch)
  writer.u48(order.expiry)
  writer.u16(order.maxFeeBps)
  writer.u8(order.minResalesLeft)
  writer.u64(order.unitId)
}

const readOrder = (reader: ByteReader): OrderFields => ({
  account: reader.hex(20),
  series: reader.u32(),
  flags: reader.u16(),
  price: BigInt(reader.u48()),
  quantity: reader.u32(),
  lane: reader.u8(),
  seq: reader.u32(),
  epoch: reader.u32(),
  expiry: reader.u48(),
  maxFeeBps: reader.u16(),
  minResalesLeft: reader.u8(),
  unitId: reader.u64(),
})

const writeLaneRef = (writer: ByteWriter, command: { account: Hex; lane: number; seq: number }): void => {
  writer.hex(command.account, 20)
  writer.u8(command.lane)
  writer.u32(command.seq)
}

const writeEvict = (writer: ByteWriter, { account, order, series }: Evict): void => {
  writer.hex(account, 20)
  writer.u8((series === undefined ? 0 : HAS_SERIES) | (order === undefined ? 0 : HAS_ORDER))
  if (series !== undefined) writer.u32(series)
  if (order === undefined) return
  writer.u8(order.lane)
  writer.u32(order.seq)
}

const readEvict = (reader: ByteReader): Evict => {
  const account = reader.hex(20)
  const present = reader.u8()
  const evict = withSeries({ kind: 'EVICT' as const, account }, (present & HAS_SERIES) === 0 ? 0 : reader.u32())
  return (present & HAS_ORDER) === 0 ? evict : { ...evict, order: { lane: reader.u8(), seq: reader.u32() } }
}

const writeGroup = (writer: ByteWriter, { accounts, signatures, version }: SetGroup): void => {
  writer.u48(version)
  writer.u8(accounts.length)
  for (const [index, account] of accounts.entries()) {
    const signature = signatures[index] ?? '0x'
    writer.hex(account, 20)
    writer.u16(signature.length / 2 - 1)
    writer.hex(signature, signature.length / 2 - 1)
  }
}

const readGroup = (reader: ByteReader): SetGroup => {
  const group: SetGroup = { kind: 'SET_GROUP', version: reader.u48(), accounts: [], signatures: [] }
  for (let left = reader.u8(); left > 0; left--) {
    group.accounts.push(reader.hex(20))
    group.signatures.push(reader.hex(reader.u16()))
  }
  return group
}

const writeOutcome = (writer: ByteWriter, { guilty, outcome, skipCode, tradeId }: TradeOutcome): void => {
  writer.u48(tradeId)
  writer.u8(outcome === 'filled' ? 0 : 1 + guilties.indexOf(guilty ?? 'none'))
  writer.u8(skipCode ?? 0)
}

const readSettled = (reader: ByteReader): Settled => ({
  kind: 'SETTLED',
  batchNo: reader.u48(),
  outcomes: readList(reader, () => readOutcome(reader)),
})

const readOutcome = (reader: ByteReader): TradeOutcome => {
  const tradeId = reader.u48()
  const guilty = reader.u8()
  const skipCode = reader.u8()
  if (guilty === 0) return { tradeId, outcome: 'filled' }
  return { tradeId, outcome: 'skipped', guilty: nameOf(guilties, guilty - 1), skipCode }
}

const writeBatch = (writer: ByteWriter, { batchNo, data, gas, journalHead, tradeIds }: Batched): void => {
  writer.u48(batchNo)
  writer.u32(tradeIds.length)
  for (const id of tradeIds) writer.u48(id)
  writer.hex(journalHead, HASH_BYTES)
  writer.u48(gas)
  const bytes = (data.length - 2) / 2
  writer.u32(bytes)
  writer.hex(data, bytes)
}

const readBatch = (reader: ByteReader): Batched => ({
  kind: 'BATCHED',
  batchNo: reader.u48(),
  tradeIds: readList(reader, () => reader.u48()),
  journalHead: reader.hex(HASH_BYTES),
  gas: reader.u48(),
  data: reader.hex(reader.u32()),
})

const writeHold = (writer: ByteWriter, hold: Held): void => {
  writer.hex(hold.account, 20)
  writer.hex(`0x${hold.nonce.toString(16).padStart(NONCE_BYTES * 2, '0')}`, NONCE_BYTES)
  writer.u48(hold.deadlineSec)
  writer.u64(hold.amountUsdc6)
  writer.u8(hold.stopsOrders ? 1 : 0)
  writer.u32(hold.tokenIds.length)
  for (const id of hold.tokenIds) writer.u64(id)
}

const readHold = (reader: ByteReader): Held => ({
  kind: 'HELD',
  account: reader.hex(20),
  nonce: BigInt(reader.hex(NONCE_BYTES)),
  deadlineSec: reader.u48(),
  amountUsdc6: reader.u64(),
  stopsOrders: reader.u8() === 1,
  tokenIds: readList(reader, () => reader.u64()),
})

const readList = <Item>(reader: ByteReader, read: () => Item): Item[] => {
  const items: Item[] = []
  for (let left = reader.u32(); left > 0; left--) items.push(read())
  return items
}

/** Series 0 does not exist and stands for "all". */
const withSeries = <Target extends object>(target: Target, series: number): Target & { series?: number } =>
  series === 0 ? target : { ...target, series }
