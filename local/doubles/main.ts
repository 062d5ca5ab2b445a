import { join } from 'node:path'
import { z } from 'zod'
import { httpUrlField, parseConfig, portField } from '../../kit/config.ts'
import { createLogger, LOG_LEVELS } from '../../kit/log.ts'
import { closeHttp } from '../../kit/serve.ts'
import { Shutdown } from '../../kit/shutdown.ts'
import { startCoinbaseDouble } from './coinbase-commerce.ts'
import { startStripeDouble } from './stripe.ts'

/** The payment providers of a local system: no call leaves the machine, and any test card buys. */
const schema = z.object({
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string(),
  PAYMENTS_URL: httpUrlField,
  STRIPE_DOUBLE_PORT: portField(3061),
  COINBASE_DOUBLE_PORT: portField(3062),
  STRIPE_SECRET_KEY: z.string(),
  STRIPE_WEBHOOK_SECRET: z.string(),
  COINBASE_COMMERCE_API_KEY: z.string(),
  COINBASE_COMMERCE_WEBHOOK_SECRET: z.string(),
})
const config = parseConfig(schema, process.env)
const log = createLogger('providers', config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const { HOST: host } = config

const stripe = await startStripeDouble({
  host,
  port: config.STRIPE_DOUBLE_PORT,
  secretKey: config.STRIPE_SECRET_KEY,
  webhookSecret: config.STRIPE_WEBHOOK_SECRET,
  webhookUrl: `${config.PAYMENTS_URL}/webhooks/stripe`,
  file: join(config.DATA_DIR, 'stripe-double.json'),
})
const coinbase = await startCoinbaseDouble({
  host,
  port: config.COINBASE_DOUBLE_PORT,
  apiKey: config.COINBASE_COMMERCE_API_KEY,
  webhookSecret: config.COINBASE_COMMERCE_WEBHOOK_SECRET,
  webhookUrl: `${config.PAYMENTS_URL}/webhooks/coinbase-commerce`,
  file: join(config.DATA_DIR, 'coinbase-double.json'),
})
for (const double of [stripe, coinbase])
  shutdown.add(double.url, async () => {
    double.sender.close()
    await closeHttp(double.server)
  })
log.info({ stripe: stripe.url, coinbase: coinbase.url }, 'doubles of the payment providers ready')
