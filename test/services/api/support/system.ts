import { after, before } from 'node:test'
import { localOptions, PORT_PURPOSES } from '../../../../local/config.ts'
import { removeDeployment } from '../../../../local/deployment.ts'
import type { LocalEnvironment } from '../../../../local/environment.ts'
import { approveIssuer, carry, chainTimeSec, enter, identify, type Persona } from '../../../../local/play/persona.ts'
import { act, openWorld, type World } from '../../../../local/play/world.ts'
import { type LocalSystem, startLocal } from '../../../../local/start-local.ts'
import { seriesRegistryAbi } from '../../../../sdk/src/abi/series-registry.gen.ts'
import { freePort, temporaryDir } from '../../relayer/support/places.ts'

const RATING_AA = 4
const DAY_SEC = 86_400

/** A system to play on, and what its services were started with. */
export interface SystemWorld extends World {
  environment: LocalEnvironment
}

/** The whole local system, as `npm start` runs it, with ports and data of its own. */
export function useSystem(): () => SystemWorld {
  const started = useStartedSystem()
  return () => started().world
}

/** The same with its processes, for tests that end one. */
export function useStartedSystem(): () => { world: SystemWorld; system: LocalSystem } {
  let started: { world: SystemWorld; system: LocalSystem } | undefined
  const closers: (() => unknown)[] = []
  before(async () => {
    const { dir, remove } = temporaryDir()
    closers.push(remove)
    const ports: Record<string, string> = {}
    for (const name of Object.keys(PORT_PURPOSES)) ports[name] = String(await freePort())
    const options = localOptions({ DATA_DIR: dir, LOG_LEVEL: 'warn', SEED: 'off', ...ports })
    const lines: string[] = []
    closers.push(() => Object.values(options.deployments).forEach(removeDeployment))
    const system = await startLocal(options, { write: (line) => lines.push(line) }).catch((error: unknown) => {
      throw new Error(`the system did not start: ${lines.slice(-10).join('\n')}`, { cause: error })
    })
    closers.push(() => system.stop())
    const rpcUrl = `http://127.0.0.1:${options.ports.GENEX_CHAIN_PORT}`
    const opened = openWorld({ url: system.url, rpcUrl, deployment: options.deployments.genex })
    started = { world: { ...opened, environment: system.environment }, system }
  })
  after(async () => {
    for (const close of closers.toReversed()) await close()
  })
  return () => {
    if (!started) throw new Error('the system starts before the first test')
    return started
  }
}

/** An active issuer and its approved series 1: face 50.00, reserve 44.00. */
export async function openSeries(world: World): Promise<{ issuer: Persona; series: number }> {
  const issuer = await enter(world, 'issuer')
  await identify(world, issuer, 3)
  const hash = `0x${'ab'.repeat(32)}`
  const application = { companyHash: hash, licenceHash: hash, documentsHash: hash }
  await carry(issuer, issuer.session.submitIntent('ApplyAsIssuer', application))
  await approveIssuer(world, issuer, RATING_AA)
  const draft = {
    face: 50_000_000n,
    issuePrice: 44_000_000n,
    supply: 1_000,
    expiry: (await chainTimeSec(world)) + 90 * DAY_SEC,
    refundWindow: 7 * DAY_SEC,
    resaleLimit: 3,
    security: false,
    transferable: true,
    termsHash: hash,
    metadataUri: 'ipfs://coffee',
  }
  await carry(issuer, issuer.session.submitIntent('CreateSeries', draft))
  const registry = { address: world.addresses.get('SeriesRegistry'), abi: seriesRegistryAbi }
  const series = await world.chain.readContract({ ...registry, functionName: 'seriesCount' })
  await act(world, world.officer('compliance'), { ...registry, functionName: 'approve', args: [series] })
  return { issuer, series }
}
