import type { Abi, Address } from 'viem'
import type { Difference } from './checks.ts'

/** The part of a viem client that reads contracts at a block. */
export interface ChainReader {
  readContract: (call: {
    address: Address
    abi: Abi
    functionName: string
    args: readonly unknown[]
    blockNumber: bigint
  }) => Promise<unknown>
}

/** A chain of the index and the contracts that hold money on it; the Base chain has none yet. */
export interface ReconciledChain {
  chainId: number
  token: Address
  settlement?: Address | undefined
  issuerTreasury?: Address | undefined
  marketMakerDeposits?: Address | undefined
  /** Reads contracts; without it only the database is compared. */
  reader?: ChainReader | undefined
}

/** What the index holds, at one moment: the sums that the contracts are asked about and the database's own differences. */
export interface Snapshot {
  blockNumber: number
  differences: Difference[]
  /** Sum of the postings of cash, held money and fees. */
  coreMoney: bigint
  fees: bigint
  guarantees: bigint
  makerDeposits: bigint
  /** Tokens of the contracts by the Transfer logs. */
  coreTokens: bigint
  treasuryTokens: bigint
  makerDepositTokens: bigint
  accounts: { address: Address; cash: bigint; units: bigint }[]
}
