import type { Hex } from 'viem'
import { type BatchOrder, type BatchTrade, encodeBatch } from '../../../sdk/src/batch/encode-batch.ts'
import { tokenId } from '../../../sdk/src/ids.ts'
import { decodeOrderFlags } from '../../../sdk/src/order-flags.ts'
import { SKIP_CODES } from '../../../sdk/src/skip-codes.ts'
import { type CommitmentSources, commitmentsOf } from '../balances/commitments.ts'
import { heldUnits, unitDemands } from '../balances/units.ts'
import type { MirrorState } from '../chain/mirror-state.ts'
import type { OrderView, TradeOutcome, TradeView } from '../engine/types.ts'
import { GAS_PER_BATCH, GAS_PER_TRADE, GAS_PER_UNIT, MAX_BATCH_GAS, MAX_BATCH_TRADES } from '../limits.ts'
import { pickUnits } from './pick-units.ts'

interface Sources {
  mirror: MirrorState
  sources: CommitmentSources
}

export interface BuiltBatch {
  data: Hex
  gas: number
  tradeIds: number[]
  /** Trades that no unit can be found for: they are not sent. */
  refused: TradeOutcome[]
}

const UNIT_NOT_OWNED = SKIP_CODES.indexOf('UNIT_NOT_OWNED')

/** Packs waiting trades, in order, as many as fit into one transaction. */
export function buildBatch(
  context: Sources,
  trades: readonly TradeView[],
  { batchNo, journalHead }: { batchNo: number; journalHead: Hex },
): BuiltBatch {
  const orders = new Map<number, { index: number; entry: BatchOrder }>()
  const picked = new Set<bigint>()
  const served = new Map<string, number>()
  const packed: BatchTrade[] = []
  const built: BuiltBatch = { data: '0x', gas: GAS_PER_BATCH, tradeIds: [], refused: [] }
  const indexOf = (view: OrderView): number => {
    const known = orders.get(view.position) ?? { index: orders.size, entry: batchOrder(view) }
    orders.set(view.position, known)
    return known.index
  }
  for (const trade of trades) {
    const gas = GAS_PER_TRADE + trade.quantity * GAS_PER_UNIT
    if (packed.length === MAX_BATCH_TRADES || built.gas + gas > MAX_BATCH_GAS) break
    const [buy, sell] = [orderOf(context, trade.buyPosition), orderOf(context, trade.sellPosition)]
    const isPrimary = decodeOrderFlags(sell.place.order.flags).primary
    const serials = isPrimary ? undefined : serialsOf(context, trade, sell, { picked, served })
    if (!isPrimary && !serials) {
      built.refused.push({ tradeId: trade.tradeId, outcome: 'skipped', guilty: 'sell', skipCode: UNIT_NOT_OWNED })
      continue
    }
    for (const serial of serials ?? []) picked.add(tokenId(trade.series, serial))
    const { quantity: units, takerSide: taker } = trade
    packed.push({ buy: indexOf(buy), sell: indexOf(sell), taker, units, ...(serials ? { serials } : {}) })
    built.tradeIds.push(trade.tradeId)
    built.gas += gas
  }
  if (packed.length === 0) return built
  const entries = [...orders.values()].map(({ entry }) => entry)
  built.data = encodeBatch({ batchNo: BigInt(batchNo), journalHead, orders: entries, trades: packed })
  return built
}

function serialsOf(
  { mirror, sources }: Sources,
  trade: TradeView,
  sell: OrderView,
  { picked, served }: { picked: ReadonlySet<bigint>; served: Map<string, number> },
): number[] | undefined {
  const { account, series, unitId } = sell.place.order
  const flags = decodeOrderFlags(sell.place.order.flags)
  const commitments = commitmentsOf(sources, mirror, account)
  const demands = unitDemands(commitments).filter((demand) => demand.series === series)
  const named = demands.flatMap((demand) => (demand.unitId === 0n || demand.unitId === unitId ? [] : [demand.unitId]))
  const book = `${account} ${series} ${flags.final}`
  const resold = demands
    .filter(
      (demand) => demand.flags.unitChoice === 'RESOLD' && demand.flags.final === flags.final && !demand.flags.primary,
    )
    .reduce((sum, { quantity }) => sum + quantity, 0)
  // What RESOLD sells have in this batch already is picked and no longer needed.
  const needed = resold - (served.get(book) ?? 0)
  const reserved = { tokenIds: new Set([...picked, ...named, ...heldUnits(commitments)]), resold: needed }
  const serials = pickUnits(mirror, { account, series, flags, quantity: trade.quantity, unitId }, reserved)
  if (serials && flags.unitChoice === 'RESOLD') served.set(book, (served.get(book) ?? 0) + serials.length)
  return serials
}

function batchOrder({ place, position }: OrderView): BatchOrder {
  const { order, signature, publicKey } = place
  return { order, signature, position: BigInt(position), ...(publicKey ? { publicKey } : {}) }
}

function orderOf({ sources }: Sources, position: number): OrderView {
  const order = sources.orderAt(position)
  if (!order) throw new Error(`the order at ${position} is gone while its trade waits`)
  return order
}
