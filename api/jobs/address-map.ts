import { messageOf } from '../../kit/errors.ts'
import { takeCheckpoint } from '../domain/address-map/checkpoint.ts'
import type { AddressMapDependencies } from '../domain/address-map/dependencies.ts'
import { finishProposal } from '../domain/address-map/finish-proposal.ts'
import { placeRecords } from '../domain/address-map/place-records.ts'
import { MAPPING_JOB_MS, MAPPING_PLACES_AT_ONCE } from '../limits.ts'

/** Looks after what a kill or an absent signer left: proposals, places and the hourly root. Gives a function that ends it. */
export function keepAddressMap(dependencies: AddressMapDependencies): () => Promise<void> {
  let running = Promise.resolve()
  const timer = setInterval(() => {
    running = running.then(() => tendAddressMap(dependencies))
  }, MAPPING_JOB_MS)
  return async () => {
    clearInterval(timer)
    await running
  }
}

/** One round; each part fails by itself and is tried again in the next. */
export async function tendAddressMap(dependencies: AddressMapDependencies): Promise<void> {
  const { log, pool } = dependencies
  const attempt = (part: string, work: () => Promise<unknown>) =>
    work().catch((error: unknown) => log.warn({ part, reason: messageOf(error) }, 'address map: not done yet'))
  await attempt('proposals', async () => {
    const text = 'select user_commitment from address_map.proposal order by created_at limit $1'
    const { rows } = await pool.query(text, [MAPPING_PLACES_AT_ONCE])
    for (const row of rows) await attempt('proposal', () => finishProposal(dependencies, row.user_commitment))
  })
  await attempt('places', () => placeRecords(dependencies))
  await attempt('checkpoint', () => takeCheckpoint(dependencies))
}
