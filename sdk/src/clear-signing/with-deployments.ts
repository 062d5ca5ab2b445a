import type { Address } from 'viem'
import type { Deployment, Descriptor } from './descriptor.ts'
import { ClearSigningError } from './errors.ts'

/** Contracts of one chain by name, as `GET /api/v1/protocol` and Ignition list them. */
export interface DeployedContracts {
  chainId: number
  contracts: Readonly<Record<string, Address>>
}

/**
 * The descriptor with the addresses of a deployment; called again, it holds those of another chain too. An organisation is given by
 * its own address (`contracts.Organisation`), after its factory was asked whether it made it.
 */
export function withDeployments(descriptor: Descriptor, deployed: DeployedContracts): Descriptor {
  const { chainId, contracts } = deployed
  const { context, metadata } = descriptor
  const own = contracts[context.$id]
  const factory = contracts.OrganisationFactory
  const added = own ? [{ chainId, address: own }] : []
  const isFromFactory = 'contract' in context && context.contract.factory !== undefined && factory !== undefined
  if (!own && !isFromFactory)
    throw new ClearSigningError('CLEAR_SIGNING_NOT_DEPLOYED', `chain ${chainId} has no ${context.$id}`)
  const filled = { ...descriptor, metadata: withMoneyToken(metadata, deployed) }
  if ('eip712' in context) {
    const deployments = join(context.eip712.deployments, added)
    return { ...filled, context: { ...context, eip712: { ...context.eip712, deployments } } }
  }
  const contract = { ...context.contract, deployments: join(context.contract.deployments, added) }
  if (!contract.factory || !factory) return { ...filled, context: { ...context, contract } }
  const makers = join(contract.factory.deployments, [{ chainId, address: factory }])
  const made = { ...contract, factory: { ...contract.factory, deployments: makers } }
  return { ...filled, context: { ...context, contract: made } }
}

function withMoneyToken(metadata: Descriptor['metadata'], { chainId, contracts }: DeployedContracts) {
  const map = metadata.maps?.moneyToken
  if (!map) return metadata
  const token = contracts.MoneyToken
  if (!token) throw new ClearSigningError('CLEAR_SIGNING_NOT_DEPLOYED', `chain ${chainId} has no MoneyToken`)
  const moneyToken = { ...map, values: { ...map.values, [chainId]: token } }
  return { ...metadata, maps: { ...metadata.maps, moneyToken } }
}

function join(present: readonly Deployment[], added: readonly Deployment[]): Deployment[] {
  const isAdded = ({ chainId, address }: Deployment) =>
    added.some((one) => one.chainId === chainId && one.address.toLowerCase() === address.toLowerCase())
  return [...present.filter((one) => !isAdded(one)), ...added]
}
