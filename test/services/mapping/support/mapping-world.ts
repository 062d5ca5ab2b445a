import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import pg from 'pg'
import { type Address, createPublicClient, type Hex, http, type LocalAccount, zeroAddress } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { createMappingSigners } from '../../../../api/clients/mapping-signers.ts'
import { readConfig } from '../../../../api/config.ts'
import type { Change } from '../../../../api/domain/address-map/change-mapping.ts'
import { type AddressMapDependencies, authorityOf } from '../../../../api/domain/address-map/dependencies.ts'
import { migrateAddressMap } from '../../../../api/store/address-map/records.ts'
import { migrateApp } from '../../../../api/store/database.ts'
import { DEPLOYMENTS_DIR, readAddresses } from '../../../../kit/addresses.ts'
import { normalizeContact } from '../../../../kit/contact.ts'
import { createLogger } from '../../../../kit/log.ts'
import { anvilSpec, CHAINS } from '../../../../local/anvil.ts'
import type { LocalOptions } from '../../../../local/config.ts'
import { mappingPort, mappingSigners, partyEnvironment } from '../../../../local/mapping-parties.ts'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres } from '../../../../local/postgres.ts'
import { answersOk } from '../../../../local/until.ts'
import { PARTIES, type Party } from '../../../../sdk/src/mapping/parties.ts'
import type { LoggedMapping } from '../../../../sdk/src/mapping/record.ts'
import { hashMapping, mappingChangeTypedData } from '../../../../sdk/src/typed-data/mapping.ts'
import { Child } from '../../relayer/support/child.ts'
import { freePort, temporaryDir } from '../../relayer/support/places.ts'

/** The address map over a real database, a real chain and three real signer processes. */
export interface MappingWorld {
  dependencies: AddressMapDependencies
  signers: Record<Party, Child>
  /** What the API reads: for processes that tests start. */
  environment: Record<string, string>
  /** Messages of the API's log. */
  lines: string[]
  /** Sets the API's clock forward; the signers keep their own. */
  advance: (seconds: number) => void
}

export function useMappingWorld(): () => MappingWorld {
  let world: MappingWorld | undefined
  const closers: (() => unknown)[] = []
  before(async () => {
    world = await openWorld(closers)
  })
  after(async () => {
    for (const close of closers.toReversed()) await close()
  })
  return () => {
    if (!world) throw new Error('the world opens before the first test')
    return world
  }
}

async function openWorld(closers: (() => unknown)[]): Promise<MappingWorld> {
  const { dir, remove } = temporaryDir()
  closers.push(remove)
  const [chainPort, databasePort, ...ports] = await Promise.all([1, 2, 3, 4, 5].map(freePort))
  const postgres = new Child(postgresSpec(await preparePostgres(dir), databasePort ?? 0))
  const anvil = new Child(anvilSpec({ name: 'genex', port: chainPort ?? 0, ...CHAINS.genex }, dir))
  closers.push(
    () => postgres.kill('SIGINT'),
    () => anvil.kill('SIGINT'),
  )
  await Promise.all([postgres.start(), anvil.start()])
  const deployment = `mapping-test-${process.pid}-${Date.now().toString(36)}`
  closers.push(recordDeployment(deployment))
  const places = { dataDir: dir, ports: portsOf(ports) }
  const environment = {
    LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
    INTERNAL_TOKEN: 'a-token-for-the-tests-only',
    MAPPING_TOKEN: 'a-signer-token-for-the-tests',
    JWT_SECRET: 'a-secret-of-32-bytes-for-the-tests-only',
    FIELD_KEYS: `test:${'1'.repeat(64)}`,
    CONTACT_KEY: 'a-contact-key-of-32-bytes-for-the-tests',
    GENEX_RPC_URL: `http://127.0.0.1:${chainPort}`,
    DATABASE_URL: localDatabaseUrl(databasePort ?? 0),
    DEPLOYMENT_GENEX: deployment,
    MAPPING_SIGNERS: mappingSigners(places),
  }
  const signers = signerProcesses(places, environment)
  for (const party of PARTIES) closers.push(() => signers[party].kill())
  await Promise.all(PARTIES.map((party) => signers[party].start()))
  return { signers, environment, ...(await openApi(environment, closers)) }
}

/** What the API's process would hand to the address map. */
export async function openApi(environment: Record<string, string>, closers: (() => unknown)[]) {
  const config = readConfig(environment)
  await ensureDatabase(config.DATABASE_URL)
  const pool = new pg.Pool({ connectionString: config.DATABASE_URL, max: 10 })
  pool.on('error', () => undefined)
  closers.push(() => pool.end())
  await Promise.all([migrateApp(pool), migrateAddressMap(pool)])
  const lines: string[] = []
  let offsetMs = 0
  const dependencies: AddressMapDependencies = {
    addresses: readAddresses(config.DEPLOYMENT_GENEX),
    chainId: await createPublicClient({ transport: http(config.GENEX_RPC_URL[0]) }).getChainId(),
    config,
    log: createLogger('api', 'info', { write: (line) => lines.push(line) }),
    mappingSigners: createMappingSigners(config.MAPPING_SIGNERS, config.MAPPING_TOKEN),
    now: () => new Date(Date.now() + offsetMs),
    pool,
  }
  const advance = (seconds: number) => {
    offsetMs += seconds * 1_000
  }
  return { dependencies, lines, advance }
}

function portsOf([platform = 0, hsm = 0, auditor = 0]: number[]): LocalOptions['ports'] {
  const ports = { MAPPING_PLATFORM_PORT: platform, MAPPING_HSM_PORT: hsm, MAPPING_AUDITOR_PORT: auditor }
  return ports as LocalOptions['ports']
}

function signerProcesses(places: Pick<LocalOptions, 'dataDir' | 'ports'>, environment: Record<string, string>) {
  const entries = PARTIES.map((party) => {
    const env = partyEnvironment(places, environment, party)
    const spec = {
      name: `mapping-${party}`,
      command: process.execPath,
      args: ['mapping/signer/main.ts'],
      env,
      stopSignal: 'SIGTERM' as const,
      isReady: () => answersOk(`http://127.0.0.1:${mappingPort(places, party)}/readyz`),
    }
    return [party, new Child(spec)] as const
  })
  return Object.fromEntries(entries) as Record<Party, Child>
}

/** Signers look up the core's address, which is part of what they sign. */
function recordDeployment(deployment: string): () => void {
  const dir = join(DEPLOYMENTS_DIR, deployment)
  mkdirSync(dir, { recursive: true })
  const addresses = {
    'Genex#Settlement': '0x5FbDB2315678afecb367f032d93F642f64180aa3',
    'Genex#AccountRegistry': '0x00000000000000000000000000000000000A11CE',
  }
  writeFileSync(join(dir, 'deployed_addresses.json'), JSON.stringify(addresses))
  return () => rmSync(dir, { recursive: true })
}

export const newAccount = (): LocalAccount => privateKeyToAccount(generatePrivateKey())

let numbers = 0
/** A phone number that nobody has yet. */
export function newContact() {
  const contact = normalizeContact(`+49151${String(10_000_000 + numbers++)}`)
  if (!contact) throw new Error('not a number')
  return contact
}

interface ChangeWish {
  last: LoggedMapping
  signer: LocalAccount
  account: Address
  guardian?: Address
  deadline?: number
}

/** The next version, signed by somebody. */
export async function signChange({ dependencies }: MappingWorld, wish: ChangeWish): Promise<Change> {
  const { last, signer, account, guardian = last.record.guardian } = wish
  const { domain } = authorityOf(dependencies)
  const { deadline = Math.floor(dependencies.now().getTime() / 1000) + 600 } = wish
  const { userCommitment } = last.record
  const previous: Hex = hashMapping(domain, last.record)
  const target = { userCommitment, account, guardian, version: last.record.version + 1, previous }
  const signature = await signer.signTypedData(mappingChangeTypedData(domain, { ...target, deadline }))
  return { ...target, authorization: { deadline, signature } }
}

export const NOWHERE = zeroAddress
