import { z } from 'zod'
import { chainConfig, commonConfig, databaseUrlField, portField } from '../kit/config.ts'
import { privateKeyField, privateKeysField } from '../kit/secret.ts'
import { FINALITY_RULES } from './outbox/chain.ts'

const schema = z.object({
  ...commonConfig,
  GENEX_RPC_URL: chainConfig.GENEX_RPC_URL,
  DEPLOYMENT_GENEX: chainConfig.DEPLOYMENT_GENEX,
  DATABASE_URL: databaseUrlField,
  RELAYER_PORT: portField(3010),
  /** The chain we sign for; another one is refused at start. */
  GENEX_CHAIN_ID: z.coerce.number().int().positive().default(719_719),
  /** `tags` on a chain whose node knows `safe` and `finalized` blocks. */
  GENEX_FINALITY: z.enum(FINALITY_RULES).default('depth'),
  /** Signs settlement transactions, one after another. */
  OPERATOR_KEY: privateKeyField,
  /** Sign batches of intents, one lane each. */
  RELAYER_KEYS: privateKeysField,
  /** Refills the other keys when they run low, at most so much on one UTC day; without it nothing is refilled. */
  TREASURY_KEY: privateKeyField.optional(),
  TREASURY_MAX_WEI_PER_DAY: z.coerce
    .bigint()
    .positive()
    .default(10n ** 19n),
  /** Signs for the operations that the paymaster pays (ERC-7677); without it none are paid. */
  SPONSOR_KEY: privateKeyField.optional(),
  /** What is sponsored for one account on one UTC day, all actions together. */
  SPONSORED_INTENTS_PER_DAY: z.coerce.number().int().positive().default(500),
  SPONSORED_GAS_PER_DAY: z.coerce.bigint().positive().default(100_000_000n),
  /** And for all accounts of one tenant, where its policy says nothing else. */
  SPONSORED_TENANT_INTENTS_PER_DAY: z.coerce.number().int().positive().default(10_000_000),
  SPONSORED_TENANT_GAS_PER_DAY: z.coerce.bigint().positive().default(2_000_000_000_000n),
})

/** Two lanes of one key would sign the same nonces. */
export const configSchema = schema.refine(
  ({ OPERATOR_KEY, RELAYER_KEYS, TREASURY_KEY }) => {
    const keys = [OPERATOR_KEY, ...RELAYER_KEYS, ...(TREASURY_KEY ? [TREASURY_KEY] : [])]
    return new Set(keys.map((key) => key.reveal().toLowerCase())).size === keys.length
  },
  { path: ['RELAYER_KEYS'], error: 'must differ from each other, from OPERATOR_KEY and from TREASURY_KEY' },
)
