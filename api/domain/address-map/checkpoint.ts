import { bytesToHex } from 'viem'
import { RetryableError } from '../../../kit/errors.ts'
import { inTransaction } from '../../../kit/transaction.ts'
import type { SignedCheckpoint } from '../../../sdk/src/mapping/check-log.ts'
import { isSignedBy } from '../../../sdk/src/mapping/parties.ts'
import { hashMappingCheckpoint } from '../../../sdk/src/typed-data/mapping.ts'
import { readConsistencyProof, readRoot } from '../../store/address-map/nodes.ts'
import { insertCheckpoint, readLastCheckpoint, readPlacedSize } from '../../store/address-map/records.ts'
import { type AddressMapDependencies, authorityOf } from './dependencies.ts'

/**
 * The root over all placed records, signed by the platform, once an hour and only when something was added. The evidence log takes
 * over from here: a checkpoint is what is anchored.
 */
export async function takeCheckpoint(dependencies: AddressMapDependencies): Promise<SignedCheckpoint | undefined> {
  const { config, mappingSigners, now, pool } = dependencies
  const issuedAt = Math.floor(now().getTime() / 1000)
  return await inTransaction(pool, async (client) => {
    const { rows } = await client.query(`select pg_try_advisory_xact_lock(hashtext('address_map.checkpoint')) as mine`)
    if (rows[0]?.mine !== true) return undefined
    const last = await readLastCheckpoint(client)
    const size = await readPlacedSize(client)
    const isDue = issuedAt >= (last?.issuedAt ?? 0) + config.MAPPING_CHECKPOINT_SEC
    if (!isDue || size <= (last?.size ?? 0)) return undefined
    // The signer may be one ahead of us: its answer was lost in a kill. It is shown what extends the root that it signed.
    const { checkpointSize } = await mappingSigners.platform.log()
    const proof = await readConsistencyProof(client, Math.min(checkpointSize, size), size)
    const root = bytesToHex(await readRoot(client, size))
    const signed = await mappingSigners.platform.signCheckpoint(
      { size, root, issuedAt },
      proof.map((hash) => bytesToHex(hash)),
    )
    await requirePlatform(dependencies, signed, { size, root })
    await insertCheckpoint(client, signed)
    return signed
  })
}

async function requirePlatform(
  dependencies: AddressMapDependencies,
  signed: SignedCheckpoint,
  { size, root }: { size: number; root: string },
): Promise<void> {
  const authority = authorityOf(dependencies)
  const digest = hashMappingCheckpoint(authority.domain, signed)
  const isOurs = signed.size === size && signed.root === root
  if (isOurs && (await isSignedBy(authority, 'platform', digest, signed.signature))) return
  throw new RetryableError('The platform’s signer signed something else.', { code: 'MAPPING_SIGNATURE_WRONG' })
}
