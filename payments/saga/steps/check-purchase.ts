import { RetryableError } from '../../../kit/errors.ts'
import { CHECKING_TTL_MS } from '../../limits.ts'
import { become, type Step } from '../ports.ts'

/** checking: last look before the money is taken (by card) or used (what came by crypto is taken already). */
export const checkPurchase: Step = async (ports, purchase, now) => {
  const wayBack = purchase.takenUsdc6 > 0n ? 'refunding' : 'releasing'
  try {
    const objection = await ports.objection(purchase, 'paid')
    return objection ? become(wayBack, { reason: objection.code }) : become('capturing')
  } catch (error) {
    const isOver = now.getTime() - purchase.stateSince.getTime() > CHECKING_TTL_MS
    if (error instanceof RetryableError && isOver) return become(wayBack, { reason: error.code })
    throw error
  }
}
