import Stripe from 'stripe'
import { messageOf, RetryableError } from '../../kit/errors.ts'
import type { Secret } from '../../kit/secret.ts'
import { PROVIDER_TIMEOUT_MS, WEBHOOK_TOLERANCE_SEC } from '../limits.ts'
import { isNeverReached } from './never-reached.ts'
import { badSignature, type PaymentFacts, type PaymentProvider, ProviderRefusedError } from './provider.ts'

export interface StripeSettings {
  name: string
  secretKey: Secret
  webhookSecret: Secret
  /** Another server than Stripe's own: a double. */
  apiUrl?: string | undefined
}

/**
 * Cards, through Stripe's hosted Checkout with manual capture: the bank holds the money first, and we take it once nothing stands in the
 * way of delivering. https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
 */
export function createStripeProvider(settings: StripeSettings): PaymentProvider {
  const { name, secretKey, webhookSecret } = settings
  const stripe = new Stripe(secretKey.reveal(), {
    ...serverOf(settings.apiUrl),
    timeout: PROVIDER_TIMEOUT_MS,
    // Repeated by the purchase itself, which remembers across crashes.
    maxNetworkRetries: 0,
    telemetry: false,
  })
  const ask = <T>(call: Promise<T>) => call.catch((error: unknown) => Promise.reject(providerError(name, error)))
  const session = (id: string) =>
    ask(stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] }))
  return {
    name,
    method: 'card',
    refundsTo: 'payer',
    async open({ purchaseId, description, amountCents, returnUrl }, idempotencyKey) {
      const metadata = { purchase_id: purchaseId }
      const created = await ask(
        stripe.checkout.sessions.create(
          {
            mode: 'payment',
            client_reference_id: purchaseId,
            metadata,
            payment_intent_data: { capture_method: 'manual', metadata },
            line_items: [
              {
                quantity: 1,
                price_data: {
                  currency: 'usd',
                  unit_amount: Number(amountCents),
                  product_data: { name: description },
                },
              },
            ],
            success_url: returnUrl,
            cancel_url: returnUrl,
          },
          { idempotencyKey },
        ),
      )
      if (created.url) return { checkoutId: created.id, url: created.url }
      throw new ProviderRefusedError(name, 'The checkout has no page.')
    },
    query: async (checkoutId) => factsOf(await session(checkoutId)),
    async capture(paymentId, idempotencyKey) {
      await ask(stripe.paymentIntents.capture(paymentId, {}, { idempotencyKey }))
    },
    async release(checkoutId, idempotencyKey) {
      const { status, payment_intent: intent } = await session(checkoutId)
      if (status === 'open') await ask(stripe.checkout.sessions.expire(checkoutId, {}, { idempotencyKey }))
      else if (typeof intent === 'object' && intent?.status === 'requires_capture')
        await ask(stripe.paymentIntents.cancel(intent.id, {}, { idempotencyKey: `${idempotencyKey}:payment` }))
    },
    async refund({ paymentId, amountCents }, idempotencyKey) {
      await ask(stripe.refunds.create({ payment_intent: paymentId, amount: Number(amountCents) }, { idempotencyKey }))
    },
    async readWebhook(body, headers) {
      const signature = headers.get('stripe-signature') ?? ''
      const event = await stripe.webhooks
        .constructEventAsync(body, signature, webhookSecret.reveal(), WEBHOOK_TOLERANCE_SEC)
        .catch(() => Promise.reject(badSignature(name)))
      const object = event.data.object as { id?: string; object?: string; metadata?: Record<string, string> }
      const isCheckout = object.object === 'checkout.session'
      return {
        id: event.id,
        type: event.type,
        checkoutId: isCheckout ? object.id : undefined,
        purchaseId: object.metadata?.purchase_id,
      }
    },
    async check() {
      await ask(stripe.balance.retrieve())
    },
  }
}

function serverOf(apiUrl: string | undefined): { host: string; port: string; protocol: 'http' | 'https' } | object {
  if (apiUrl === undefined) return {}
  const { hostname, port, protocol } = new URL(apiUrl)
  const isPlain = protocol === 'http:'
  return { host: hostname, port: port || (isPlain ? '80' : '443'), protocol: isPlain ? 'http' : 'https' }
}

function factsOf(session: Stripe.Checkout.Session): PaymentFacts {
  const intent = typeof session.payment_intent === 'object' ? session.payment_intent : null
  const charge = typeof intent?.latest_charge === 'object' ? intent.latest_charge : null
  return {
    status: statusOf(session, intent),
    purchaseId: intent?.metadata.purchase_id ?? session.metadata?.purchase_id ?? '',
    currency: intent?.currency ?? session.currency ?? '',
    askedCents: BigInt(intent?.amount ?? session.amount_total ?? 0),
    takenCents: BigInt(intent?.amount_received ?? 0),
    refundedCents: BigInt(charge?.amount_refunded ?? 0),
    ...(intent ? { paymentId: intent.id } : {}),
  }
}

function statusOf(session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent | null): PaymentFacts['status'] {
  if (intent?.status === 'requires_capture') return 'authorized'
  if (intent?.status === 'succeeded') return 'paid'
  if (intent?.status === 'canceled' || session.status === 'expired') return 'closed'
  return 'open'
}

/** Errors of https://docs.stripe.com/error-handling: what says that nothing was done, and what leaves it open. */
function providerError(name: string, error: unknown): Error {
  const isOpen =
    (error instanceof Stripe.errors.StripeConnectionError && !isNeverReached(error)) ||
    error instanceof Stripe.errors.StripeAPIError ||
    error instanceof Stripe.errors.StripeIdempotencyError
  if (!isOpen && error instanceof Stripe.errors.StripeError)
    return new ProviderRefusedError(name, `${error.type}: ${error.message}`, error)
  const details = messageOf(error)
  return new RetryableError(`${name} does not answer.`, { code: 'PAYMENT_PROVIDER_AWAY', details, cause: error })
}
