import { type Address, type Hex, type LocalAccount, zeroAddress } from 'viem'
import { type MappingChange, mappingChangeTypedData } from '../typed-data/mapping.ts'
import type { Session } from './client.ts'

/** How long a signed change may be carried out. */
const CHANGE_TTL_SEC = 600

export interface ResolvedContact {
  account: Address
  version: number
  /** ISO time: no withdrawal goes there before. */
  withdrawalsFrom: string
}

export interface OwnMapping {
  userCommitment: Hex
  contact?: string
  account: Address
  guardian?: Address
  version: number
  /** `previous` of the next version. */
  digest: Hex
  withdrawalsFrom: string
  /** In the log of the address map. */
  position: number
  signedBy: string[]
}

type Caller = Pick<Session, 'account' | 'http' | 'protocol'>

/** The account that a phone number or e-mail address leads to, for paying to it. */
export async function resolveContact(
  { http }: Pick<Caller, 'http'>,
  contact: string,
  purpose: 'transfer' | 'withdrawal' = 'transfer',
): Promise<ResolvedContact> {
  return await http.post('/api/v1/translate/resolve', { contact, purpose })
}

/** What leads to the session's account. */
export async function ownMappings({ http }: Pick<Caller, 'http'>): Promise<OwnMapping[]> {
  return (await http.get<{ items: OwnMapping[] }>('/api/v1/translate/mappings')).items
}

/**
 * Leads a contact to another account, or nowhere (the zero address). Signed by the session's account unless the mapping's guardian is
 * given as signer.
 */
export async function changeMapping(
  { account: own, http, protocol }: Caller,
  last: OwnMapping,
  { account, guardian = last.guardian ?? zeroAddress, signer = own }: ChangeWish,
): Promise<OwnMapping> {
  const { userCommitment, version, digest: previous } = last
  const deadline = Math.floor(Date.now() / 1000) + CHANGE_TTL_SEC
  const change: MappingChange = { userCommitment, account, guardian, version: version + 1, previous, deadline }
  const signature = await signer.signTypedData(mappingChangeTypedData(protocol.domains.addressMap, change))
  const { userCommitment: _inPath, ...body } = change
  return await http.post(`/api/v1/translate/mappings/${userCommitment}/changes`, { ...body, signature })
}

export interface ChangeWish {
  account: Address
  guardian?: Address
  signer?: LocalAccount
}
