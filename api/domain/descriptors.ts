import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Descriptor } from '../../sdk/src/clear-signing/descriptor.ts'
import { withDeployments } from '../../sdk/src/clear-signing/with-deployments.ts'
import type { ApiDependencies } from '../dependencies.ts'

const DIR = fileURLToPath(new URL('../../sdk/descriptors/', import.meta.url))
const SUFFIX = '.json'

/** The ERC-7730 descriptors of what this deployment holds, by name, with its chain and its addresses. */
export function deployedDescriptors({ addresses, chainId }: Pick<ApiDependencies, 'addresses' | 'chainId'>) {
  const contracts = addresses.toJSON()
  const files = readdirSync(DIR).filter((file) => file.endsWith(SUFFIX))
  const filled = files.flatMap((file) => {
    const descriptor = JSON.parse(readFileSync(`${DIR}${file}`, 'utf8')) as Descriptor
    if (!isHere(descriptor, contracts)) return []
    const name = file.slice(0, -SUFFIX.length)
    return [[name, withDeployments(descriptor, { chainId, contracts })] as const]
  })
  return new Map(filled)
}

/** Organisations are not listed in a deployment: the file of their calls names the factory, that of their actions has nobody to name. */
function isHere({ context }: Descriptor, contracts: Readonly<Record<string, string>>): boolean {
  const isMade = 'contract' in context && context.contract.factory !== undefined
  return contracts[context.$id] !== undefined || (isMade && contracts.OrganisationFactory !== undefined)
}
