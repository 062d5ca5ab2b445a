import { createLogger, type Logger } from '../kit/log.ts'
import { anvilSpec, CHAINS, stateFile } from './anvil.ts'
import { pumpBlocks } from './block-pump.ts'
import { requireSameChains } from './chain-identity.ts'
import { keepStateCopies } from './chain-state.ts'
import type { LocalOptions } from './config.ts'
import { buildContracts, type DeploymentTarget, deploy, isDeployed, isRecorded } from './deployment.ts'
import { type LocalEnvironment, localEnvironment } from './environment.ts'
import { localAddresses } from './keys.ts'
import { LockFile } from './lock-file.ts'
import { LogRenderer } from './log-renderer.ts'
import type { ManagedProcess, ProcessSpec } from './managed-process.ts'
import { openWorld } from './play/world.ts'
import { requireFreePorts } from './ports.ts'
import { answers, ensureDatabase, postgresSpec, preparePostgres } from './postgres.ts'
import { rpc } from './rpc.ts'
import { seed } from './seed/seed.ts'
import { serviceSpecs } from './services.ts'
import { seedSingletons } from './singletons.ts'
import { Supervisor } from './supervisor.ts'

export interface LocalSystem {
  url: string
  environment: LocalEnvironment
  /** The children by name: genex, base, postgres, ponder, sequencer, relayer, watch, notifier, mapping-platform, mapping-hsm, mapping-auditor, providers, payments, api. */
  processByName: ReadonlyMap<string, ManagedProcess>
  stop(): Promise<void>
}

interface StartParameters {
  /** Gets every line of the log. */
  write: (line: string) => void
  signal?: AbortSignal
  /** `base`: only chains, contracts and database. */
  parts?: 'all' | 'base'
}

/** Starts everything, in order, and resolves when all of it is ready; on a failure everything is stopped again. */
export async function startLocal(options: LocalOptions, parameters: StartParameters): Promise<LocalSystem> {
  const { write, signal, parts = 'all' } = parameters
  const renderer = new LogRenderer(options.logLevel)
  const onLine = (name: string, text: string) => {
    const line = renderer.render(name, text, new Date())
    if (line !== undefined) write(line)
  }
  const log = createLogger('local', options.logLevel, { write: (line) => onLine('local', line) })
  const url = `http://127.0.0.1:${options.ports.API_PORT}`
  const lock = await LockFile.acquire(options.dataDir, {
    url,
    onOrphan: ({ name, pid }) => log.warn({ part: name, pid }, 'left over from a killed start, stopping it'),
  })
  const supervisor = new Supervisor({ log, lock, onLine })
  const stopCopies = keepStateCopies([stateFile('genex', options.dataDir), stateFile('base', options.dataDir)])
  let stopped: Promise<void> | undefined
  const stopAll = async () => {
    stopCopies()
    await supervisor.stop()
    lock.release()
  }
  const stop = () => {
    stopped ??= stopAll()
    return stopped
  }
  try {
    await requireFreePorts(options.databaseUrl ? withoutPostgres(options.ports) : options.ports)
    const environment = localEnvironment(options)
    await startBase({ options, environment, supervisor, log, signal })
    if (parts === 'all') {
      await supervisor.start(serviceSpecs(options, environment), signal)
      if (options.isSeeded) await trySeeding(options, { url, log })
    }
    return { url, environment, processByName: supervisor.processByName, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The system is of use without seed data too, so a failure is told and not fatal; the next start tries the rest. */
async function trySeeding(options: LocalOptions, { url, log }: { url: string; log: Logger }): Promise<void> {
  const place = placeOf(options, url)
  const stopPump = pumpBlocks(place.rpcUrl)
  const startedAt = performance.now()
  try {
    await seed(openWorld(place), options.dataDir)
    log.info({ ms: Math.round(performance.now() - startedAt) }, 'seed data is in')
  } catch (error) {
    log.error({ err: error }, 'seed data is incomplete')
  } finally {
    stopPump()
  }
}

/** Where the system that these options describe is reached. */
export function placeOf({ ports, deployments }: LocalOptions, url: string) {
  return { url, rpcUrl: `http://127.0.0.1:${ports.GENEX_CHAIN_PORT}`, deployment: deployments.genex }
}

interface Start {
  options: LocalOptions
  environment: LocalEnvironment
  supervisor: Supervisor
  log: Logger
  signal: AbortSignal | undefined
}

async function startBase({ options, environment, supervisor, log, signal }: Start): Promise<void> {
  const { ports, dataDir, deployments } = options
  const chains: ProcessSpec[] = [
    anvilSpec({ ...CHAINS.genex, name: 'genex', port: ports.GENEX_CHAIN_PORT }, dataDir),
    anvilSpec({ ...CHAINS.base, name: 'base', port: ports.BASE_CHAIN_PORT }, dataDir),
  ]
  const database = options.databaseUrl ? [] : [postgresSpec(await preparePostgres(dataDir), ports.POSTGRES_PORT)]
  const isNew = Object.values(deployments).some((deployment) => !isRecorded(deployment))
  await Promise.all([
    supervisor.start([...chains, ...database], signal),
    isNew ? buildContracts(environment, signal) : undefined,
  ])
  const databaseUrl = environment.DATABASE_URL ?? ''
  if (options.databaseUrl) await answers(databaseUrl)
  else await ensureDatabase(databaseUrl)

  const rpcUrls = { genex: environment.GENEX_RPC_URL ?? '', base: environment.BASE_RPC_URL ?? '' }
  await requireSameChains(dataDir, rpcUrls)
  const targets: DeploymentTarget[] = [
    { rpcUrl: rpcUrls.genex, network: 'genexLocal', deployment: deployments.genex },
    { rpcUrl: rpcUrls.base, network: 'baseLocal', deployment: deployments.base },
  ]
  await Promise.all(targets.map((target) => prepareChain({ target, environment, log, signal })))
}

async function prepareChain(parameters: {
  target: DeploymentTarget
  environment: LocalEnvironment
  log: Logger
  signal: AbortSignal | undefined
}): Promise<void> {
  const { target, environment, log, signal } = parameters
  await seedSingletons(target.rpcUrl)
  if (await isDeployed(target)) {
    log.info({ network: target.network }, 'contracts are there')
    return
  }
  const startedAt = performance.now()
  await Promise.all(
    localAddresses().map(({ address }) => rpc(target.rpcUrl, 'anvil_setBalance', [address, TEN_THOUSAND_ETHER])),
  )
  await deploy(target, environment, signal)
  log.info({ network: target.network, ms: Math.round(performance.now() - startedAt) }, 'contracts deployed')
}

const TEN_THOUSAND_ETHER = `0x${(10_000n * 10n ** 18n).toString(16)}`

function withoutPostgres({ POSTGRES_PORT: _unused, ...ports }: LocalOptions['ports']) {
  return ports
}
