import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import {
  invalid,
  missing,
  type StripeCharge,
  type StripeIntent,
  type StripeRefund,
  StripeRefusal,
  type StripeSession,
} from './stripe-objects.ts'

interface Kept {
  sessions: Record<string, StripeSession>
  intents: Record<string, StripeIntent>
  charges: Record<string, StripeCharge>
}

/** Test cards of https://docs.stripe.com/testing; any other number is taken. */
const DECLINED: Record<string, string> = {
  '4000000000000002': 'generic_decline',
  '4000000000009995': 'insufficient_funds',
  '4000000000000069': 'expired_card',
}

export type Tell = (type: string, object: object) => void

/** What Stripe knows: sessions, payments, refunds and their rules. Kept in a file where one is given. */
export class StripeBooks {
  readonly #file: string | undefined
  readonly #tell: Tell
  readonly #kept: Kept

  constructor(tell: Tell, file?: string) {
    this.#file = file
    this.#tell = tell
    const isThere = file !== undefined && existsSync(file)
    this.#kept = isThere ? JSON.parse(readFileSync(file, 'utf8')) : { sessions: {}, intents: {}, charges: {} }
  }

  createSession(form: URLSearchParams, pageUrl: string): StripeSession {
    const item = 'line_items[0]'
    const amount = Number(form.get(`${item}[price_data][unit_amount]`)) * Number(form.get(`${item}[quantity]`))
    if (!(amount >= 50))
      throw invalid('The Checkout Session’s total must convert to at least 50 cents.', 'amount_too_small')
    if (form.get('payment_intent_data[capture_method]') !== 'manual')
      throw invalid('This double captures manually only.')
    const id = newId('cs_test')
    const session: StripeSession = {
      id,
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      mode: 'payment',
      amount_total: amount,
      currency: form.get(`${item}[price_data][currency]`) ?? 'usd',
      client_reference_id: form.get('client_reference_id'),
      metadata: metadataOf(form),
      payment_intent: null,
      success_url: form.get('success_url') ?? '',
      cancel_url: form.get('cancel_url') ?? '',
      url: `${pageUrl}/c/pay/${id}`,
      expires_at: Math.floor(Date.now() / 1000) + 86_400,
    }
    this.#kept.sessions[id] = session
    return this.#changed(session)
  }

  session(id: string): StripeSession {
    return this.#kept.sessions[id] ?? fail(missing('checkout.session', id))
  }

  intent(id: string): StripeIntent {
    return this.#kept.intents[id] ?? fail(missing('payment_intent', id))
  }

  /** A session as it looks with `expand[]=payment_intent.latest_charge`. */
  expanded(session: StripeSession): object {
    const intent = session.payment_intent ? this.intent(session.payment_intent) : null
    const charge = intent?.latest_charge ? this.#kept.charges[intent.latest_charge] : null
    return { ...session, payment_intent: intent && { ...intent, latest_charge: charge } }
  }

  expire(id: string): StripeSession {
    const session = this.session(id)
    if (session.status !== 'open') throw invalid('Only Checkout Sessions with a status in ["open"] can be expired.')
    Object.assign(session, { status: 'expired', url: null })
    this.#tell('checkout.session.expired', session)
    return this.#changed(session)
  }

  /** The person pays at the hosted page. @throws StripeRefusal card_declined. */
  pay(id: string, cardNumber: string): StripeSession {
    const session = this.session(id)
    if (session.status !== 'open') throw invalid('This Checkout Session is not open.')
    const decline = DECLINED[cardNumber.replaceAll(/\D/g, '')]
    if (decline) {
      this.#tell('payment_intent.payment_failed', { object: 'payment_intent', metadata: session.metadata })
      throw new StripeRefusal(402, 'card_error', 'Your card was declined.', decline)
    }
    const { amount_total: amount, currency, metadata } = session
    const charge: StripeCharge = {
      id: newId('ch'),
      object: 'charge',
      payment_intent: newId('pi'),
      amount,
      amount_captured: 0,
      amount_refunded: 0,
      captured: false,
      refunded: false,
      currency,
      metadata,
    }
    const intent: StripeIntent = {
      id: charge.payment_intent,
      object: 'payment_intent',
      status: 'requires_capture',
      capture_method: 'manual',
      amount,
      amount_capturable: amount,
      amount_received: 0,
      currency,
      metadata,
      latest_charge: charge.id,
    }
    this.#kept.charges[charge.id] = charge
    this.#kept.intents[intent.id] = intent
    Object.assign(session, { status: 'complete', payment_intent: intent.id, url: null })
    this.#tell('payment_intent.amount_capturable_updated', intent)
    this.#tell('checkout.session.completed', session)
    return this.#changed(session)
  }

  capture(id: string): StripeIntent {
    const intent = this.intent(id)
    if (intent.status !== 'requires_capture')
      throw invalid(
        `This PaymentIntent could not be captured because it has a status of ${intent.status}.`,
        'payment_intent_unexpected_state',
      )
    Object.assign(intent, { status: 'succeeded', amount_received: intent.amount_capturable, amount_capturable: 0 })
    const charge = this.#chargeOf(intent)
    Object.assign(charge, { captured: true, amount_captured: intent.amount_received })
    this.#tell('charge.captured', charge)
    this.#tell('payment_intent.succeeded', intent)
    return this.#changed(intent)
  }

  cancel(id: string): StripeIntent {
    const intent = this.intent(id)
    if (intent.status !== 'requires_capture')
      throw invalid(
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
        'payment_intent_unexpected_state',
      )
    Object.assign(intent, { status: 'canceled', amount_capturable: 0 })
    this.#tell('payment_intent.canceled', intent)
    return this.#changed(intent)
  }

  refund(id: string, amount: number): StripeRefund {
    const charge = this.#chargeOf(this.intent(id))
    const left = charge.amount_captured - charge.amount_refunded
    if (left <= 0) throw invalid(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded')
    if (!(amount > 0) || amount > left) throw invalid('Refund amount is greater than unrefunded amount on charge.')
    charge.amount_refunded += amount
    charge.refunded = charge.amount_refunded === charge.amount_captured
    const refund: StripeRefund = {
      id: newId('re'),
      object: 'refund',
      amount,
      payment_intent: id,
      charge: charge.id,
      status: 'succeeded',
    }
    this.#tell('charge.refunded', charge)
    return this.#changed(refund)
  }

  /** For tests: another amount or owner than we asked for. */
  tamper(id: string, changes: object): void {
    this.#changed(Object.assign(this.#kept.sessions[id] ?? this.#kept.intents[id] ?? {}, changes))
  }

  /** What was taken and not given back, in cents. */
  balance(): { taken: number; refunded: number; held: number } {
    const charges = Object.values(this.#kept.charges)
    const sum = (field: 'amount_captured' | 'amount_refunded') => charges.reduce((all, each) => all + each[field], 0)
    const held = Object.values(this.#kept.intents).reduce((all, each) => all + each.amount_capturable, 0)
    return { taken: sum('amount_captured'), refunded: sum('amount_refunded'), held }
  }

  #chargeOf({ latest_charge: id }: StripeIntent): StripeCharge {
    return this.#kept.charges[id ?? ''] ?? fail(missing('charge', `${id}`))
  }

  #changed<T>(object: T): T {
    if (this.#file) writeFileSync(this.#file, JSON.stringify(this.#kept), { mode: 0o600 })
    return object
  }
}

export const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`

function metadataOf(form: URLSearchParams): Record<string, string> {
  const entries = [...form].map(([name, value]) => [/^metadata\[(\w+)\]$/.exec(name)?.[1], value] as const)
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[0] !== undefined))
}

function fail(error: Error): never {
  throw error
}
