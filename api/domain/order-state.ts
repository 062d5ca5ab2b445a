import type { Address } from 'viem'
import { BaseError } from '../../kit/errors.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { orderDetailOf } from '../reads/order-view.ts'
import { roleIn } from './organisations/membership.ts'

/**
 * State of an order number: trading orders from the sequencer, every other wish from the relayer.
 * Another account's number is answered like an unknown one, but an organisation's to its members.
 * @throws BaseError ORDER_NUMBER_UNKNOWN (404).
 */
export async function orderStateOf(dependencies: ApiDependencies, account: Address, orderNumber: string) {
  const { sequencer, relayer } = dependencies
  const order = await orUndefined(sequencer.order(orderNumber))
  if (order && isOf(order, account)) return orderDetailOf(order, await sequencer.fills(orderNumber))
  const intent = order ? undefined : await orUndefined(relayer.intent(orderNumber))
  const isSeen = intent && (isOf(intent, account) || (await roleIn(dependencies, intent.account, account)) !== 'none')
  if (intent && isSeen) return { kind: 'intent' as const, ...intent }
  throw new BaseError('There is no such order number.', {
    code: 'ORDER_NUMBER_UNKNOWN',
    details: `${orderNumber} was not submitted by this account.`,
    status: 404,
  })
}

/**
 * State of an order by the account's own id.
 * @throws BaseError ORDER_NUMBER_UNKNOWN (404).
 */
export async function orderOfClient({ sequencer }: ApiDependencies, account: Address, clientOrderId: string) {
  const order = await orUndefined(sequencer.clientOrder(account, clientOrderId))
  if (order) return orderDetailOf(order, await sequencer.fills(order.orderNumber))
  throw new BaseError('There is no such order.', {
    code: 'ORDER_NUMBER_UNKNOWN',
    details: `This account named none ${clientOrderId}, or it is long over.`,
    status: 404,
  })
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof BaseError && error.status === 404) return undefined
    throw error
  }
}

function isOf(view: { account: Address }, account: Address): boolean {
  return view.account.toLowerCase() === account.toLowerCase()
}
