import { type Address, getAddress } from 'viem'
import { orderNumberOf } from '../../../sdk/src/ids.ts'
import { receiptOf } from '../cosign/cancel-receipt.ts'
import type { CoSigner } from '../cosign/co-signer.ts'
import type { SequencerState } from '../engine/sequencer-state.ts'
import type { OrderState } from '../engine/types.ts'
import type { OrderEntry, TradeEntry } from '../sequencing/order-registry.ts'
import type { PlaceOutcome } from '../sequencing/place-orders.ts'

/** A trade as one of its orders tells it. */
export function renderTrade({ tradeId, price, quantity, state, batchNo, skipCode, takerSide, timeMs }: TradeEntry) {
  return { tradeId, price, quantity, state, batchNo, skipCode, takerSide, timeMs }
}

/** An order with where its units stand; `units` add up to the quantity while it has not ended. */
export function renderOrder(state: SequencerState, coSigner: CoSigner, entry: OrderEntry) {
  const { place, orderNumber, position, timeMs, trades, ended } = entry
  const { account, ...order } = place.order
  const receipt = receiptOf(coSigner, entry)
  return {
    orderNumber,
    hash: place.hash,
    position,
    timeMs,
    order: { account: checksummed(account), ...order },
    ...(place.clientOrderId === undefined ? {} : { clientOrderId: place.clientOrderId }),
    state: stateOf(state, entry),
    ...(ended ? { reason: ended.reason } : {}),
    units: unitsOf(state, entry),
    trades: trades.map(renderTrade),
    ...(receipt ? { receipt } : {}),
  }
}

/** Answer to one placement. */
export function renderPlacement(state: SequencerState, outcome: PlaceOutcome) {
  const orderNumber = orderNumberOf(outcome.digest)
  if ('rejection' in outcome) {
    const { code, field, detail } = outcome.rejection
    return { orderNumber, status: 'rejected', code, field, detail, trades: [], state: 'REJECTED' }
  }
  const { entry } = outcome
  const trades = entry.trades.map(renderTrade)
  return { orderNumber, status: 'accepted', position: entry.position, trades, state: stateOf(state, entry) }
}

/** The engine's word while it knows the order; afterwards how it ended. */
export function stateOf(state: SequencerState, { position, ended }: OrderEntry): OrderState {
  return state.order(position)?.state ?? ended?.state ?? 'FINAL'
}

function unitsOf(state: SequencerState, { position, finalUnits }: OrderEntry) {
  const view = state.order(position)
  if (!view) return { open: 0, matched: 0, submitted: 0, safe: 0, final: finalUnits }
  const { open, matched, submitted, safe, final } = view
  return { open, matched, submitted, safe, final }
}

export function checksummed(account: Address): Address {
  return getAddress(account)
}
