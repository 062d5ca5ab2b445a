import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKeystore } from '../kit/keystore.ts'
import { Secret } from '../kit/secret.ts'
import { PARTIES, type Party } from '../sdk/src/mapping/parties.ts'
import type { LocalOptions } from './config.ts'
import type { LocalEnvironment } from './environment.ts'

const PORT_NAMES = {
  platform: 'MAPPING_PLATFORM_PORT',
  hsm: 'MAPPING_HSM_PORT',
  auditor: 'MAPPING_AUDITOR_PORT',
} as const satisfies Record<Party, keyof LocalOptions['ports']>

/** What a signer reads of the common variables; no service's key, no database, no other party's passphrase. */
const SHARED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'LOG_LEVEL', 'HOST', 'MAPPING_TOKEN', 'GENEX_RPC_URL']
const SHARED_TOO = ['DEPLOYMENT_GENEX', 'MAPPING_SIGNERS']

export function mappingPort({ ports }: Pick<LocalOptions, 'ports'>, party: Party): number {
  return ports[PORT_NAMES[party]]
}

/** MAPPING_SIGNERS: each party's address and place. The keys are made at the first start, each with a passphrase of its own. */
export function mappingSigners(options: Pick<LocalOptions, 'dataDir' | 'ports'>): string {
  return PARTIES.map((party) => {
    const { MAPPING_KEYSTORE: file, MAPPING_KEY_PASSPHRASE: passphrase } = ownVariables(options, party)
    return `${party}=${createKeystore(file, new Secret(passphrase))}@http://127.0.0.1:${mappingPort(options, party)}`
  }).join(',')
}

/** The environment of one party's process. */
export function partyEnvironment(
  options: Pick<LocalOptions, 'dataDir' | 'ports'>,
  environment: LocalEnvironment,
  party: Party,
): LocalEnvironment {
  const names = [...SHARED, ...SHARED_TOO]
  const shared = Object.fromEntries(Object.entries(environment).filter(([name]) => names.includes(name)))
  return { ...shared, ...ownVariables(options, party) }
}

function ownVariables(options: Pick<LocalOptions, 'dataDir' | 'ports'>, party: Party) {
  const directory = join(options.dataDir, 'mapping', party)
  return {
    MAPPING_PARTY: party,
    MAPPING_SIGNER_PORT: String(mappingPort(options, party)),
    MAPPING_LEDGER: join(directory, 'ledger.sqlite'),
    MAPPING_KEY: 'file',
    MAPPING_KEYSTORE: join(directory, 'key.json'),
    MAPPING_KEY_PASSPHRASE: passphraseIn(directory),
  }
}

function passphraseIn(directory: string): string {
  const file = join(directory, 'passphrase')
  if (!existsSync(file)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 })
  }
  return readFileSync(file, 'utf8')
}
