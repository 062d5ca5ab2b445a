import type { Address } from 'viem'
import type { OrderNumber } from '../../../sdk/src/ids.ts'
import type { OrderEntry } from './order-registry.ts'
import type { Sequencer } from './sequencer.ts'

/** An order of an account by its number, by the account's own id, or by its place in a lane. */
export type CancelTarget = { orderNumber: OrderNumber } | { clientOrderId: string } | { lane: number; seq: number }

/** The cancelled order (also one cancelled before), or why there is nothing to cancel. */
export type CancelOutcome = { entry: OrderEntry } | { code: 'ORDER_NOT_FOUND' | 'ORDER_ENDED'; entry?: OrderEntry }

/** Sequences cancels of one account; the caller waits for durability. */
export function cancelOrders(
  sequencer: Sequencer,
  account: Address,
  targets: readonly CancelTarget[],
): CancelOutcome[] {
  return targets.map((target) => cancelOne(sequencer, account, target))
}

export function cancelOne(sequencer: Sequencer, account: Address, target: CancelTarget): CancelOutcome {
  const entry = findOrder(sequencer, account, target)
  if (!entry) return { code: 'ORDER_NOT_FOUND' }
  if (!entry.ended) {
    const { lane, seq } = entry.place.order
    sequencer.submit({ kind: 'CANCEL', account, lane, seq })
  }
  return entry.ended?.state === 'CANCELLED' ? { entry } : { code: 'ORDER_ENDED', entry }
}

/** Cancels every open order of an account, or of one series. */
export function cancelAll(sequencer: Sequencer, account: Address, series?: number): OrderEntry[] {
  const { events } = sequencer.submit({ kind: 'CANCEL_ALL', account, ...(series === undefined ? {} : { series }) })
  return events.flatMap((event) => {
    const entry = event.kind === 'ended' ? sequencer.registry.byPosition(event.position) : undefined
    return entry ? [entry] : []
  })
}

/** Another account's order is not found. */
export function findOrder(sequencer: Sequencer, account: Address, target: CancelTarget): OrderEntry | undefined {
  if ('clientOrderId' in target) return sequencer.registry.byClientId(account, target.clientOrderId)
  if ('orderNumber' in target) {
    const entry = sequencer.registry.byNumber(target.orderNumber)
    return entry?.place.order.account === account ? entry : undefined
  }
  const view = sequencer.state.orderInLane(account, target.lane)
  return view?.place.order.seq === target.seq ? sequencer.registry.byPosition(view.position) : undefined
}
