import type { SkipCode } from '../skip-codes.ts'
import type { RawOrder } from './batch-reader.ts'
import { accountIn, type Draft, type DraftAccount, type DraftSeries, seriesIn } from './draft.ts'
import { orderFault } from './order-fault.ts'
import { isSigned } from './signature.ts'
import { NO_KEY } from './state.ts'

/** An order of a batch with who and what it is about, checked once. */
export interface CheckedOrder extends RawOrder {
  owner: DraftAccount
  market: DraftSeries
  /** Why it cannot trade in this batch, whatever the other side. */
  fault: SkipCode | undefined
}

const KEY_INDEX_SHIFT = 10

/** Cheap reasons first, the signature last: what is refused anyway is not verified. */
export async function checkOrder(draft: Draft, raw: RawOrder): Promise<CheckedOrder> {
  const { order } = raw
  const owner = accountIn(draft, order.account)
  const market = seriesIn(draft, order.series)
  const key = owner.profile.keys.get((order.flags >> KEY_INDEX_SHIFT) & 7) ?? NO_KEY
  const { atSec, today } = draft
  const fault = orderFault({ order, owner, key, terms: market.terms, atSec, today })
  if (fault) return { ...raw, owner, market, fault }
  const isGood = await isSigned(draft.before.domain, raw, key)
  return { ...raw, owner, market, fault: isGood ? undefined : 'BAD_SIGNATURE' }
}
