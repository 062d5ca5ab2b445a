import { type Hex, hexToBytes, type LocalAccount, toHex } from 'viem'
import type { GenexDomain } from '../typed-data/domain.ts'
import { type ApiKeyGrant, apiKeyGrantTypedData, hashApiKeyGrant } from '../typed-data/statements.ts'
import { createRequestSigner, generateApiKey, type RequestSigner } from './api-key.ts'
import type { Session } from './client.ts'

/** What a key may do and how long; scopes and addresses are sorted when they are signed. */
export interface ApiKeyTerms {
  label: string
  scopes: readonly ('read' | 'trade' | 'mm')[]
  /** Addresses and CIDR blocks; none for everywhere. */
  ipAllowList?: readonly string[]
  expiresAtSec: number
}

/** Makes an Ed25519 key, registers its public part for the session's account, and gives the signer with its seed: keep that. */
export async function registerApiKey(
  { account, http, protocol }: Session,
  { label, scopes, ipAllowList = [], expiresAtSec }: ApiKeyTerms,
): Promise<{ seed: Hex; signer: RequestSigner }> {
  const { seed, publicKey } = await generateApiKey()
  const lists = { scopes: scopes.toSorted(), ipAllowList: ipAllowList.toSorted() }
  const times = { expiresAt: expiresAtSec, issuedAt: Math.floor(Date.now() / 1000) }
  const grant = { account: account.address, publicKey, label, ...lists, ...times }
  const proofs = await signApiKeyGrant(account, seed, { domain: protocol.domains.statements, grant })
  const { account: _account, ...fields } = grant
  const { keyId } = await http.post<{ keyId: string }>('/api/v1/api-keys', { ...fields, ...proofs })
  return { seed, signer: await createRequestSigner(keyId, seed) }
}

/** The two proofs of a registration: the account consents, and the key shows that it is there. */
export async function signApiKeyGrant(
  account: LocalAccount,
  seed: Hex,
  { domain, grant }: { domain: GenexDomain; grant: ApiKeyGrant },
): Promise<{ signature: Hex; possession: Hex }> {
  const signer = await createRequestSigner('', seed)
  const digest = new Uint8Array(hexToBytes(hashApiKeyGrant(domain, grant)))
  return {
    signature: await account.signTypedData(apiKeyGrantTypedData(domain, grant)),
    possession: toHex(await signer.sign(digest)),
  }
}
