import type { Address } from 'viem'
import type { Placement } from '../admission/order-schema.ts'
import { reject } from '../admission/rejection.ts'
import type { Verified } from '../admission/verify-message.ts'
import { type CancelOutcome, type CancelTarget, cancelOne, findOrder } from './cancel-orders.ts'
import { closedMarket } from './market-gate.ts'
import { isKnown, type PlaceDependencies, type PlaceOutcome, placeOne } from './place-orders.ts'

export type OrderItem =
  | ({ type: 'place' } & Placement)
  | { type: 'cancel'; target: CancelTarget }
  | ({ type: 'replace'; replaces: CancelTarget } & Placement)

export type ItemOutcome = { type: 'place' | 'replace'; placed: PlaceOutcome } | { type: 'cancel'; ended: CancelOutcome }

/**
 * Runs orders, cancels and replacements of one account in the order given, with nobody else's command between them. Each
 * item succeeds or is refused by itself; a refused replacement leaves the order that it was to replace where it is.
 */
export async function runItems(
  dependencies: PlaceDependencies,
  account: Address,
  items: readonly OrderItem[],
): Promise<ItemOutcome[]> {
  const { sequencer, mirror, verifier } = dependencies
  const placements = items.filter((item) => item.type !== 'cancel')
  const verified = new Map(zip(placements, placements.length > 0 ? await verifier.verify(placements) : []))
  sequencer.expireDue()
  const closed = closedMarket(mirror, sequencer, sequencer.now())
  const outcomes = items.map((item): ItemOutcome => {
    if (item.type === 'cancel') return { type: 'cancel', ended: cancelOne(sequencer, account, item.target) }
    const answer = verified.get(item)
    if (!answer) throw new RangeError('the verifier answered for fewer orders than it was given')
    const rejection = item.type === 'replace' ? notReplaceable(dependencies, account, item, answer) : undefined
    if (rejection) return { type: item.type, placed: { digest: answer.digest, rejection } }
    return { type: item.type, placed: placeOne(dependencies, item, answer, closed) }
  })
  await sequencer.durable()
  return outcomes
}

/** Why a replacement has nothing to replace; one that was taken before is answered again instead. */
function notReplaceable(
  { sequencer }: PlaceDependencies,
  account: Address,
  { order, replaces }: OrderItem & { type: 'replace' },
  { digest }: Verified,
) {
  if (isKnown(sequencer, digest)) return undefined
  const entry = findOrder(sequencer, account, replaces)
  if (!entry) return reject('NOT_FOUND', 'replaces', 'names no order of this account')
  const open = entry.ended ? 0 : (sequencer.state.order(entry.position)?.open ?? 0)
  if (open === 0) return reject('ENDED', 'replaces', `${entry.orderNumber} has nothing left in the book`)
  const { lane, seq } = entry.place.order
  if (order.lane === lane && order.seq > seq) return undefined
  return reject('REPLACE_LANE', 'lane', `must be ${lane} with a seq above ${seq}, the place of ${entry.orderNumber}`)
}

function zip<A, B>(keys: readonly A[], values: readonly B[]): [A, B][] {
  return keys.flatMap((key, index) => {
    const value = values[index]
    return value === undefined ? [] : [[key, value] satisfies [A, B]]
  })
}
