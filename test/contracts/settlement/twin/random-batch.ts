import type { Address, Hex } from 'viem'
import { type BatchOrder, type BatchTrade, encodeBatch } from '../../../../sdk/src/batch/encode-batch.ts'
import { ORDER_FLAG_BITS } from '../../../../sdk/src/order-flags.ts'
import { isSilent } from '../../../../sdk/src/settle/silence.ts'
import type { SettleState } from '../../../../sdk/src/settle/state.ts'
import type { Choices } from './choices.ts'
import { HOSTILITIES, type Hostility, makeHostile } from './hostile-bytes.ts'
import { PEOPLE, STRANGER } from './people.ts'
import { createOrder, ownedBy } from './random-order.ts'
import { SERIES_IDS } from './random-world.ts'

export interface RandomBatch {
  data: Hex
  caller: Address
  /** What was done to the bytes of an encoded batch. */
  hostility: Hostility | undefined
}

const ORDERS = 14
const TRADES = 16
const MINT_SERIAL = 1_001

/** Orders and trades that are mostly what an honest sequencer would send, and sometimes bytes that nobody honest would. */
export function createBatch(choices: Choices, state: SettleState, nowSec: number, isHostile: boolean): RandomBatch {
  const { chance, oneOf } = choices
  const orders = createOrders(choices, state, nowSec)
  const isOpen = isSilent(state.batch, nowSec)
  const openTaker = isOpen ? oneOf(PEOPLE).account : undefined
  const trades = Array.from({ length: TRADES }, () => createTrade(choices, state, orders, openTaker))
  const batchNo = state.batch.batchNo + 1n
  const data = encodeBatch({ batchNo, journalHead: `0x${'cd'.repeat(32)}`, orders, trades })
  const hostility = isHostile ? choices.turn(HOSTILITIES) : undefined
  const outsider = oneOf([STRANGER, ...PEOPLE]).account
  const caller = chance(0.03) ? outsider : (openTaker ?? state.operator)
  return { data: hostility ? makeHostile(data, hostility, choices) : data, caller, hostility }
}

function createOrders(choices: Choices, state: SettleState, nowSec: number): BatchOrder[] {
  const finals = new Map(SERIES_IDS.map((id) => [id, choices.chance(0.2)]))
  const orders = new Map<string, BatchOrder>()
  for (let i = 0; i < ORDERS; i++) {
    const entry = createOrder(choices, state, finals, nowSec)
    orders.set(`${entry.order.account}:${entry.order.lane}:${entry.order.seq}`, entry)
  }
  return [...orders.values()]
}

function createTrade(
  choices: Choices,
  state: SettleState,
  orders: readonly BatchOrder[],
  openTaker: Address | undefined,
): BatchTrade {
  const { chance, integer, oneOf } = choices
  const indexes = orders.map((_, index) => index)
  const orderAt = (index: number) => orders[index]?.order
  const isSell = (index: number) => ((orderAt(index)?.flags ?? 0) & ORDER_FLAG_BITS.sell) !== 0
  const sell = oneOf(chance(0.02) ? indexes : orAll(indexes.filter(isSell), indexes))
  const fits = (index: number) =>
    !isSell(index) &&
    orderAt(index)?.series === orderAt(sell)?.series &&
    orderAt(index)?.account !== orderAt(sell)?.account
  const buy = oneOf(chance(0.03) ? indexes : orAll(indexes.filter(fits), indexes))
  const openSide = orderAt(sell)?.account === openTaker ? 'sell' : 'buy'
  const taker = openTaker && chance(0.8) ? openSide : oneOf(['buy', 'sell'] as const)
  const wanted = chance(0.75) ? 1 : 1 + integer(chance(0.1) ? 12 : 3)
  const order = orderAt(sell)
  if (!order || (order.flags & ORDER_FLAG_BITS.primary) !== 0) return { buy, sell, taker, units: wanted }
  const serials = chooseSerials(choices, state, order, wanted)
  return { buy, sell, taker, units: serials.length, serials }
}

/** Mostly units of the seller, and the one that a NAMED order names. */
function chooseSerials(choices: Choices, state: SettleState, order: BatchOrder['order'], wanted: number): number[] {
  const { chance, integer, oneOf } = choices
  if (order.unitId > 0n && !chance(0.1)) return [Number(order.unitId & 0xffff_ffffn)]
  const owned = ownedBy(state, order, order.series).map((id) => Number(id & 0xffff_ffffn))
  const serials = new Set<number>()
  for (let i = 0; i < wanted; i++) {
    const foreign = () => (chance(0.3) ? MINT_SERIAL + integer(4) : 1 + integer(40))
    serials.add(chance(0.06) ? foreign() : oneOf(owned))
  }
  const ascending = [...serials].sort((a, b) => a - b)
  // Rarely, because the batch reverts when the check gets there.
  return chance(0.012) ? [...ascending, ...ascending.slice(-1)] : ascending
}

const orAll = <T>(some: readonly T[], all: readonly T[]) => (some.length > 0 ? some : all)
