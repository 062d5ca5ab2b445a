import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LocalOptions } from './config.ts'
import { localKey } from './keys.ts'
import { mappingSigners } from './mapping-parties.ts'
import { localDatabaseUrl } from './postgres.ts'

/** What every child and every script that plays with the local system reads: one place, one set of names. */
export type LocalEnvironment = Record<string, string>

export function localEnvironment(options: LocalOptions): LocalEnvironment {
  const { ports, dataDir, deployments, logLevel } = options
  const { GENEX_CHAIN_PORT: genex, BASE_CHAIN_PORT: base } = ports
  return {
    ...systemVariables(),
    ...localSecrets(dataDir),
    LOG_LEVEL: logLevel,
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PUBLIC_URL: `http://127.0.0.1:${ports.API_PORT}`,
    // Browsers give passkeys to names only, never to addresses.
    PASSKEY_RP_ID: 'localhost',
    // One-time codes stay in the database: there is nobody else to send them.
    MESSAGES: 'outbox',
    // Webhooks may go to programs on this machine; mail and SMS have no server here and are left out.
    OUTBOUND_LOCAL: 'on',
    PASSKEY_ORIGINS: `http://localhost:${ports.API_PORT}`,
    GENEX_RPC_URL: `http://127.0.0.1:${genex}`,
    GENEX_WS_URL: `ws://127.0.0.1:${genex}`,
    BASE_RPC_URL: `http://127.0.0.1:${base}`,
    BASE_WS_URL: `ws://127.0.0.1:${base}`,
    DATABASE_URL: options.databaseUrl ?? localDatabaseUrl(ports.POSTGRES_PORT),
    DEPLOYMENT_GENEX: deployments.genex,
    DEPLOYMENT_BASE: deployments.base,
    ...serviceVariables(ports),
    MAPPING_SIGNERS: mappingSigners(options),
    ...options.journal,
    // A whole market of people plays from one address here, and asks for states instead of waiting for a stream.
    RATE_LIMIT_FACTOR: '10',
    OPERATOR_KEY: localKey('operator'),
    COSIGNER_KEY: localKey('coSigner'),
    RELAYER_KEYS: [localKey('relayer0'), localKey('relayer1'), localKey('relayer2')].join(','),
    // What the local deployments name as the paymaster's sponsor.
    SPONSOR_KEY: localKey('relayer2'),
    SUSPENDER_KEY: localKey('marketWatch'),
    COMPLIANCE_KEY: localKey('compliance'),
  }
}

function serviceVariables(ports: LocalOptions['ports']): LocalEnvironment {
  const names = ['PONDER', 'SEQUENCER', 'RELAYER', 'WATCH', 'PAYMENTS', 'NOTIFIER', 'API'] as const
  return Object.fromEntries(
    names.flatMap((name) => {
      const port = ports[`${name}_PORT`]
      return [
        [`${name}_PORT`, String(port)],
        [`${name}_URL`, `http://127.0.0.1:${port}`],
      ]
    }),
  )
}

/** Children inherit nothing else: a forgotten variable of somebody's shell changes nothing. */
function systemVariables(): LocalEnvironment {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(kept)
}

/** How each secret is made at the first start. */
const LOCAL_SECRETS: Record<string, () => string> = {
  INTERNAL_TOKEN: randomHex,
  MAPPING_TOKEN: randomHex,
  JWT_SECRET: randomHex,
  FIELD_KEYS: () => `local-1:${randomHex()}`,
  CONTACT_KEY: randomHex,
}

/** Made at the first start and kept, so that sessions outlive a restart; one that a newer release needs is added. */
function localSecrets(dataDir: string): LocalEnvironment {
  const file = join(dataDir, 'secrets.json')
  const known: LocalEnvironment = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const missing = Object.entries(LOCAL_SECRETS).filter(([name]) => known[name] === undefined)
  if (missing.length === 0) return known
  const secrets = { ...known, ...Object.fromEntries(missing.map(([name, make]) => [name, make()])) }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 })
  return secrets
}

function randomHex(): string {
  return randomBytes(32).toString('hex')
}
