import type { Address } from 'viem'
import { checkOrder, isRejection } from '../admission/check-order.ts'
import { cashBalance } from '../balances/cash.ts'
import { type CommitmentSources, commitmentsOf } from '../balances/commitments.ts'
import { heldUnits, isCovered, unitDemands, unsoldSupply } from '../balances/units.ts'
import type { ChainMirror } from '../chain/chain-mirror.ts'
import type { OrderView } from '../engine/types.ts'
import { chainTime } from './place-orders.ts'
import type { Sequencer } from './sequencer.ts'

interface Dependencies {
  sequencer: Sequencer
  mirror: ChainMirror
  sources: CommitmentSources
}

/**
 * Takes orders out of the book that the chain would no longer settle: exits and changes asked for, accounts stopped, keys
 * replaced, money or units gone. It looks at the state, not at events, so that doing it twice changes nothing.
 * @returns How many orders were evicted.
 */
export function evictUnsettleable(dependencies: Dependencies, account: Address): number {
  const { sequencer, mirror, sources } = dependencies
  const context = { mirror: mirror.state, ...chainTime(dependencies), signed: 'resting' as const }
  const open = () => sources.ordersOf(account).filter((order) => order.open > 0)
  let evicted = 0
  const evict = (order: OrderView) => {
    const { lane, seq } = order.place.order
    sequencer.submit({ kind: 'EVICT', account, order: { lane, seq } })
    evicted++
  }
  for (const order of open()) if (isRejection(checkOrder(context, order.place.order))) evict(order)
  for (;;) {
    const uncovered = youngestUncovered(dependencies, account, open())
    if (!uncovered) return evicted
    evict(uncovered)
  }
}

/**
 * The youngest order on a side that the account's balances no longer cover; the older ones keep their place. What a batch under
 * way may bring is not missing yet: after a reorg the units and the money of a settled trade are away until its batch is back.
 */
function youngestUncovered(
  { mirror, sources }: Dependencies,
  account: Address,
  open: readonly OrderView[],
): OrderView | undefined {
  const commitments = commitmentsOf(sources, mirror.state, account)
  const { cashUsdc6, reservedUsdc6 } = cashBalance(mirror.state, account, commitments)
  const youngest = open.toSorted((a, b) => b.position - a.position)
  const isSell = (order: OrderView) => (order.place.order.flags & 1) === 1
  if (reservedUsdc6 > cashUsdc6 && !commitments.sells.some(({ isSubmitted }) => isSubmitted)) {
    const buy = youngest.find((order) => !isSell(order))
    if (buy) return buy
  }
  const demands = unitDemands(commitments)
  const held = heldUnits(commitments)
  const awaited = new Set(commitments.buys.flatMap(({ isSubmitted, fields }) => (isSubmitted ? fields.series : [])))
  return youngest.filter(isSell).find(({ place: { order } }) => {
    if (awaited.has(order.series)) return false
    const isUnsold = unsoldSupply(mirror.state, order.series, demands) >= 0
    return !isUnsold || !isCovered(mirror.state, account, order.series, { demands, held })
  })
}
