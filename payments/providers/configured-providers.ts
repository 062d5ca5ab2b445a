import { BaseError } from '../../kit/errors.ts'
import type { Secret } from '../../kit/secret.ts'
import type { PaymentsConfig } from '../config.ts'
import { createCoinbaseCommerceProvider } from './coinbase-commerce.ts'
import type { PaymentProvider } from './provider.ts'
import { createStripeProvider } from './stripe.ts'

/** The providers that have keys, in the order in which they are preferred. */
export function configuredProviders(config: PaymentsConfig): PaymentProvider[] {
  const stripe = (name: string, secretKey?: Secret, webhookSecret?: Secret, apiUrl?: string) =>
    secretKey ? [createStripeProvider({ name, secretKey, webhookSecret: paired(name, webhookSecret), apiUrl })] : []
  const { COINBASE_COMMERCE_API_KEY: apiKey, COINBASE_COMMERCE_API_URL: apiUrl } = config
  const coinbase = (name: string) => {
    const webhookSecret = paired(name, config.COINBASE_COMMERCE_WEBHOOK_SECRET)
    return apiKey ? [createCoinbaseCommerceProvider({ name, apiKey, webhookSecret, apiUrl })] : []
  }
  return [
    ...stripe('stripe', config.STRIPE_SECRET_KEY, config.STRIPE_WEBHOOK_SECRET, config.STRIPE_API_URL),
    ...stripe(
      'stripe-spare',
      config.STRIPE_SPARE_SECRET_KEY,
      config.STRIPE_SPARE_WEBHOOK_SECRET,
      config.STRIPE_SPARE_API_URL,
    ),
    ...(apiKey ? coinbase('coinbase-commerce') : []),
  ]
}

/** A provider whose word cannot be checked is not used. */
function paired(name: string, webhookSecret: Secret | undefined): Secret {
  if (webhookSecret) return webhookSecret
  const details = `${name} has a key and no webhook secret.`
  throw new BaseError('A payment provider is half configured.', { code: 'CONFIG_INVALID', details, status: 500 })
}
