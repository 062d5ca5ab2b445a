import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { messageOf, RetryableError } from '../../kit/errors.ts'
import type { Secret } from '../../kit/secret.ts'
import { PROVIDER_TIMEOUT_MS } from '../limits.ts'
import { isNeverReached } from './never-reached.ts'
import { badSignature, type PaymentFacts, type PaymentProvider, ProviderRefusedError } from './provider.ts'

export interface CoinbaseCommerceSettings {
  name: string
  apiKey: Secret
  webhookSecret: Secret
  apiUrl: string
}

const money = z.object({ amount: z.string().regex(/^\d{1,12}(\.\d{1,18})?$/), currency: z.string() })
const charge = z.object({
  id: z.string(),
  hosted_url: z.url(),
  metadata: z.record(z.string(), z.unknown()).default({}),
  pricing: z.object({ local: money }),
  timeline: z.array(z.object({ status: z.string() })).default([]),
  payments: z.array(z.object({ status: z.string(), value: z.object({ local: money }) })).default([]),
})
type Charge = z.output<typeof charge>
const chargeAnswer = z.object({ data: charge })
const webhookBody = z.object({
  event: z.object({
    id: z.string(),
    type: z.string(),
    data: z.object({ id: z.string(), metadata: z.record(z.string(), z.unknown()).default({}) }),
  }),
})

/**
 * Crypto, through charges of Coinbase Commerce. There is no authorisation and no refund in its interface: what was paid and cannot be
 * delivered as coupons is delivered as stablecoin. https://docs.cdp.coinbase.com/commerce/docs/welcome
 */
export function createCoinbaseCommerceProvider(settings: CoinbaseCommerceSettings): PaymentProvider {
  const { name, webhookSecret } = settings
  const call = createCalls(settings)
  const read = async (id: string) => chargeAnswer.parse(await call('GET', `/charges/${encodeURIComponent(id)}`)).data
  return {
    name,
    method: 'crypto',
    refundsTo: 'account',
    async open({ purchaseId, description, amountCents, returnUrl }) {
      const answer = await call('POST', '/charges', {
        name: description,
        description,
        pricing_type: 'fixed_price',
        local_price: { amount: dollarsOf(amountCents), currency: 'USD' },
        metadata: { purchase_id: purchaseId },
        redirect_url: returnUrl,
        cancel_url: returnUrl,
      })
      const { id, hosted_url: url } = chargeAnswer.parse(answer).data
      return { checkoutId: id, url }
    },
    query: async (checkoutId) => factsOf(await read(checkoutId)),
    // What is confirmed on chain is taken already.
    capture: async () => undefined,
    async release(checkoutId) {
      if (statusOf(await read(checkoutId)) !== 'open') return
      // Only a charge that nobody paid towards can be cancelled; another one ends by itself within the hour.
      await call('POST', `/charges/${encodeURIComponent(checkoutId)}/cancel`, {}).catch((error: unknown) => {
        if (!(error instanceof ProviderRefusedError)) throw error
      })
    },
    async refund() {
      throw new ProviderRefusedError(name, 'Charges cannot be paid back.')
    },
    async readWebhook(body, headers) {
      const expected = createHmac('sha256', webhookSecret.reveal()).update(body).digest()
      const given = Buffer.from(headers.get('x-cc-webhook-signature') ?? '', 'hex')
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw badSignature(name)
      const { id, type, data } = webhookBody.parse(JSON.parse(body)).event
      return { id, type, checkoutId: data.id, purchaseId: purchaseOf(data.metadata) }
    },
    async check() {
      await call('GET', '/charges?limit=1')
    },
  }
}

/** Calls as the documentation wants them: key and version in headers, JSON both ways. */
function createCalls({ name, apiKey, apiUrl }: CoinbaseCommerceSettings) {
  return async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    const headers = {
      'X-CC-Api-Key': apiKey.reveal(),
      'X-CC-Version': '2018-03-22',
      'content-type': 'application/json',
      accept: 'application/json',
    }
    const signal = AbortSignal.timeout(PROVIDER_TIMEOUT_MS)
    const init = { method, headers, signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const response = await fetch(new URL(path, apiUrl), init).catch((error: unknown) => {
      if (isNeverReached(error)) throw new ProviderRefusedError(name, messageOf(error), error)
      throw away(name, messageOf(error), error)
    })
    const text = await response.text().catch((error: unknown) => Promise.reject(away(name, messageOf(error), error)))
    if (response.ok) return JSON.parse(text)
    if (response.status >= 500) throw away(name, `It answered ${response.status}.`)
    throw new ProviderRefusedError(name, `It answered ${response.status}.`)
  }
}

function away(name: string, details: string, cause?: unknown): RetryableError {
  return new RetryableError(`${name} does not answer.`, { code: 'PAYMENT_PROVIDER_AWAY', details, cause })
}

function factsOf(given: Charge): PaymentFacts {
  const { amount, currency } = given.pricing.local
  const confirmed = given.payments.filter(({ status }) => status === 'CONFIRMED')
  return {
    status: statusOf(given),
    purchaseId: purchaseOf(given.metadata) ?? '',
    currency: currency.toLowerCase(),
    askedCents: centsOf(amount),
    takenCents: confirmed.reduce((sum, { value }) => sum + centsOf(value.local.amount), 0n),
    refundedCents: 0n,
    paymentId: given.id,
  }
}

/** UNRESOLVED is paid late, twice, too much or too little: whatever was taken is told, the comparison is the purchase's. */
function statusOf({ timeline, payments }: Charge): PaymentFacts['status'] {
  const last = timeline.at(-1)?.status ?? 'NEW'
  const isTaken = payments.some(({ status }) => status === 'CONFIRMED')
  if (isTaken && ['COMPLETED', 'RESOLVED', 'UNRESOLVED', 'EXPIRED', 'CANCELED'].includes(last)) return 'paid'
  return last === 'EXPIRED' || last === 'CANCELED' ? 'closed' : 'open'
}

function purchaseOf(metadata: Record<string, unknown>): string | undefined {
  return typeof metadata.purchase_id === 'string' ? metadata.purchase_id : undefined
}

/** Rounded down to the cent: what was taken is never told too high. */
function centsOf(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole) * 100n + BigInt(fraction.slice(0, 2).padEnd(2, '0'))
}

function dollarsOf(cents: bigint): string {
  return `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`
}
