import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalOptions } from './config.ts'
import type { LocalEnvironment } from './environment.ts'
import { localKey } from './keys.ts'

/** What the payments process reads of the common variables: no key of another service. */
const SHARED = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'TZ',
  'LOG_LEVEL',
  'HOST',
  'DATA_DIR',
  'INTERNAL_TOKEN',
  'DATABASE_URL',
]
const SHARED_TOO = [
  'GENEX_RPC_URL',
  'DEPLOYMENT_GENEX',
  'SEQUENCER_URL',
  'RELAYER_URL',
  'PAYMENTS_PORT',
  'PAYMENTS_URL',
]

const SECRETS = [
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'COINBASE_COMMERCE_API_KEY',
  'COINBASE_COMMERCE_WEBHOOK_SECRET',
] as const

type Options = Pick<LocalOptions, 'dataDir' | 'ports'>

/** The environment of payments/main.ts: the providers' secrets and the desk's key are in no other process of ours. */
export function paymentsEnvironment(options: Options, environment: LocalEnvironment): LocalEnvironment {
  const { STRIPE_DOUBLE_PORT, COINBASE_DOUBLE_PORT, API_PORT } = options.ports
  return {
    ...pick(environment, [...SHARED, ...SHARED_TOO]),
    ...providerSecrets(options),
    STRIPE_API_URL: `http://127.0.0.1:${STRIPE_DOUBLE_PORT}`,
    COINBASE_COMMERCE_API_URL: `http://127.0.0.1:${COINBASE_DOUBLE_PORT}`,
    CHECKOUT_RETURN_URL: `http://localhost:${API_PORT}/`,
    DESK_KEY: localKey('desk'),
  }
}

/** The environment of the providers' doubles: what both sides of a contract with a provider know, nothing else. */
export function doublesEnvironment(options: Options, environment: LocalEnvironment): LocalEnvironment {
  const { STRIPE_DOUBLE_PORT, COINBASE_DOUBLE_PORT } = options.ports
  return {
    ...pick(environment, [
      ...SHARED.filter((name) => name !== 'INTERNAL_TOKEN' && name !== 'DATABASE_URL'),
      'PAYMENTS_URL',
    ]),
    ...providerSecrets(options),
    STRIPE_DOUBLE_PORT: String(STRIPE_DOUBLE_PORT),
    COINBASE_DOUBLE_PORT: String(COINBASE_DOUBLE_PORT),
  }
}

function providerSecrets({ dataDir }: Options): LocalEnvironment {
  const file = join(dataDir, 'payments', 'secrets.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  const secrets = Object.fromEntries(SECRETS.map((name) => [name, `test_${randomBytes(24).toString('hex')}`]))
  mkdirSync(join(dataDir, 'payments'), { recursive: true, mode: 0o700 })
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 })
  return secrets
}

function pick(environment: LocalEnvironment, names: readonly string[]): LocalEnvironment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => names.includes(name)))
}
