import { z } from 'zod'
import { BaseError, type FieldError } from './errors.ts'
import { MAX_RPC_ENDPOINTS } from './limits.ts'
import { LOG_LEVELS } from './log.ts'
import { secretField } from './secret.ts'

/** The environment does not make a valid configuration; the message names every variable that is wrong. */
export class ConfigError extends BaseError {
  readonly fields: readonly FieldError[]

  constructor(fields: readonly FieldError[]) {
    const details = fields.map(({ field, reason }) => `${field}: ${reason}`).join('; ')
    super('The configuration is not valid.', { code: 'CONFIG_INVALID', details, status: 500 })
    this.fields = fields
  }
}

/** Parses the environment once, at start; an empty variable counts as unset. */
export function parseConfig<Schema extends z.ZodType>(schema: Schema, env: NodeJS.ProcessEnv): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  throw new ConfigError(
    result.error.issues.map((issue) => {
      const field = issue.path.join('.')
      return { field, reason: field in given ? issue.message : `is not set (${issue.message})` }
    }),
  )
}

export const portField = (port: number) => z.coerce.number().int().min(1).max(65_535).default(port)
export const httpUrlField = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })
/** The nodes of a chain in order of preference, separated by commas; one is enough. */
export const rpcUrlsField = z
  .string()
  .transform((value) => value.split(',').map((url) => url.trim()))
  .pipe(z.array(httpUrlField).min(1).max(MAX_RPC_ENDPOINTS))
export const wsUrlField = z.url({ protocol: /^wss?$/, error: 'must be a ws or wss URL' })
export const databaseUrlField = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres URL' })

/** Variables that every service reads; spread into a service's own `z.object`. */
export const commonConfig = {
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  DATA_DIR: z.string().default('.genex'),
  HOST: z.string().default('127.0.0.1'),
  INTERNAL_TOKEN: secretField(),
}

/** Variables of the services that read chains. */
export const chainConfig = {
  GENEX_RPC_URL: rpcUrlsField.default(['http://127.0.0.1:8545']),
  GENEX_WS_URL: wsUrlField.default('ws://127.0.0.1:8545'),
  BASE_RPC_URL: rpcUrlsField.default(['http://127.0.0.1:8546']),
  BASE_WS_URL: wsUrlField.default('ws://127.0.0.1:8546'),
  DEPLOYMENT_GENEX: z.string().default('genex-local'),
  DEPLOYMENT_BASE: z.string().default('base-local'),
}
