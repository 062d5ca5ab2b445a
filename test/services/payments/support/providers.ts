import { Secret } from '../../../../kit/secret.ts'
import { closeHttp } from '../../../../kit/serve.ts'
import { startCoinbaseDouble } from '../../../../local/doubles/coinbase-commerce.ts'
import { startStripeDouble } from '../../../../local/doubles/stripe.ts'
import { createCoinbaseCommerceProvider } from '../../../../payments/providers/coinbase-commerce.ts'
import { createStripeProvider } from '../../../../payments/providers/stripe.ts'
import { freePort } from '../../relayer/support/places.ts'

const KEY = 'sk_test_of_the_double_only'
export const WEBHOOK_SECRET = 'whsec_of_the_double_only'
const NOWHERE = 'http://127.0.0.1:1/'

/** A double of Stripe and our side of it; what it sends goes to `webhookUrl`. */
export async function openStripe(name = 'stripe', webhookUrl = NOWHERE) {
  const place = { host: '127.0.0.1', port: await freePort() }
  const double = await startStripeDouble({ ...place, secretKey: KEY, webhookSecret: WEBHOOK_SECRET, webhookUrl })
  const secrets = { secretKey: new Secret(KEY), webhookSecret: new Secret(WEBHOOK_SECRET) }
  const provider = createStripeProvider({ name, ...secrets, apiUrl: double.url })
  return { double, provider, close: () => close(double) }
}

export async function openCoinbase(webhookUrl = NOWHERE) {
  const place = { host: '127.0.0.1', port: await freePort() }
  const double = await startCoinbaseDouble({ ...place, apiKey: KEY, webhookSecret: WEBHOOK_SECRET, webhookUrl })
  const secrets = { apiKey: new Secret(KEY), webhookSecret: new Secret(WEBHOOK_SECRET) }
  const provider = createCoinbaseCommerceProvider({ name: 'coinbase-commerce', ...secrets, apiUrl: double.url })
  return { double, provider, close: () => close(double) }
}

async function close({ sender, server }: Pick<Awaited<ReturnType<typeof startStripeDouble>>, 'sender' | 'server'>) {
  sender.close()
  server.closeAllConnections()
  await closeHttp(server)
}
