import type { Hex } from 'viem'
import type { CancelReceipt } from '../../../sdk/src/typed-data/authorizations.ts'
import type { OrderEntry, OrderRegistry } from '../sequencing/order-registry.ts'
import type { CoSigner } from './co-signer.ts'

export type SignedReceipt = CancelReceipt & { signature: Hex }

/**
 * The receipt of an acknowledged cancel. `filled` is what the lane reaches on chain once the order's trades are settled: a trade
 * skipped since then no longer counts, so asking again after a skip gives the corrected receipt. There is none yet while an order
 * that this one replaced waits for the settlement of its own fills: on chain the receipt would end those too.
 */
export function receiptOf(
  { coSigner, registry }: { coSigner: CoSigner; registry: OrderRegistry },
  { place, ended, trades }: OrderEntry,
): SignedReceipt | undefined {
  if (ended?.state !== 'CANCELLED') return undefined
  const { account, lane, seq } = place.order
  if (isReplacedOrderSettling(registry, place.order)) return undefined
  const skippedLater = trades.reduce(
    (sum, trade) => (trade.state === 'SKIPPED' && trade.skippedAt > ended.position ? sum + trade.quantity : sum),
    0,
  )
  const receipt = { account, lane, seq, filled: ended.filled - skippedLater, position: BigInt(ended.position) }
  return { ...receipt, signature: coSigner.signReceipt(receipt) }
}

function isReplacedOrderSettling(
  registry: OrderRegistry,
  { account, lane, seq }: OrderEntry['place']['order'],
): boolean {
  const settling = registry.tradesOf(account).filter(({ state }) => state === 'MATCHED' || state === 'SUBMITTED')
  const orders = settling.flatMap(({ buyPosition, sellPosition }) => [
    registry.byPosition(buyPosition)?.place.order,
    registry.byPosition(sellPosition)?.place.order,
  ])
  return orders.some((order) => order?.account === account && order.lane === lane && order.seq < seq)
}
