import type { Abi, Address } from 'viem'
import { marketMakerDepositsAbi } from '../../../sdk/src/abi/market-maker-deposits.gen.ts'
import { settlementAbi } from '../../../sdk/src/abi/settlement.gen.ts'
import { testStablecoinAbi } from '../../../sdk/src/abi/test-stablecoin.gen.ts'
import type { Difference } from './checks.ts'
import type { ChainReader, ReconciledChain, Snapshot } from './snapshot.ts'

export interface Holdings {
  checks: string[]
  unanswered: string[]
  differences: Difference[]
}

interface Comparison {
  account: string
  asset: string
  /** What the contract says. */
  expected: bigint
  /** What the index says. */
  actual: bigint
}

type Check = () => Promise<Comparison[]>

/** Compares the index with the contracts at the snapshot's block; what the node cannot answer is named, not guessed. */
export async function readHoldings(chain: ReconciledChain, snapshot: Snapshot): Promise<Holdings> {
  const holdings: Holdings = { checks: [], unanswered: [], differences: [] }
  const { reader, token, settlement, issuerTreasury, marketMakerDeposits } = chain
  if (!reader) return holdings
  const read = readerAt(reader, BigInt(snapshot.blockNumber))
  if (settlement) await compare(holdings, coreChecks(read, { settlement, token }, snapshot))
  if (issuerTreasury) await compare(holdings, treasuryChecks(read, { issuerTreasury, token }, snapshot))
  if (marketMakerDeposits) await compare(holdings, makerDepositChecks(read, { marketMakerDeposits, token }, snapshot))
  return holdings
}

async function compare(holdings: Holdings, checks: Record<string, Check>): Promise<void> {
  for (const [check, read] of Object.entries(checks)) {
    try {
      for (const { account, asset, expected, actual } of await read()) {
        if (expected === actual) continue
        holdings.differences.push({ check, account, asset, expected: `${expected}`, actual: `${actual}` })
      }
      holdings.checks.push(check)
    } catch {
      // The node has forgotten the block, or what stands there is not the contract: nothing was compared.
      holdings.unanswered.push(check)
    }
  }
}

type Read = (address: Address, abi: Abi, functionName: string, args?: readonly unknown[]) => Promise<unknown>

function readerAt(reader: ChainReader, blockNumber: bigint): Read {
  return (address, abi, functionName, args = []) =>
    reader.readContract({ address, abi, functionName, args, blockNumber })
}

const amountOf = (value: unknown) => BigInt(String(value))

function coreChecks(
  read: Read,
  { settlement, token }: { settlement: Address; token: Address },
  snapshot: Snapshot,
): Record<string, Check> {
  const total = async (actual: bigint, expected: Promise<unknown>): Promise<Comparison[]> => [
    { account: 'settlement', asset: 'money', expected: amountOf(await expected), actual },
  ]
  return {
    coreTokens: () => total(snapshot.coreTokens, read(token, testStablecoinAbi, 'balanceOf', [settlement])),
    coreTotalCash: () => total(snapshot.coreMoney, read(settlement, settlementAbi, 'totalCash')),
    coreFees: () => total(snapshot.fees, read(settlement, settlementAbi, 'accruedFees')),
    coreAccounts: async () => {
      const pairs = snapshot.accounts.map(async ({ address, cash, units }): Promise<Comparison[]> => {
        const word = (await read(settlement, settlementAbi, 'accountOf', [address])) as readonly unknown[]
        return [
          { account: address, asset: 'money', expected: amountOf(word[0]), actual: cash },
          { account: address, asset: 'units', expected: amountOf(word[1]), actual: units },
        ]
      })
      return (await Promise.all(pairs)).flat()
    },
  }
}

function treasuryChecks(
  read: Read,
  { issuerTreasury, token }: { issuerTreasury: Address; token: Address },
  { treasuryTokens, guarantees }: Snapshot,
): Record<string, Check> {
  const holds = async (actual: bigint): Promise<Comparison[]> => {
    const expected = amountOf(await read(token, testStablecoinAbi, 'balanceOf', [issuerTreasury]))
    return [{ account: 'issuerTreasury', asset: 'money', expected, actual }]
  }
  return { treasuryTokens: () => holds(treasuryTokens), treasuryGuarantees: () => holds(guarantees) }
}

function makerDepositChecks(
  read: Read,
  { marketMakerDeposits, token }: { marketMakerDeposits: Address; token: Address },
  { makerDepositTokens, makerDeposits }: Snapshot,
): Record<string, Check> {
  const agree = async (actual: bigint, expected: Promise<unknown>): Promise<Comparison[]> => [
    { account: 'marketMakerDeposits', asset: 'money', expected: amountOf(await expected), actual },
  ]
  const held = () => read(token, testStablecoinAbi, 'balanceOf', [marketMakerDeposits])
  const owed = () => read(marketMakerDeposits, marketMakerDepositsAbi, 'totalDeposits')
  return {
    makerDepositTokens: () => agree(makerDepositTokens, held()),
    makerDepositTotal: () => agree(makerDeposits, owed()),
  }
}
