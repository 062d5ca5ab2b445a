import type { BatchOrder } from '../../../../sdk/src/batch/encode-batch.ts'
import {
  DEFAULT_ORDER_FLAGS,
  encodeOrderFlags,
  ORDER_CLASSES,
  ORDER_FLAG_BITS,
  type OrderFlags,
  UNIT_CHOICES,
} from '../../../../sdk/src/order-flags.ts'
import type { SettleState } from '../../../../sdk/src/settle/state.ts'
import { hashOrder, type Order } from '../../../../sdk/src/typed-data/order.ts'
import { DAY, FACE, PRICE, RESERVE } from '../fixture.ts'
import type { Choices } from './choices.ts'
import { type KeyHolder, PEOPLE, type Person, STRANGER } from './people.ts'
import { LANES, SERIES_IDS } from './random-world.ts'

/** Books of this batch: which series trade as final. */
export type Finals = ReadonlyMap<number, boolean>
type Flaw = (order: Order, context: { state: SettleState; nowSec: number; choices: Choices }) => void

const PRICES = [
  ...Array<bigint>(30).fill(PRICE),
  PRICE + 500_000n,
  PRICE - 500_000n,
  RESERVE,
  RESERVE,
  RESERVE - 1n,
  FACE,
]
const MAX_SEQ = 2 ** 32 - 1

/** What can be wrong with an order that its owner signed. */
const FLAWS: readonly Flaw[] = [
  (order) => Object.assign(order, { price: 0n }),
  (order) => Object.assign(order, { price: 2n ** 44n }),
  (order) => Object.assign(order, { price: 2n ** 48n - 1n }),
  (order) => Object.assign(order, { price: FACE + 1n }),
  (order) => Object.assign(order, { price: 40_000_000n }),
  (order) => Object.assign(order, { quantity: 0 }),
  (order) => Object.assign(order, { quantity: MAX_SEQ }),
  (order) => Object.assign(order, { flags: order.flags | (1 << 15) }),
  (order) => Object.assign(order, { flags: order.flags | (3 << 8) }),
  (order) => Object.assign(order, { flags: order.flags ^ ORDER_FLAG_BITS.primary }),
  (order) => Object.assign(order, { flags: order.flags ^ ORDER_FLAG_BITS.sell }),
  (order) => Object.assign(order, { flags: order.flags ^ ORDER_FLAG_BITS.final }),
  (order) => Object.assign(order, { flags: order.flags | ORDER_FLAG_BITS.postOnly }),
  (order) => Object.assign(order, { flags: order.flags | (7 << 10) }),
  (order) => Object.assign(order, { unitId: order.unitId === 0n ? (1n << 32n) | 1n : 0n }),
  (order, { nowSec }) => Object.assign(order, { expiry: nowSec - 1 }),
  (order, { nowSec }) => Object.assign(order, { expiry: nowSec }),
  (order, { nowSec }) => Object.assign(order, { expiry: nowSec + 30 * DAY + 1 }),
  (order) => Object.assign(order, { expiry: 2 ** 40 - 1 }),
  (order, { nowSec }) => Object.assign(order, { expiry: nowSec + 61, flags: order.flags | ORDER_FLAG_BITS.market }),
  (order, { choices }) => Object.assign(order, { maxFeeBps: choices.oneOf([0, 9, 10, 49, 50, 119]) }),
  (order) => Object.assign(order, { minResalesLeft: 255 }),
  (order, { state }) => Object.assign(order, { seq: Math.min(MAX_SEQ, lastSeq(state, order) + 65_537) }),
  (order) => Object.assign(order, { seq: MAX_SEQ }),
  (order, { state }) => Object.assign(order, { seq: Math.max(1, lastSeq(state, order) - 1) }),
]

/** An order that mostly, but not always, an honest user would sign. */
export function createOrder(choices: Choices, state: SettleState, finals: Finals, nowSec: number): BatchOrder {
  const { chance, integer, oneOf } = choices
  const primary = chance(0.25)
  const [first = STRANGER, second = STRANGER] = PEOPLE
  const series = chance(0.6) ? 1 : oneOf(SERIES_IDS)
  const issuer = series === 3 ? second : first
  const person = chance(0.01) ? STRANGER : primary && !chance(0.03) ? issuer : oneOf(PEOPLE)
  const side = primary ? 'sell' : oneOf(['buy', 'buy', 'sell'] as const)
  const unitChoice = side === 'sell' && !primary ? oneOf(['ANY', 'ANY', ...UNIT_CHOICES] as const) : 'NAMED'
  const isNamed = side === 'sell' && !primary && unitChoice === 'NAMED'
  const keyIndex = chance(0.75) ? 0 : integer(3)
  const final = finals.get(series) ?? false
  const flags = createFlags(choices, { side, primary, unitChoice, keyIndex, final })
  const isImmediate = flags.market || flags.orderClass === 'IOC' || flags.orderClass === 'FOK'
  const lane = oneOf(LANES)
  const order: Order = {
    account: person.account,
    series,
    flags: encodeOrderFlags(flags),
    price: oneOf(PRICES),
    quantity: isNamed ? 1 : 2 + integer(8),
    lane,
    seq: 1,
    epoch: state.profiles.get(person.account)?.keys.get(keyIndex)?.epoch ?? 0,
    expiry: nowSec + (isImmediate ? 1 + integer(60) : 10 * DAY),
    // The usual rates, each also as a cap that is just met.
    maxFeeBps: chance(0.2) ? oneOf([10, 50, 120]) : 300,
    minResalesLeft: chance(0.1) ? integer(4) : 0,
    unitId: isNamed ? oneOf(ownedBy(state, person, series)) : 0n,
  }
  order.seq = Math.min(MAX_SEQ, Math.max(1, lastSeq(state, order) + integer(3)))
  if (chance(0.13)) oneOf(FLAWS)(order, { state, nowSec, choices })
  return sign(choices, state, person, keyIndex, order)
}

function createFlags({ chance, oneOf }: Choices, flags: Partial<OrderFlags>): OrderFlags {
  return {
    ...DEFAULT_ORDER_FLAGS,
    ...flags,
    orderClass: chance(0.2) ? oneOf(ORDER_CLASSES) : 'GTC',
    market: chance(0.05),
    toWallet: chance(0.2),
    openSettle: chance(0.7),
  }
}

/** Mostly by the key that the order names; else by nobody, by another key, for another epoch or for another contract. */
function sign({ chance, oneOf, integer }: Choices, state: SettleState, person: Person, keyIndex: number, order: Order) {
  const key = person.keys[keyIndex]
  if (!key) throw new Error(`no key ${keyIndex}`)
  const position = BigInt(integer(1_000_000))
  const honest = () => key.sign(hashOrder(state.domain, order))
  const withKey = (signature: BatchOrder['signature'], by: KeyHolder = key): BatchOrder =>
    by.publicKey ? { order, signature, position, publicKey: by.publicKey } : { order, signature, position }
  const anotherP256 = oneOf(PEOPLE).keys.find(({ publicKey }) => publicKey !== undefined)
  if (key.publicKey && anotherP256 && chance(0.2)) {
    return withKey(anotherP256.sign(hashOrder(state.domain, order)), anotherP256)
  }
  if (!chance(0.03)) return withKey(honest())

  const other = oneOf(PEOPLE.flatMap(({ keys }) => keys))
  const elsewhere = { ...state.domain, chainId: state.domain.chainId + 1 }
  const forgeries = [
    () => withKey(`0x${'00'.repeat(64)}1b`),
    () => withKey(`0x${'ab'.repeat(32)}${'12'.repeat(32)}1b`),
    () => withKey(`0x${'ff'.repeat(32)}${'7f'.repeat(32)}1c`),
    () => withKey(other.sign(hashOrder(state.domain, order)), other),
    () => withKey(key.sign(hashOrder(state.domain, { ...order, epoch: order.epoch + 1 }))),
    () => withKey(key.sign(hashOrder(state.domain, { ...order, maxFeeBps: order.maxFeeBps ^ 1 }))),
    () => withKey(key.sign(hashOrder(elsewhere, order))),
  ]
  return oneOf(forgeries)()
}

export function ownedBy(state: SettleState, person: Pick<Person, 'account'>, series: number): bigint[] {
  const owned = [...state.units].filter(([id, unit]) => Number(id >> 32n) === series && unit.owner === person.account)
  return owned.length > 0 ? owned.map(([id]) => id) : [(BigInt(series) << 32n) | 1n]
}

function lastSeq(state: SettleState, { account, lane }: Order): number {
  return state.accounts.get(account)?.lanes.get(lane)?.seq ?? 0
}
