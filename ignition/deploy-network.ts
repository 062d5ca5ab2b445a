import { join } from 'node:path'
import hre from 'hardhat'
import { DEPLOYMENTS_DIR } from '../kit/addresses.ts'
import { BaseError, messageOf } from '../kit/errors.ts'
import { placeAccountRegistry } from './account-registry.ts'
import { healing } from './lost-transactions.ts'
import { DEPLOYMENT_BY_NETWORK } from './networks.ts'
import { readParameters, withAccountRegistry } from './parameters.ts'

/** A quarter of a local block; on real chains Ignition waits much longer between polls anyway. */
const POLL_MS = 250
const LOCAL_POLL_MS = 50

export interface DeployOptions {
  network: string
  deploymentId?: string | undefined
  /** The artifacts are fresh; two builds at once disturb each other. */
  isBuilt?: boolean
}

/** Deploys what belongs on a network, or takes up a deployment that was interrupted. Returns addresses by future id. */
export async function deployNetwork({
  network,
  deploymentId,
  isBuilt,
}: DeployOptions): Promise<Record<string, string>> {
  const deployment = DEPLOYMENT_BY_NETWORK[network]
  if (!deployment) {
    const details = `Known: ${Object.keys(DEPLOYMENT_BY_NETWORK).join(', ')}.`
    throw new BaseError(`Nothing is deployed to network "${network}".`, { code: 'DEPLOYMENT_NETWORK', details })
  }
  const parameters = await readParameters(deployment.parameters)
  if (!isBuilt) await hre.tasks.getTask('build').run({ quiet: true, noTests: true })
  const connection = await connect(network)
  const isLocal = network.endsWith('Local')
  const pollMs = isLocal ? LOCAL_POLL_MS : POLL_MS
  const accountRegistry = await placeAccountRegistry(connection.provider, pollMs)
  const id = deploymentId ?? deployment.deploymentId
  const confirmations = isLocal ? 1 : 5
  const place = { provider: connection.provider, directory: join(DEPLOYMENTS_DIR, id), confirmations }
  const contracts = await healing(place, () =>
    connection.ignition.deploy(deployment.module, {
      parameters: withAccountRegistry(parameters, accountRegistry),
      deploymentId: id,
      config: { requiredConfirmations: confirmations, blockPollingInterval: pollMs },
      displayUi: false,
    }),
  )
  const named = Object.entries(contracts).map(async ([name, contract]) => [name, await contract.getAddress()] as const)
  return Object.fromEntries(await Promise.all(named))
}

async function connect(network: string) {
  try {
    const connection = await hre.network.create({ network })
    await connection.provider.request({ method: 'eth_chainId' })
    return connection
  } catch (error) {
    throw new BaseError(`Network ${network} cannot be reached.`, {
      code: 'DEPLOYMENT_NETWORK',
      details: `${messageOf(error)} Check the network's URL in the environment (GENEX_RPC_URL, BASE_RPC_URL).`,
      cause: error,
    })
  }
}
