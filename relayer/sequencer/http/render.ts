import { type Address, getAddress } from 'viem'
import { orderNumberOf } from '../../../sdk/src/ids.ts'
import { knownFlags } from '../admission/known-flags.ts'
import { receiptOf } from '../cosign/cancel-receipt.ts'
import type { SequencerState } from '../engine/sequencer-state.ts'
import type { CancelOutcome } from '../sequencing/cancel-orders.ts'
import type { ItemOutcome } from '../sequencing/order-items.ts'
import type { OrderEntry, TradeEntry } from '../sequencing/order-registry.ts'
import { stateOf } from '../sequencing/order-state.ts'
import type { PlaceOutcome } from '../sequencing/place-orders.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'

/** A trade as one of its orders tells it. */
function renderTrade({ tradeId, price, quantity, state, batchNo, skipCode, takerSide, timeMs }: TradeEntry) {
  return { tradeId, price, quantity, state, batchNo, skipCode, takerSide, timeMs }
}

/** An order with where its units stand: the five numbers add up to the quantity while nothing was skipped or taken out. Flat, all scalars. */
export function renderOrder(
  state: SequencerState,
  { place, orderNumber, position, timeMs, ended, ...entry }: OrderEntry,
) {
  const { account, flags, ...order } = place.order
  const { side, final, primary } = knownFlags(flags)
  const units = unitsOf(state, { position, finalUnits: entry.finalUnits })
  return {
    orderNumber,
    state: stateOf(state, { position, ended, finalUnits: entry.finalUnits, place }),
    account: checksummed(account),
    ...order,
    flags,
    side,
    final,
    primary,
    hash: place.hash,
    position,
    timeMs,
    ...(place.clientOrderId === undefined ? {} : { clientOrderId: place.clientOrderId }),
    ...(ended ? { reason: ended.reason } : {}),
    ...units,
  }
}

/** The newest trades of an order and, once it is cancelled, its receipt. */
export function renderFills(receipts: Parameters<typeof receiptOf>[0], entry: OrderEntry) {
  const receipt = receiptOf(receipts, entry)
  return { orderNumber: entry.orderNumber, trades: entry.trades.map(renderTrade), ...(receipt ? { receipt } : {}) }
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

/** Answer to one item of a list of orders, cancels and replacements. */
export function renderItem(
  { coSigner, sequencer }: { coSigner: Parameters<typeof receiptOf>[0]['coSigner']; sequencer: Sequencer },
  outcome: ItemOutcome,
) {
  const { registry, state } = sequencer
  return outcome.type === 'cancel'
    ? { type: outcome.type, ...renderCancel({ coSigner, registry }, outcome.ended) }
    : { type: outcome.type, ...renderPlacement(state, outcome.placed) }
}

/** Answer to one cancel. */
export function renderCancel(receipts: Parameters<typeof receiptOf>[0], outcome: CancelOutcome) {
  if ('code' in outcome) return { status: 'rejected', code: outcome.code }
  const { entry } = outcome
  return { status: 'cancelled', orderNumber: entry.orderNumber, receipt: receiptOf(receipts, entry) }
}

function unitsOf(state: SequencerState, { position, finalUnits }: Pick<OrderEntry, 'position' | 'finalUnits'>) {
  const view = state.order(position)
  if (!view) return { openUnits: 0, matchedUnits: 0, submittedUnits: 0, safeUnits: 0, finalUnits }
  const { open, matched, submitted, safe, final } = view
  return { openUnits: open, matchedUnits: matched, submittedUnits: submitted, safeUnits: safe, finalUnits: final }
}

export function checksummed(account: Address): Address {
  return getAddress(account)
}
