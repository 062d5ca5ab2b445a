import type { Address } from 'viem'
import { formatUsdc } from '../../sdk/src/money.ts'
import type { AccountMessage, OrderMessage } from './feed-messages.ts'

/** What the stream begins with: the number that the next event continues, and whether nothing was missed. */
export function beganMessage(account: Address, { after, sequence, isComplete }: AccountMessage) {
  return { type: 'began', account, sequence: isComplete ? (after ?? sequence) : sequence, isComplete }
}

/** An own order's event: amounts in dollars, numbers of this account. */
export function orderMessage(event: OrderMessage) {
  const { series, final, timeMs, orderNumber, clientOrderId, side, accountSequence } = event
  const { event: name, state, openUnits, reason, trade } = event
  return {
    type: 'order',
    sequence: accountSequence,
    event: name,
    orderNumber,
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    series,
    final,
    side,
    state,
    openUnits,
    ...(reason === undefined ? {} : { reason }),
    ...(trade === undefined ? {} : { trade: { ...trade, price: formatUsdc(trade.price) } }),
    timeMs,
  }
}
