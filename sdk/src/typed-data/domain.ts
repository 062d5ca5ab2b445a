import type { Address } from 'viem'

/** EIP-712 domain names of the contracts that verify signatures; version "1" each. */
export const DOMAIN_NAMES = {
  settlement: 'Genex Settlement',
  issuerRegistry: 'Genex Issuer Registry',
  seriesRegistry: 'Genex Series Registry',
  redemption: 'Genex Redemption',
  issuerTreasury: 'Genex Issuer Treasury',
  marketMakerDeposits: 'Genex Maker Deposits',
  organisationFactory: 'Genex Organisation Factory',
  accountRegistry: 'Genex Account Registry',
} as const
export type SigningContract = keyof typeof DOMAIN_NAMES

/** A domain with every field that the contracts hash. */
export interface GenexDomain {
  name: string
  version: string
  chainId: number
  verifyingContract: Address
}

export function domainOf(contract: SigningContract, chainId: number, verifyingContract: Address): GenexDomain {
  return { name: DOMAIN_NAMES[contract], version: '1', chainId, verifyingContract }
}
