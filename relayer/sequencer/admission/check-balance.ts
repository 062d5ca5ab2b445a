import { cashBalance, mostForBuy } from '../balances/cash.ts'
import { type CommitmentSources, commitmentsOf } from '../balances/commitments.ts'
import { heldUnits, isCovered, unitDemands, unsoldSupply } from '../balances/units.ts'
import { type MirrorState, resaleLimitOf } from '../chain/mirror-state.ts'
import type { OrderInContext } from './check-context.ts'
import { type Rejection, reject } from './rejection.ts'

/** Whether the account can pay for or deliver the whole order beside everything it is committed to already. */
export function checkBalance(
  sources: CommitmentSources,
  mirror: MirrorState,
  checked: OrderInContext,
): Rejection | undefined {
  const { order, flags } = checked
  const { account, series, quantity } = order
  const commitments = commitmentsOf(sources, mirror, account, order.lane)
  if (commitments.holds.some(({ stopsOrders }) => stopsOrders))
    return reject('CHANGE_PENDING', 'account', 'a co-signed change that ends its orders is on its way')
  if (flags.side === 'buy') {
    const needed = mostForBuy(order, quantity)
    const { availableUsdc6 } = cashBalance(mirror, account, commitments)
    if (needed <= availableUsdc6) return undefined
    return reject('INSUFFICIENT_CASH', 'quantity', `needs ${needed} with fees; ${availableUsdc6} are available`)
  }
  const demands = unitDemands(commitments)
  if (flags.primary) {
    const unsold = unsoldSupply(mirror, series, demands)
    return quantity <= unsold ? undefined : reject('SUPPLY_EXHAUSTED', 'quantity', `must be at most ${unsold}`)
  }
  if (flags.unitChoice === 'NAMED') {
    const rejection = checkNamedUnit(mirror, checked)
    if (rejection) return rejection
  }
  const demand = { series, flags, quantity, unitId: order.unitId }
  if (isCovered(mirror, account, series, { demands: [...demands, demand], held: heldUnits(commitments) }))
    return undefined
  return reject(
    'INSUFFICIENT_UNITS',
    'quantity',
    'is not covered by units in the market that this book and choice allow',
  )
}

function checkNamedUnit(mirror: MirrorState, { order, flags, terms }: OrderInContext): Rejection | undefined {
  const unit = mirror.units.get(order.unitId)
  if (unit?.owner !== order.account) return reject('UNIT_NOT_OWNED', 'unitId', 'is not a unit of this account')
  if (!unit.inMarket) return reject('UNIT_NOT_IN_MARKET', 'unitId', 'must enter the market first')
  const left = resaleLimitOf(terms) - unit.changes - 1
  if (left < 0) return reject('RESALE_LIMIT', 'unitId', `was resold ${unit.changes} times, its limit`)
  if (flags.final === (left === 0)) return undefined
  return reject('WRONG_MARKET', 'flags', `this unit sells in the ${left === 0 ? 'final' : 'open'} book`)
}
