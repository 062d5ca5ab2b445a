import type { Address } from 'viem'
import type { Deployment, Descriptor } from './descriptor.ts'
import { ClearSigningError } from './errors.ts'

/** The domain of typed data, as the signer was given it. */
export interface SignedDomain {
  name?: string | undefined
  version?: string | undefined
  chainId?: number | bigint | undefined
  verifyingContract?: Address | undefined
}

/** Where something is signed for. */
export interface Target {
  chainId: number
  to: Address
}

const DOMAIN_FIELDS = ['name', 'version', 'chainId', 'verifyingContract']

/** The descriptor of calls of a contract. */
export function descriptorOfCalls(descriptors: readonly Descriptor[], target: Target): Descriptor {
  const found = descriptors.filter(({ context }) => 'contract' in context)
  return only(atTarget(found, target), `${target.to} of chain ${target.chainId}`)
}

/** The descriptor of a domain, whose every field must match. */
export function descriptorOfDomain(descriptors: readonly Descriptor[], domain: SignedDomain): Descriptor {
  const strangers = Object.keys(domain).filter((field) => !DOMAIN_FIELDS.includes(field))
  const { name, version, chainId, verifyingContract } = domain
  if (strangers.length > 0 || chainId === undefined || verifyingContract === undefined) {
    throw new ClearSigningError('CLEAR_SIGNING_DOMAIN_UNKNOWN', 'the domain names no contract, or more than one')
  }
  const ofTypedData = descriptors.filter(({ context }) => 'eip712' in context)
  const here = atTarget(ofTypedData, { chainId: Number(chainId), to: verifyingContract })
  const named = here.filter(({ context }) => {
    const expected = 'eip712' in context ? context.eip712.domain : undefined
    return !expected || (expected.name === name && expected.version === version)
  })
  if (named.length === 0) {
    throw new ClearSigningError('CLEAR_SIGNING_DOMAIN_UNKNOWN', `${name} ${version} of ${verifyingContract}`)
  }
  return only(named, `${name} ${version} of ${verifyingContract}`)
}

function atTarget(descriptors: readonly Descriptor[], { chainId, to }: Target): Descriptor[] {
  const ofChain = descriptors.filter((one) => deploymentsOf(one).some((place) => place.chainId === chainId))
  if (ofChain.length === 0) throw new ClearSigningError('CLEAR_SIGNING_CHAIN_UNKNOWN', `chain ${chainId}`)
  const here = ofChain.filter((one) =>
    deploymentsOf(one).some((place) => place.chainId === chainId && place.address.toLowerCase() === to.toLowerCase()),
  )
  if (here.length > 0) return here
  throw new ClearSigningError('CLEAR_SIGNING_CONTRACT_UNKNOWN', `${to} of chain ${chainId}`)
}

function deploymentsOf({ context }: Descriptor): readonly Deployment[] {
  return 'contract' in context ? context.contract.deployments : context.eip712.deployments
}

function only(found: readonly Descriptor[], what: string): Descriptor {
  const [first, second] = found
  if (first && !second) return first
  throw new ClearSigningError('CLEAR_SIGNING_AMBIGUOUS', `${found.length} descriptors speak of ${what}`)
}
