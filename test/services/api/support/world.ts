import { readFileSync } from 'node:fs'
import { after, before } from 'node:test'
import pg from 'pg'
import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  encodeDeployData,
  getAddress,
  type Hex,
  http,
  type PublicClient,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createApp } from '../../../../api/app.ts'
import { createMappingSigners } from '../../../../api/clients/mapping-signers.ts'
import { createPaymentsClient } from '../../../../api/clients/payments.ts'
import { createRelayerClient } from '../../../../api/clients/relayer.ts'
import { createSequencerClient } from '../../../../api/clients/sequencer.ts'
import { createWatchClient } from '../../../../api/clients/watch.ts'
import { type ApiConfig, readConfig } from '../../../../api/config.ts'
import type { ApiDependencies } from '../../../../api/dependencies.ts'
import { NotificationStreams } from '../../../../api/domain/notifications/notification-streams.ts'
import type { ApiApp } from '../../../../api/http/environment.ts'
import { migrateAddressMap } from '../../../../api/store/address-map/records.ts'
import { migrateApp, openDatabase } from '../../../../api/store/database.ts'
import { migrateRateBudgets } from '../../../../api/store/rate-budgets/rate-budgets.ts'
import { Addresses } from '../../../../kit/addresses.ts'
import { Health } from '../../../../kit/health.ts'
import { createInternalClient } from '../../../../kit/internal-client.ts'
import { createLogger } from '../../../../kit/log.ts'
import { anvilSpec, CHAINS } from '../../../../local/anvil.ts'
import { localKey } from '../../../../local/keys.ts'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres } from '../../../../local/postgres.ts'
import { Child } from '../../relayer/support/child.ts'
import { freePort, temporaryDir } from '../../relayer/support/places.ts'
import { MemoryLeases } from './memory-leases.ts'

const DEPLOYED = [
  'Settlement',
  'IssuerRegistry',
  'SeriesRegistry',
  'Redemption',
  'IssuerTreasury',
  'MarketMakerDeposits',
  'AccountRegistry',
] as const

/** What gives passkeys their addresses; no code is asked. */
export const ACCOUNT_REGISTRY: Address = '0x00000000000000000000000000000000000A11CE'

/** The API as one app over a real database and a real chain; sequencer, relayer and index are away. */
export interface ApiWorld {
  dependencies: ApiDependencies
  app: ApiApp
  /** The same with fresh rate limits, `factor` times the usual. */
  freshApp: (factor?: number, changes?: Partial<ApiConfig>) => ApiApp
  postgres: Child
  /** Sets the clock of the app forward. */
  advance: (seconds: number) => void
  deploy: (name: string, args: readonly unknown[]) => Promise<Address>
}

/** Opens a world before a file's tests and closes it behind them. */
export function useApiWorld(): () => ApiWorld {
  let world: ApiWorld | undefined
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

async function openWorld(closers: (() => unknown)[]): Promise<ApiWorld> {
  const { dir, remove } = temporaryDir()
  closers.push(remove)
  const [chainPort, databasePort] = [await freePort(), await freePort()]
  const postgres = new Child(postgresSpec(await preparePostgres(dir), databasePort))
  const anvil = new Child(autominedAnvil(chainPort, dir))
  closers.push(
    () => postgres.kill('SIGINT'),
    () => anvil.kill('SIGINT'),
  )
  await Promise.all([postgres.start(), anvil.start()])
  const url = localDatabaseUrl(databasePort)
  await ensureDatabase(url)
  const pool = new pg.Pool({ connectionString: url, max: 5 })
  pool.on('error', () => undefined)
  closers.push(() => pool.end())
  await migrateApp(pool)
  await migrateAddressMap(pool)
  await migrateRateBudgets(pool)
  const transport = http(`http://127.0.0.1:${chainPort}`)
  // Of its own: a client remembers the head for a while, and the API must not start with the one of a deployment.
  const deploy = deployer(createPublicClient({ transport, pollingInterval: 20 }))
  const chain = createPublicClient({ transport, pollingInterval: 20 })
  const token = await deploy('token/TestStablecoin', [])
  const organisationFactory = await deploy('organisation/OrganisationFactory', [
    await deploy('account/AccountRegistry', []),
  ])
  let offsetMs = 0
  const dependencies = dependenciesOf({
    pool,
    chain,
    token,
    organisationFactory,
    url,
    now: () => new Date(Date.now() + offsetMs),
  })
  return {
    dependencies,
    app: createApp(dependencies),
    freshApp: (factor = 1, changes = {}) => {
      const config = { ...dependencies.config, RATE_LIMIT_FACTOR: factor, ...changes }
      return createApp({ ...dependencies, config, health: new Health('api') })
    },
    postgres,
    advance: (seconds) => {
      offsetMs += seconds * 1000
    },
    deploy,
  }
}

interface Parts {
  pool: pg.Pool
  chain: PublicClient
  token: Address
  organisationFactory: Address
  url: string
  now: () => Date
}

function dependenciesOf({ pool, chain, token, organisationFactory, url, now }: Parts): ApiDependencies {
  const nobody = 'http://127.0.0.1:1'
  const config = readConfig({
    DATABASE_URL: url,
    INTERNAL_TOKEN: 'a-token-for-the-tests-only',
    JWT_SECRET: 'a-secret-of-32-bytes-for-the-tests-only',
    FIELD_KEYS: `test:${'1'.repeat(64)}`,
    CONTACT_KEY: 'a-contact-key-of-32-bytes-for-the-tests',
    MAPPING_TOKEN: 'a-signer-token-for-the-tests',
    MAPPING_SIGNERS: ['platform', 'hsm', 'auditor']
      .map((party, i) => `${party}=0x${String(i + 1).padStart(40, '0')}@${nobody}`)
      .join(','),
    SEQUENCER_URL: nobody,
    RELAYER_URL: nobody,
    WATCH_URL: nobody,
    PAYMENTS_URL: nobody,
    PONDER_URL: nobody,
    PUBLIC_URL: 'http://genex.test:3000',
  })
  const fixed = DEPLOYED.map((name, i) => [name, `0x${String(i + 1).padStart(40, '0')}` as Address] as const)
  const internal = { url: nobody, token: config.INTERNAL_TOKEN }
  const log = createLogger('api', 'silent')
  return {
    config,
    log,
    notifications: new NotificationStreams({ pool, log }),
    health: new Health('api'),
    pool,
    database: openDatabase(pool),
    /** Others for each app that is made of these: what one test spent is no matter of the next. */
    get leases() {
      return new MemoryLeases(() => performance.now())
    },
    sequencer: createSequencerClient(createInternalClient({ name: 'sequencer', ...internal })),
    relayer: createRelayerClient(internal),
    watch: createWatchClient(internal),
    payments: createPaymentsClient(internal),
    mappingSigners: createMappingSigners(config.MAPPING_SIGNERS, config.MAPPING_TOKEN),
    chain,
    chainId: CHAINS.genex.chainId,
    addresses: new Addresses(
      'test',
      new Map([
        ...fixed,
        ['MoneyToken', token],
        ['OrganisationFactory', organisationFactory],
        ['AccountRegistry', ACCOUNT_REGISTRY],
      ]),
    ),
    now,
  }
}

/** The local chain, but every transaction is mined at once. */
function autominedAnvil(port: number, dir: string) {
  const spec = anvilSpec({ name: 'genex', port, ...CHAINS.genex }, dir)
  const isBlockTime = (arg: string | undefined) => arg === '--block-time'
  return { ...spec, args: spec.args.filter((arg, i) => !isBlockTime(arg) && !isBlockTime(spec.args[i - 1])) }
}

function deployer(chain: PublicClient) {
  const account = privateKeyToAccount(localKey('deployer'))
  const wallet = createWalletClient({ account, transport: http(chain.transport.url) })
  return async (name: string, args: readonly unknown[]): Promise<Address> => {
    const { abi, bytecode } = artifact(name)
    const hash = await wallet.sendTransaction({ data: encodeDeployData({ abi, bytecode, args }), chain: null })
    const { contractAddress } = await chain.waitForTransactionReceipt({ hash })
    if (!contractAddress) throw new Error(`${name} was not deployed`)
    return getAddress(contractAddress)
  }
}

/** Compiled contract of the repository, by path below contracts/, or of a package, by its import path. */
export function artifact(name: string): { abi: Abi; bytecode: Hex } {
  const path = name.startsWith('@') ? name : `contracts/${name}`
  const file = `../../../../artifacts/${path}.sol/${name.split('/').at(-1)}.json`
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
}
