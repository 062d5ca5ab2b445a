import { z } from 'zod'
import { httpUrlField, parseConfig } from '../../kit/config.ts'
import { addressField } from '../../kit/fields.ts'
import { privateKeyField } from '../../kit/secret.ts'

const schema = z.object({
  /** Any node of the chain. */
  RPC_URL: httpUrlField,
  /** Address of the core, Settlement. */
  CORE: addressField,
  /** Private key of whoever calls and pays the gas. */
  CALLER_KEY: privateKeyField,
})

export const readConfig = (env: NodeJS.ProcessEnv) => parseConfig(schema, env)
