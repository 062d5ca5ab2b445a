import { type Address, type Hex, hashTypedData } from 'viem'
import type { GenexDomain } from './domain.ts'

/** What an account says to the operator and no contract reads: a domain of its own, so that neither is ever taken for the other. */
export function statementDomain({
  chainId,
  verifyingContract,
}: Pick<GenexDomain, 'chainId' | 'verifyingContract'>): GenexDomain {
  return { name: 'Genex Statements', version: '1', chainId, verifyingContract }
}

/** Accounts of one firm that are never to trade with each other; signed by each of them. */
export const selfTradeGroupTypes = {
  SelfTradeGroup: [
    { name: 'accounts', type: 'address[]' },
    { name: 'version', type: 'uint48' },
  ],
} as const

/** An account's consent to requests signed by an Ed25519 key. */
export const apiKeyGrantTypes = {
  ApiKeyGrant: [
    { name: 'account', type: 'address' },
    { name: 'publicKey', type: 'bytes32' },
    { name: 'label', type: 'string' },
    { name: 'scopes', type: 'string[]' },
    { name: 'ipAllowList', type: 'string[]' },
    { name: 'expiresAt', type: 'uint40' },
    { name: 'issuedAt', type: 'uint40' },
  ],
} as const

export interface SelfTradeGroup {
  /** In the order in which they are signed; one account alone leaves its group. */
  accounts: readonly Address[]
  /** Milliseconds since 1970; of one account each statement is later than the last. */
  version: number
}

export interface ApiKeyGrant {
  account: Address
  /** The 32 bytes of an Ed25519 public key. */
  publicKey: Hex
  label: string
  scopes: readonly string[]
  /** Addresses and CIDR blocks from which alone the key may be used; none for everywhere. */
  ipAllowList: readonly string[]
  /** Unix seconds. */
  expiresAt: number
  issuedAt: number
}

export function selfTradeGroupTypedData(domain: GenexDomain, message: SelfTradeGroup) {
  return { domain, types: selfTradeGroupTypes, primaryType: 'SelfTradeGroup', message } as const
}

export function apiKeyGrantTypedData(domain: GenexDomain, message: ApiKeyGrant) {
  return { domain, types: apiKeyGrantTypes, primaryType: 'ApiKeyGrant', message } as const
}

/** What every account of a group signs. */
export function hashSelfTradeGroup(domain: GenexDomain, group: SelfTradeGroup): Hex {
  return hashTypedData(selfTradeGroupTypedData(domain, group))
}

/** What the Ed25519 key signs as well, to show that whoever registers it has it. */
export function hashApiKeyGrant(domain: GenexDomain, grant: ApiKeyGrant): Hex {
  return hashTypedData(apiKeyGrantTypedData(domain, grant))
}
