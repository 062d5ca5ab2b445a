import type { Hex } from 'viem'
import type { CancelReceipt } from '../../../sdk/src/typed-data/authorizations.ts'
import type { OrderEntry } from '../sequencing/order-registry.ts'
import type { CoSigner } from './co-signer.ts'

export type SignedReceipt = CancelReceipt & { signature: Hex }

/**
 * The receipt of an acknowledged cancel. `filled` is what the lane reaches on chain once the order's trades are settled: a trade
 * skipped since then no longer counts, so asking again after a skip gives the corrected receipt.
 */
export function receiptOf(coSigner: CoSigner, { place, ended, trades }: OrderEntry): SignedReceipt | undefined {
  if (ended?.state !== 'CANCELLED') return undefined
  const { account, lane, seq } = place.order
  const skippedLater = trades.reduce(
    (sum, trade) => (trade.state === 'SKIPPED' && trade.skippedAt > ended.position ? sum + trade.quantity : sum),
    0,
  )
  const receipt = { account, lane, seq, filled: ended.filled - skippedLater, position: BigInt(ended.position) }
  return { ...receipt, signature: coSigner.signReceipt(receipt) }
}
