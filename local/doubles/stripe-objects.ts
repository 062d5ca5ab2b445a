/** The fields of Stripe's objects that its documentation names and that anybody here reads (API 2026-10-28). */
export interface StripeSession {
  id: string
  object: 'checkout.session'
  status: 'open' | 'complete' | 'expired'
  payment_status: 'unpaid' | 'paid'
  mode: 'payment'
  amount_total: number
  currency: string
  client_reference_id: string | null
  metadata: Record<string, string>
  payment_intent: string | null
  success_url: string
  cancel_url: string
  url: string | null
  expires_at: number
}

export interface StripeIntent {
  id: string
  object: 'payment_intent'
  status: 'requires_payment_method' | 'requires_capture' | 'succeeded' | 'canceled'
  capture_method: 'manual' | 'automatic'
  amount: number
  amount_capturable: number
  amount_received: number
  currency: string
  metadata: Record<string, string>
  latest_charge: string | null
}

export interface StripeCharge {
  id: string
  object: 'charge'
  payment_intent: string
  amount: number
  amount_captured: number
  amount_refunded: number
  captured: boolean
  refunded: boolean
  currency: string
  metadata: Record<string, string>
}

export interface StripeRefund {
  id: string
  object: 'refund'
  amount: number
  payment_intent: string
  charge: string
  status: 'succeeded'
}

/** An answer with Stripe's kind of error. */
export class StripeRefusal extends Error {
  readonly status: number
  readonly body: { error: { type: string; code?: string; message: string } }

  constructor(status: number, type: string, message: string, code?: string) {
    super(message)
    this.status = status
    this.body = { error: { type, message, ...(code ? { code } : {}) } }
  }
}

export const invalid = (message: string, code?: string) =>
  new StripeRefusal(400, 'invalid_request_error', message, code)
export const missing = (what: string, id: string) =>
  new StripeRefusal(404, 'invalid_request_error', `No such ${what}: '${id}'`, 'resource_missing')
