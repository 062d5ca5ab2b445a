import { type Address, type Hex, parseEventLogs, zeroHash } from 'viem'
import { settlementAbi } from '../abi/settlement.gen.ts'
import { decodeRecords, type TradeRecord } from '../batch/decode-records.ts'
import { type BatchOrder, type BatchTrade, encodeBatch, MAX_UNITS_PER_TRADE } from '../batch/encode-batch.ts'
import { splitTokenId } from '../ids.ts'
import { DEFAULT_ORDER_FLAGS, decodeOrderFlags, encodeOrderFlags, type OrderFlags } from '../order-flags.ts'
import { domainOf } from '../typed-data/domain.ts'
import { type Order, orderTypedData } from '../typed-data/order.ts'
import { type MarketUnit, marketUnitsOf } from './market-units.ts'
import { CoreRefusal, chainTimeSec, send, type Unaided } from './unaided.ts'

/** The caller's answers share the last lane, where nobody else's program puts its orders. */
const LANE = 127
const LAST_KEY_INDEX = 7
/** The answers must live until they are mined, whoever else sends transactions. */
const TTL_SEC = 3_600
/** About 3 M gas: whatever else the block holds, it fits. */
export const MAX_ORDERS_A_BATCH = 50

/** What became of one resting order. */
export interface OpenOutcome {
  order: Order
  /** As the core logged it; undefined when there was no unit to trade, so that it was not offered. */
  record?: TradeRecord
}

/**
 * Settles resting orders that signed OPEN_SETTLE while the operator is silent: the caller takes each at its limit, out of the caller's own
 * cash and units in the core. The core checks everything; what it skips is in the outcome with its code.
 * @throws CoreRefusal when the operator is not silent, or the caller has no trading key.
 */
export async function settleOpen(
  parties: Unaided,
  resting: readonly BatchOrder[],
): Promise<{ transaction?: Hex; outcomes: OpenOutcome[] }> {
  if (resting.length > MAX_ORDERS_A_BATCH)
    throw new RangeError(`at most ${MAX_ORDERS_A_BATCH} orders a batch, got ${resting.length}`)
  const offers = await answerAll(parties, resting)
  const answered = offers.filter((offer) => offer.answer !== undefined)
  if (answered.length === 0) return { outcomes: offers.map(({ entry: { order } }) => ({ order })) }

  const orders = answered.flatMap(({ entry, answer }) => (answer ? [entry, answer.entry] : []))
  const trades = answered.flatMap(({ answer }, i) => (answer ? [answer.trade(2 * i, 2 * i + 1)] : []))
  // An open batch takes the next number, whatever it says, and has no journal.
  const batch = encodeBatch({ batchNo: 0n, journalHead: zeroHash, orders, trades })
  const receipt = await send(parties, 'settle', [batch])
  const [settled] = parseEventLogs({ abi: settlementAbi, eventName: 'BatchSettled', logs: receipt.logs })
  const records = decodeRecords(settled?.args.records ?? [])
  const recordOf = new Map(answered.map((offer, i) => [offer, records[i]]))
  const outcomes = offers.map((offer) => ({ order: offer.entry.order, record: recordOf.get(offer) }))
  return {
    transaction: receipt.transactionHash,
    outcomes: outcomes.map(({ order, record }) => ({ order, ...(record ? { record } : {}) })),
  }
}

interface Offer {
  entry: BatchOrder
  answer?: { entry: BatchOrder; trade: (resting: number, own: number) => BatchTrade }
}

interface Market {
  parties: Unaided
  key: { index: number; epoch: number }
  nowSec: number
  takerBps: number
  chainId: number
  /** Units in the market by account, those already offered taken out. */
  units: Map<Address, MarketUnit[]>
}

async function answerAll(parties: Unaided, resting: readonly BatchOrder[]): Promise<Offer[]> {
  const { chain, core, caller } = parties
  const state = await chain.readContract({ address: core, abi: settlementAbi, functionName: 'batchState' })
  const market: Market = {
    parties,
    key: await keyOfCaller(parties),
    nowSec: await chainTimeSec(parties),
    takerBps: state[4],
    chainId: await chain.getChainId(),
    units: new Map(),
  }
  const [seq] = await laneOf(parties, caller.address, LANE)
  const offers: Offer[] = []
  let next = seq + 1
  for (const entry of resting) {
    const answer = await answerTo(market, entry, next)
    if (answer) next++
    offers.push(answer ? { entry, answer } : { entry })
  }
  return offers
}

/** The caller's order that takes a resting one, and their trade; undefined when there is no unit for it. */
async function answerTo(market: Market, { order }: BatchOrder, seq: number): Promise<Offer['answer']> {
  const { parties, key, nowSec, takerBps } = market
  const flags = decodeOrderFlags(order.flags)
  const isSell = flags.side === 'sell'
  const wanted = await openUnits(parties, order)
  const serials = flags.primary ? undefined : await serialsFor(market, order, flags, wanted)
  if (serials?.length === 0) return undefined
  const units = serials?.length ?? wanted
  const own: Order = {
    account: parties.caller.address,
    series: order.series,
    flags: encodeOrderFlags({
      ...DEFAULT_ORDER_FLAGS,
      side: isSell ? 'buy' : 'sell',
      final: flags.final,
      openSettle: true,
      unitChoice: isSell ? 'NAMED' : 'ANY',
      keyIndex: key.index,
    }),
    price: order.price,
    quantity: units,
    lane: LANE,
    seq,
    epoch: key.epoch,
    expiry: nowSec + TTL_SEC,
    maxFeeBps: takerBps,
    minResalesLeft: 0,
    unitId: 0n,
  }
  const domain = domainOf('settlement', market.chainId, parties.core)
  const signature = await parties.caller.signTypedData(orderTypedData(domain, own))
  return {
    entry: { order: own, signature, position: 0n },
    trade: (restingIndex, ownIndex) => ({
      buy: isSell ? ownIndex : restingIndex,
      sell: isSell ? restingIndex : ownIndex,
      taker: isSell ? 'buy' : 'sell',
      units,
      ...(serials ? { serials } : {}),
    }),
  }
}

/** What the order has left, at least one: that nothing is left is for the core to say. */
async function openUnits(parties: Unaided, { account, lane, seq, quantity }: Order): Promise<number> {
  const [current, filled] = await laneOf(parties, account, lane)
  const left = current === seq ? quantity - filled : quantity
  return Math.max(1, Math.min(left, MAX_UNITS_PER_TRADE))
}

/** The seller's oldest units that the order and its book allow. */
async function serialsFor(market: Market, order: Order, flags: OrderFlags, wanted: number): Promise<number[]> {
  if (flags.side === 'sell' && flags.unitChoice === 'NAMED') return [splitTokenId(order.unitId).serial]
  const { chain, core, caller } = market.parties
  const seller = flags.side === 'sell' ? order.account : caller.address
  const known = market.units.get(seller) ?? (await marketUnitsOf(market.parties, seller))
  const call = { address: core, abi: settlementAbi, functionName: 'seriesOf', args: [order.series] } as const
  const [{ resaleLimit }] = await chain.readContract(call)
  const fits = ({ tokenId, changes }: MarketUnit) =>
    splitTokenId(tokenId).series === order.series &&
    (changes + 1 === resaleLimit) === flags.final &&
    (flags.side === 'buy' || flags.unitChoice !== 'RESOLD' || changes > 0)
  const chosen = new Set(known.filter(fits).slice(0, wanted))
  market.units.set(
    seller,
    known.filter((unit) => !chosen.has(unit)),
  )
  return [...chosen].map(({ tokenId }) => splitTokenId(tokenId).serial)
}

/** The trading key that is the caller's own address. */
async function keyOfCaller({ chain, core, caller }: Unaided): Promise<{ index: number; epoch: number }> {
  for (let index = 0; index <= LAST_KEY_INDEX; index++) {
    const call = { address: core, abi: settlementAbi, functionName: 'keyOf', args: [caller.address, index] } as const
    const [key, , , , epoch] = await chain.readContract(call)
    if (key.toLowerCase() === caller.address.toLowerCase()) return { index, epoch }
  }
  throw new CoreRefusal('NO_KEY', `${caller.address} has not registered itself as its trading key.`, undefined)
}

function laneOf({ chain, core }: Unaided, account: Address, lane: number) {
  return chain.readContract({ address: core, abi: settlementAbi, functionName: 'laneOf', args: [account, lane] })
}
