import { messageOf } from '../../../kit/errors.ts'
import { checkLog, type LogReport } from '../../../sdk/src/mapping/check-log.ts'
import type { LoggedMapping } from '../../../sdk/src/mapping/record.ts'
import { checkNodes, type NodeFinding } from '../../store/address-map/nodes.ts'
import { readCheckpoints, readRecords } from '../../store/address-map/records.ts'
import { type ContactFinding, checkContacts } from './check-contacts.ts'
import { type AddressMapDependencies, authorityOf } from './dependencies.ts'

const PAGE = 1_000

export interface AddressMapReport extends Omit<LogReport, 'findings' | 'tree'> {
  isIntact: boolean
  checkpoints: number
  contacts: number
  erased: number
  /** What the platform's signer says of the log's length; without it records cut off at the end are not noticed. */
  placedSize: number | string
  findings: (LogReport['findings'][number] | ContactFinding | NodeFinding)[]
}

/** The whole integrity check: the log, its checkpoints, the contacts, and the signer's own memory. */
export async function verifyAddressMap(
  dependencies: Pick<AddressMapDependencies, 'addresses' | 'chainId' | 'config' | 'mappingSigners' | 'pool'>,
): Promise<AddressMapReport> {
  const { mappingSigners, pool } = dependencies
  const placed = await mappingSigners.platform.log().catch((error: unknown) => messageOf(error))
  const placedSize = typeof placed === 'string' ? undefined : placed.placedSize
  const checkpoints = await readCheckpoints(pool)
  const log = { records: allRecords(pool), checkpoints, placedSize }
  const { findings, tree, ...rest } = await checkLog(authorityOf(dependencies), log)
  const contacts = await checkContacts(dependencies)
  const all = [...findings, ...contacts.findings, ...(await checkNodes(pool, tree))]
  return {
    isIntact: all.length === 0,
    ...rest,
    checkpoints: checkpoints.length,
    contacts: contacts.contacts,
    erased: contacts.erased,
    placedSize: placedSize ?? `unknown: ${placed}`,
    findings: all,
  }
}

async function* allRecords(pool: AddressMapDependencies['pool']): AsyncIterable<LoggedMapping> {
  for (let from = 0; ; ) {
    const page = await readRecords(pool, from, PAGE)
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    from = last.position + 1
  }
}
