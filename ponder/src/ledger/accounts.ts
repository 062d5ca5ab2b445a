import { type Address, zeroAddress } from 'viem'

/** The contracts that hold money, and what their accounts in the ledger are called. */
export interface MoneyHolders {
  settlement?: Address | undefined
  issuerTreasury?: Address | undefined
  marketMakerDeposits?: Address | undefined
}

/** Cash of an account inside the core. */
export const cashAccount = (account: Address) => `cash:${account.toLowerCase()}`

/** Money of the first sales of one series on one UTC day: all of it until its release, then the reserves of the live units. */
export const heldAccount = (series: number, day: number) => `held:${series}:${day}`

/** Fees accrued in the core. */
export const FEES_ACCOUNT = 'fees'

/** An issuer's guarantee fund. */
export const guaranteeAccount = (issuer: Address) => `guarantee:${issuer.toLowerCase()}`

/** A market maker's deposit. */
export const makerDepositAccount = (maker: Address) => `maker_deposit:${maker.toLowerCase()}`

/** Tokens that exist come from here: the negative of the token's supply. */
export const SUPPLY_ACCOUNT = 'supply'

/** Tokens of an address outside our contracts: its `balanceOf`. */
export const walletAccount = (address: Address) => `wallet:${address.toLowerCase()}`

/**
 * Between a token transfer and the event that explains it, in the same transaction. What stays here, no event has
 * explained: a gift to the contract, a fee on transfer, a fault.
 */
export const suspenseAccount = (contract: keyof MoneyHolders) => `suspense:${contract}`

/** Live units of an owner; the asset names the series. */
export const unitsAccount = (owner: Address) => `units:${owner.toLowerCase()}`

/** Units that exist come from here: the negative of what was ever sold. */
export const MINTED_UNITS_ACCOUNT = 'units_minted'

/** Units that were redeemed, refunded or recalled. */
export const ENDED_UNITS_ACCOUNT = 'units_ended'

/** Where a token transfer leaves from or arrives. */
export function tokenAccount(address: Address, holders: MoneyHolders): string {
  const holder = address.toLowerCase()
  if (holder === zeroAddress) return SUPPLY_ACCOUNT
  if (holder === holders.settlement?.toLowerCase()) return suspenseAccount('settlement')
  if (holder === holders.issuerTreasury?.toLowerCase()) return suspenseAccount('issuerTreasury')
  if (holder === holders.marketMakerDeposits?.toLowerCase()) return suspenseAccount('marketMakerDeposits')
  return walletAccount(address)
}

export const moneyAsset = (chainId: number, token: Address) => `${chainId}:${token.toLowerCase()}`

export const unitAsset = (chainId: number, settlement: Address, series: number) =>
  `${chainId}:${settlement.toLowerCase()}:${series}`
