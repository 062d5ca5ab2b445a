import { type Address, bytesToHex, type Hex, numberToHex, sha256, zeroAddress } from 'viem'
import { privateKeyToAccount, sign } from 'viem/accounts'
import type { LogToCheck, SignedCheckpoint } from '../../../../sdk/src/mapping/check-log.ts'
import { type MappingAuthority, PARTIES, type Party } from '../../../../sdk/src/mapping/parties.ts'
import { type LoggedMapping, mappingLeaf, NO_PREVIOUS } from '../../../../sdk/src/mapping/record.ts'
import { MerkleTree } from '../../../../sdk/src/merkle/merkle-tree.ts'
import {
  hashMapping,
  hashMappingCheckpoint,
  hashMappingPlace,
  type Mapping,
  mappingDomain,
} from '../../../../sdk/src/typed-data/mapping.ts'

const keyOf = (party: Party): Hex => numberToHex(PARTIES.indexOf(party) + 1, { size: 32 })
const signBy = (party: Party, hash: Hex) => sign({ hash, privateKey: keyOf(party), to: 'hex' })
const addressOf = (party: Party) => privateKeyToAccount(keyOf(party)).address

export const authority: MappingAuthority = {
  domain: mappingDomain({ chainId: 719_719, verifyingContract: `0x${'5e'.repeat(20)}` }),
  addresses: { platform: addressOf('platform'), hsm: addressOf('hsm'), auditor: addressOf('auditor') },
}

export type Log = LogToCheck & { records: LoggedMapping[]; checkpoints: SignedCheckpoint[]; placedSize: number }

/** A log that the three parties really signed: `users` in this order, a repeated one with its next version; checkpoints at sizes. */
export async function signedLog(users: readonly number[], sizes: readonly number[]): Promise<Log> {
  const [tree, heads] = [new MerkleTree(), new Map<number, { version: number; digest: Hex }>()]
  const [records, checkpoints]: [LoggedMapping[], SignedCheckpoint[]] = [[], []]
  for (const [position, user] of users.entries()) {
    const head = heads.get(user)
    const record = recordOf(user, position, head)
    const digest = hashMapping(authority.domain, record)
    heads.set(user, { version: record.version, digest })
    records.push(await logged(record, digest, position))
    tree.append(mappingLeaf(record))
    if (sizes.includes(tree.size)) checkpoints.push(await checkpointOf(tree))
  }
  return { records, checkpoints, placedSize: records.length }
}

function recordOf(user: number, position: number, head: { version: number; digest: Hex } | undefined): Mapping {
  const account: Address = `0x${(user * 1_000 + position + 1).toString(16).padStart(40, '0')}`
  const userCommitment = sha256(numberToHex(user + 1))
  const [version, previous] = [(head?.version ?? 0) + 1, head?.digest ?? NO_PREVIOUS]
  return { userCommitment, account, guardian: zeroAddress, version, previous, issuedAt: 1_000, withdrawalsFrom: 2_000 }
}

async function logged(record: Mapping, digest: Hex, position: number): Promise<LoggedMapping> {
  const [platform, hsm, auditor] = await Promise.all(PARTIES.map((party) => signBy(party, digest)))
  const place = await signBy('platform', hashMappingPlace(authority.domain, { position, digest }))
  const signatures = { ...(platform ? { platform } : {}), ...(hsm ? { hsm } : {}), ...(auditor ? { auditor } : {}) }
  return { position, record, signatures, place }
}

async function checkpointOf(tree: MerkleTree): Promise<SignedCheckpoint> {
  const checkpoint = { size: tree.size, root: bytesToHex(tree.root()), issuedAt: tree.size }
  return { ...checkpoint, signature: await signBy('platform', hashMappingCheckpoint(authority.domain, checkpoint)) }
}
