import type { PurchaseState } from '../../../kit/purchases.ts'
import type { Step } from '../ports.ts'
import { awaitPayment } from './await-payment.ts'
import { capture } from './capture.ts'
import { checkPurchase } from './check-purchase.ts'
import { deliver } from './deliver.ts'
import { openCheckout } from './open-checkout.ts'
import { placeOrder } from './place-order.ts'
import { recheckEnded } from './recheck-ended.ts'
import { refund } from './refund.ts'
import { release } from './release.ts'
import { returnMoney } from './return-money.ts'
import { settle } from './settle.ts'

/** What is done in each state; whatever a step did before a crash it finds done when it is run again. */
export const STEPS: Record<PurchaseState, Step> = {
  opening: openCheckout,
  checkout: awaitPayment,
  checking: checkPurchase,
  capturing: capture,
  delivering: deliver,
  ordering: placeOrder,
  settling: settle,
  releasing: release,
  returning: returnMoney,
  refunding: refund,
  // A human decides; the provider's events change nothing about that.
  held: async () => ({ patch: { dueAt: null } }),
  completed: recheckEnded,
  refunded: recheckEnded,
  cancelled: recheckEnded,
}
