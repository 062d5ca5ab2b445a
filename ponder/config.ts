import { z } from 'zod'
import { chainConfig, databaseUrlField, parseConfig, portField } from '../kit/config.ts'
import { LOG_LEVELS } from '../kit/log.ts'

const blockField = z.coerce.number().int().min(0).default(0)
const chainIdField = (chainId: number) => z.coerce.number().int().min(1).default(chainId)

const schema = z.object({
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  HOST: z.string().default('127.0.0.1'),
  ...chainConfig,
  GENEX_CHAIN_ID: chainIdField(719_719),
  BASE_CHAIN_ID: chainIdField(84_538_453),
  DATABASE_URL: databaseUrlField.default('postgres://genex:genex@127.0.0.1:5439/genex'),
  PONDER_PORT: portField(3030),
  /** The block of the first deployment; indexing starts there. */
  GENEX_START_BLOCK: blockField,
  BASE_START_BLOCK: blockField,
  /** Another place for the deployments than ignition/deployments. */
  DEPLOYMENTS_DIR: z.string().optional(),
  /** A fixed schema instead of the one named after code and deployment; without views then. */
  PONDER_SCHEMA: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,44}$/, 'must be a lower case name of at most 45 characters')
    .optional(),
  /** Index from the chains alone, not from what an earlier run has stored of them. */
  PONDER_IGNORE_CACHE: z.stringbool().default(false),
})

export type PonderConfig = z.output<typeof schema>

export function loadConfig(env: NodeJS.ProcessEnv = process.env): PonderConfig {
  return parseConfig(schema, env)
}
