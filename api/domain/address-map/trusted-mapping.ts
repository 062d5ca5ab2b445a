import { type Hex, hexToBytes } from 'viem'
import { BaseError, RetryableError } from '../../../kit/errors.ts'
import {
  checkSignatures,
  isSignedBy,
  type MappingAuthority,
  PARTIES,
  QUORUM,
} from '../../../sdk/src/mapping/parties.ts'
import { type LoggedMapping, mappingLeaf, NO_PREVIOUS } from '../../../sdk/src/mapping/record.ts'
import { verifyInclusion } from '../../../sdk/src/merkle/verify-proof.ts'
import { hashMapping, hashMappingCheckpoint, hashMappingPlace } from '../../../sdk/src/typed-data/mapping.ts'
import { readInclusionProof } from '../../store/address-map/nodes.ts'
import { readChain, readLastCheckpoint } from '../../store/address-map/records.ts'
import { type AddressMapDependencies, authorityOf } from './dependencies.ts'

/**
 * The last version of a mapping, believed only after all of it was checked: every version's signatures, the chain, and that it is in the
 * last signed root or behind it. Undefined when there is no version. @throws MAPPING_TAMPERED.
 */
export async function readTrustedMapping(
  dependencies: AddressMapDependencies,
  userCommitment: Hex,
): Promise<LoggedMapping | undefined> {
  const authority = authorityOf(dependencies)
  const { pool } = dependencies
  const [chain, checkpoint] = await Promise.all([readChain(pool, userCommitment), readLastCheckpoint(pool)])
  const last = chain.at(-1)
  const fault =
    (await findChainFault(authority, chain)) ??
    (last && (await findLogFault(dependencies, authority, { last, checkpoint })))
  if (fault === undefined) return last
  dependencies.log.error({ userCommitment, fault }, 'an address mapping was altered')
  throw tampered(fault)
}

/**
 * Asks the signers themselves whether this is the last version that they know: a table set back to an older state has valid signatures
 * too. Two must say so, and none may know a later one. @throws MAPPING_TAMPERED, MAPPING_SIGNERS_UNAVAILABLE.
 */
export async function requireLatest(dependencies: AddressMapDependencies, { record }: LoggedMapping): Promise<void> {
  const { log, mappingSigners } = dependencies
  const digest = hashMapping(authorityOf(dependencies).domain, record)
  const answers = await Promise.allSettled(PARTIES.map((party) => mappingSigners[party].head(record.userCommitment)))
  const heads = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  const isAhead = heads.some((head) => head.version > record.version)
  if (isAhead) {
    log.error({ userCommitment: record.userCommitment, version: record.version }, 'a signer knows a later version')
    throw tampered('A signer knows a later version.')
  }
  if (heads.filter((head) => head.digest === digest).length >= QUORUM) return
  const details = 'Two of three must confirm the version.'
  throw new RetryableError('Too few mapping signers answered.', { code: 'MAPPING_SIGNERS_UNAVAILABLE', details })
}

async function findChainFault(
  authority: MappingAuthority,
  chain: readonly LoggedMapping[],
): Promise<string | undefined> {
  const checks = await Promise.all(chain.map((logged) => checkSignatures(authority, logged)))
  for (const [i, { record }] of chain.entries()) {
    if (!checks[i]?.hasQuorum) return `Version ${record.version} is not signed by two parties.`
    const previous = checks[i - 1]?.digest ?? NO_PREVIOUS
    if (record.version !== i + 1 || record.previous !== previous) return `Version ${record.version} does not follow.`
  }
  return undefined
}

async function findLogFault(
  { pool }: AddressMapDependencies,
  authority: MappingAuthority,
  { last, checkpoint }: { last: LoggedMapping; checkpoint: Awaited<ReturnType<typeof readLastCheckpoint>> },
): Promise<string | undefined> {
  const { position, record, place } = last
  if (!checkpoint || position >= checkpoint.size) {
    const digest = hashMapping(authority.domain, record)
    const isPlaced =
      place && isSignedBy(authority, 'platform', hashMappingPlace(authority.domain, { position, digest }), place)
    return place === undefined || (await isPlaced) ? undefined : 'Its place in the log is not signed.'
  }
  const { root, signature, size } = checkpoint
  const isRoot = await isSignedBy(authority, 'platform', hashMappingCheckpoint(authority.domain, checkpoint), signature)
  if (!isRoot) return 'The last root is not signed by the platform.'
  const proof = await readInclusionProof(pool, position, size)
  const isIncluded = verifyInclusion({
    leaf: mappingLeaf(record),
    index: position,
    size,
    proof,
    root: hexToBytes(root),
  })
  return isIncluded ? undefined : `It is not in the root ${root}.`
}

function tampered(details: string): BaseError {
  return new BaseError('The mapping is not what was signed.', { code: 'MAPPING_TAMPERED', details, status: 500 })
}
