import { BaseError } from '../../kit/errors.ts'

export const PAYMENT_METHODS = ['card', 'crypto'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]

/** What a person is asked to pay at the provider's own page; no card ever comes near us. */
export interface CheckoutWish {
  purchaseId: string
  /** Shown on the page and on the bank statement; names no person. */
  description: string
  amountCents: bigint
  returnUrl: string
}

export interface Checkout {
  checkoutId: string
  url: string
}

/**
 * What the provider says of a checkout now, asked and never told. open: the person may still pay; authorized: the bank holds the money
 * for us; paid: it was taken; closed: nothing was taken and nothing can be any more.
 */
export interface PaymentFacts {
  status: 'open' | 'authorized' | 'paid' | 'closed'
  /** The purchase that the checkout was made for, by the provider's own record. */
  purchaseId: string
  /** ISO 4217, lower case. */
  currency: string
  askedCents: bigint
  /** Taken altogether; 0 while only authorised. */
  takenCents: bigint
  refundedCents: bigint
  /** The payment behind the checkout, once there is one. */
  paymentId?: string
}

/** A webhook whose signature was right. It is a reason to ask, never an answer. */
export interface ProviderEvent {
  id: string
  type: string
  checkoutId?: string | undefined
  purchaseId?: string | undefined
}

/** One payment provider. Every effect carries a key under which a repetition does nothing. */
export interface PaymentProvider {
  readonly name: string
  readonly method: PaymentMethod
  /** payer: by the way the money came; account: in stablecoin into the buyer's account, where the provider cannot pay back. */
  readonly refundsTo: 'payer' | 'account'
  /** @throws ProviderRefusedError when certainly nothing was begun; RetryableError when that is not known. */
  open(wish: CheckoutWish, key: string): Promise<Checkout>
  query(checkoutId: string): Promise<PaymentFacts>
  /** Takes what is authorised. */
  capture(paymentId: string, key: string): Promise<void>
  /** Ends an open checkout or lets go of an authorisation; to be followed by a query. */
  release(checkoutId: string, key: string): Promise<void>
  refund(wish: { paymentId: string; amountCents: bigint }, key: string): Promise<void>
  /** @throws BaseError WEBHOOK_SIGNATURE_INVALID. */
  readWebhook(body: string, headers: Headers): Promise<ProviderEvent>
  /** Throws while the provider is not well. */
  check(): Promise<void>
}

/** The provider said no, and nothing was begun there. */
export class ProviderRefusedError extends BaseError {
  constructor(provider: string, details: string, cause?: unknown) {
    super(`${provider} refused.`, { code: 'PAYMENT_PROVIDER_REFUSED', details, status: 502, cause })
  }
}

export function badSignature(provider: string): BaseError {
  return new BaseError('The webhook is not signed.', {
    code: 'WEBHOOK_SIGNATURE_INVALID',
    details: `${provider} did not sign these bytes with the secret that we share, or too long ago.`,
    status: 400,
  })
}
