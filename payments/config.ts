import { z } from 'zod'
import { chainConfig, commonConfig, databaseUrlField, httpUrlField, portField } from '../kit/config.ts'
import { privateKeyField, secretField } from '../kit/secret.ts'
import { sequencerUrlsField } from '../kit/sequencer-urls.ts'

export const paymentsConfig = z
  .object({
    ...commonConfig,
    GENEX_RPC_URL: chainConfig.GENEX_RPC_URL,
    DEPLOYMENT_GENEX: chainConfig.DEPLOYMENT_GENEX,
    DATABASE_URL: databaseUrlField,
    PAYMENTS_PORT: portField(3060),
    SEQUENCER_URL: sequencerUrlsField.prefault('http://127.0.0.1:3020'),
    RELAYER_URL: httpUrlField.default('http://127.0.0.1:3010'),
    /** Where the provider's page sends people back to; `?purchase=<id>` is added. */
    CHECKOUT_RETURN_URL: httpUrlField.default('http://127.0.0.1:3000/'),
    /** The account whose stablecoin, inside the core, is sold to people. */
    DESK_KEY: privateKeyField,
    /** Whose policy at the relayer sponsors the desk's transfers; one account is sponsored 500 a day without one. */
    DESK_TENANT: z.string().default('genex'),
    /** Cards. Without a key there are none. */
    STRIPE_SECRET_KEY: secretField().optional(),
    STRIPE_WEBHOOK_SECRET: secretField().optional(),
    STRIPE_API_URL: httpUrlField.optional(),
    /** A second account at Stripe, or a server that speaks like it, for when the first one is away. */
    STRIPE_SPARE_SECRET_KEY: secretField().optional(),
    STRIPE_SPARE_WEBHOOK_SECRET: secretField().optional(),
    STRIPE_SPARE_API_URL: httpUrlField.optional(),
    /** Crypto. */
    COINBASE_COMMERCE_API_KEY: secretField().optional(),
    COINBASE_COMMERCE_WEBHOOK_SECRET: secretField().optional(),
    COINBASE_COMMERCE_API_URL: httpUrlField.default('https://api.commerce.coinbase.com'),
  })
  .refine((config) => config.STRIPE_SECRET_KEY || config.COINBASE_COMMERCE_API_KEY, {
    path: ['STRIPE_SECRET_KEY'],
    error: 'or COINBASE_COMMERCE_API_KEY must be set',
  })

export type PaymentsConfig = z.output<typeof paymentsConfig>
