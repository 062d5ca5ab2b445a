import { accountKey, NO_LANE } from '../chain/mirror-state.ts'
import { MAX_LANE_JUMP, USER_LANES } from '../limits.ts'
import type { CheckContext, OrderInContext } from './check-context.ts'
import { type Rejection, reject } from './rejection.ts'

/** The lane on chain: a higher seq replaces, a jump is bounded, a filled budget is over. */
export function checkLane({ mirror, signed }: CheckContext, { order }: OrderInContext): Rejection | undefined {
  const lane = mirror.lanes.get(accountKey(order.account, order.lane)) ?? NO_LANE
  const isMaker = mirror.profiles.get(order.account)?.marketMaker ?? false
  // The core settles any lane: what a suspended market maker has in the book stays until it is filled or taken back.
  if (order.lane >= USER_LANES && !isMaker && signed !== 'resting')
    return reject('LANE_NOT_ALLOWED', 'lane', `must be below ${USER_LANES} unless the account is a market maker`)
  if (order.seq < lane.seq) return reject('ORDER_REPLACED', 'seq', `must be at least ${lane.seq}, the lane's on chain`)
  if (order.seq - lane.seq > MAX_LANE_JUMP)
    return reject('LANE_JUMP', 'seq', `must be at most ${lane.seq + MAX_LANE_JUMP}`)
  if (order.seq === lane.seq && lane.filled >= order.quantity)
    return reject('ORDER_FILLED', 'seq', `${lane.filled} units of (lane ${order.lane}, seq ${order.seq}) are filled`)
  return undefined
}
