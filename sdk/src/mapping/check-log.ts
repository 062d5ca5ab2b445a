import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { MerkleTree } from '../merkle/merkle-tree.ts'
import { verifyConsistency } from '../merkle/verify-proof.ts'
import { hashMappingCheckpoint, hashMappingPlace, type MappingCheckpoint } from '../typed-data/mapping.ts'
import type { Finding, FindingKind } from './finding.ts'
import { checkSignatures, isSignedBy, type MappingAuthority } from './parties.ts'
import { type LoggedMapping, mappingLeaf, NO_PREVIOUS } from './record.ts'

export interface SignedCheckpoint extends MappingCheckpoint {
  signature: Hex
}

export interface LogToCheck {
  /** By position. */
  records: AsyncIterable<LoggedMapping> | Iterable<LoggedMapping>
  /** By size. */
  checkpoints: readonly SignedCheckpoint[]
  /** Places that the platform's signer has given, asked of it: without it, records cut off behind the last checkpoint go unseen. */
  placedSize?: number | undefined
}

export interface LogReport {
  size: number
  root: Hex
  /** Of the records as they stand. */
  tree: MerkleTree
  findings: Finding[]
}

interface Head {
  version: number
  /** Unknown when the record is not what was signed. */
  digest: Hex | undefined
}

/** Checks every record, its place and its chain, and the log against every checkpoint. Names each thing that is wrong. */
export async function checkLog(authority: MappingAuthority, log: LogToCheck): Promise<LogReport> {
  const tree = new MerkleTree()
  const heads = new Map<Hex, Head>()
  const findings: Finding[] = []
  const coveredSize = log.checkpoints.at(-1)?.size ?? 0
  let position = 0
  for await (const logged of log.records) {
    // Where a record is gone nothing can be hashed; the checkpoint's root will differ as well, and the place is named here.
    for (; position < logged.position; position++) findings.push(missingPlace(position))
    findings.push(...(await checkRecord(authority, logged, { heads, coveredSize })))
    tree.append(mappingLeaf(logged.record))
    position = logged.position + 1
  }
  const expected = Math.max(coveredSize, log.placedSize ?? 0)
  for (; position < expected; position++) findings.push(missingPlace(position))
  findings.push(...(await checkCheckpoints(authority, tree, log.checkpoints)))
  return { size: tree.size, root: bytesToHex(tree.root()), tree, findings }
}

async function checkRecord(
  authority: MappingAuthority,
  logged: LoggedMapping,
  { heads, coveredSize }: { heads: Map<Hex, Head>; coveredSize: number },
): Promise<Finding[]> {
  const { record, position, place } = logged
  const { digest, invalid, valid, hasQuorum } = await checkSignatures(authority, logged)
  const found = (kind: FindingKind, detail: string): Finding => {
    const { userCommitment, version } = record
    return { kind, position, userCommitment, version, detail }
  }
  const findings: Finding[] = []
  if (!hasQuorum) findings.push(found('tampered', `signed by ${valid.join(' and ') || 'nobody'} as it stands`))
  else if (invalid.length > 0) findings.push(found('signature-invalid', `of ${invalid.join(' and ')}`))
  if (place !== undefined) {
    const isPlaced = await isSignedBy(
      authority,
      'platform',
      hashMappingPlace(authority.domain, { position, digest }),
      place,
    )
    // A tampered record has another digest: that it also does not fit its place says nothing new.
    if (!isPlaced && hasQuorum)
      findings.push(found('misplaced', 'the platform did not sign this record for this place'))
  } else if (position < coveredSize) {
    findings.push(found('unplaced', 'the platform’s signature over the place is gone'))
  }
  const head = heads.get(record.userCommitment)
  if (hasQuorum) findings.push(...checkChain(record, head, found))
  // The chain goes on from what stands there, so that one fault is told once; of a tampered record nothing is believed.
  const next = hasQuorum
    ? { version: record.version, digest }
    : { version: (head?.version ?? 0) + 1, digest: undefined }
  heads.set(record.userCommitment, next)
  return findings
}

function checkChain(
  { version, previous }: LoggedMapping['record'],
  head: Head | undefined,
  found: (kind: FindingKind, detail: string) => Finding,
): Finding[] {
  const last = head?.version ?? 0
  if (version > last + 1) return [found('missing', `version ${last + 1} is not there, before this one`)]
  if (version <= last) return [found('misplaced', `version ${version} stands behind version ${last}`)]
  if (head ? head.digest === undefined || head.digest === previous : previous === NO_PREVIOUS) return []
  return [found('chain-broken', `it follows another version ${last}`)]
}

async function checkCheckpoints(
  authority: MappingAuthority,
  tree: MerkleTree,
  checkpoints: readonly SignedCheckpoint[],
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const checkpoint of checkpoints) {
    const { size, signature } = checkpoint
    const found = (kind: FindingKind, detail: string) => findings.push({ kind, position: size, detail })
    const digest = hashMappingCheckpoint(authority.domain, checkpoint)
    if (!(await isSignedBy(authority, 'platform', digest, signature)))
      found('checkpoint-forged', 'the platform did not sign it')
    if (size > tree.size) found('missing', `the checkpoint tells ${size} records, ${tree.size} are there`)
    else if (!isExtended(tree, checkpoint))
      found('root-differs', `today’s log does not begin with those ${size} records`)
  }
  return findings
}

/** Whether today's log extends the signed root, by consistency proof: the root of today is nobody's word. */
function isExtended(tree: MerkleTree, { size, root }: SignedCheckpoint): boolean {
  const proof = tree.consistencyProof(size, tree.size)
  return verifyConsistency({ size1: size, size2: tree.size, root1: hexToBytes(root), root2: tree.root(), proof })
}

function missingPlace(position: number): Finding {
  return { kind: 'missing', position, detail: `the log has no record at ${position}` }
}
