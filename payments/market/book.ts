import { type Address, isAddressEqual, type PublicClient } from 'viem'
import { BaseError, RetryableError } from '../../kit/errors.ts'
import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import { orderNumberOf } from '../../sdk/src/ids.ts'
import { feeOf } from '../../sdk/src/money.ts'
import type { GenexDomain } from '../../sdk/src/typed-data/domain.ts'
import { hashOrder, type Order } from '../../sdk/src/typed-data/order.ts'
import type { OrderStanding, Ports } from '../saga/ports.ts'
import type { Purchase } from '../saga/purchase.ts'
import type { Sequencer } from './sequencer.ts'

interface BookDependencies {
  sequencer: Sequencer
  domain: GenexDomain
  chain: PublicClient
}

/** Refusals that pass: the sequencer sees the money a block or two after the chain does. */
const PASSING = ['ORDER_INSUFFICIENT_CASH', 'SEQUENCER_UNAVAILABLE']

/** The buyer's own order in the book, by her signature. */
export function createMarket(dependencies: BookDependencies): Ports['market'] {
  const { sequencer, domain } = dependencies
  const numberOf = (purchase: Purchase) => orderNumberOf(hashOrder(domain, orderOf(purchase).order))
  return {
    orderNumber: numberOf,
    async place(purchase) {
      const { order, signature } = orderOf(purchase)
      if ((await sequencer.availableCash(order.account)) < costOf(order))
        throw new RetryableError('The order is not taken yet.', { code: 'ORDER_INSUFFICIENT_CASH' })
      const { status, code = 'SEQUENCER_UNAVAILABLE', detail } = await sequencer.place(order, signature)
      if (status === 'accepted') return
      const options = { code, ...(detail ? { details: detail } : {}) }
      if (status === 'unknown' || PASSING.includes(code))
        throw new RetryableError('The order is not taken yet.', options)
      throw new BaseError('The order was refused.', options)
    },
    async standing(purchase) {
      const { order } = orderOf(purchase)
      const found = await sequencer.order(order.series, numberOf(purchase))
      return found ? standingOf(found) : await standingOnChain(dependencies, purchase)
    },
    async cancel(purchase) {
      await sequencer.cancel(orderOf(purchase).order, numberOf(purchase))
    },
  }
}

function standingOf(found: NonNullable<Awaited<ReturnType<Sequencer['order']>>>): OrderStanding {
  const onTheWay = found.openUnits + found.matchedUnits + found.submittedUnits
  const isEnded = ['CANCELLED', 'EXPIRED', 'EVICTED', 'REJECTED', 'SAFE', 'FINAL'].includes(found.state)
  const isMoving = found.matchedUnits + found.submittedUnits > 0
  return {
    isKnown: true,
    isOver: onTheWay === 0 || (isEnded && !isMoving),
    openUnits: isEnded ? 0 : found.openUnits,
    settledUnits: found.safeUnits + found.finalUnits,
  }
}

/** The sequencer forgets orders that are long over; the lane on chain remembers what its last one was filled, and nothing of those before. */
async function standingOnChain({ chain, domain }: BookDependencies, purchase: Purchase): Promise<OrderStanding> {
  const { account, lane, seq } = orderOf(purchase).order
  const args = [account as Address, lane] as const
  const address = domain.verifyingContract
  const [lastSeq, filled] = await chain.readContract({ address, abi: settlementAbi, functionName: 'laneOf', args })
  const settledUnits = lastSeq > seq ? undefined : lastSeq === seq ? filled : 0
  return { isKnown: false, isOver: true, openUnits: 0, settledUnits }
}

/** What an order may cost at most: its limit and the fee that it signed. */
export function costOf({ price, quantity, maxFeeBps }: Order): bigint {
  return (price + feeOf(price, maxFeeBps)) * BigInt(quantity)
}

export function orderOf({ id, account, order }: Purchase) {
  if (order && isAddressEqual(order.order.account, account)) return order
  throw new Error(`purchase ${id} has no order of its account`)
}
