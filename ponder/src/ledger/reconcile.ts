import type { Address } from 'viem'
import { MAX_ACCOUNTS_READ, MAX_DIFFERENCES } from '../../limits.ts'
import { DATABASE_CHECKS, type Difference } from './checks.ts'
import { readHoldings } from './holdings.ts'
import type { ReconciledChain, Snapshot } from './snapshot.ts'

/** Runs one statement on the schema of the index; values are `$1`… */
export type Query = (text: string, values: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>

export interface ChainReconciliation {
  chainId: number
  /** The block up to which the index was compared. */
  blockNumber: number
  /** What was compared; a check that the node could not answer is missing here and named in `unanswered`. */
  checks: string[]
  unanswered: string[]
  /** At most `MAX_DIFFERENCES` per check. */
  differences: Difference[]
}

export interface Reconciliation {
  isReconciled: boolean
  chains: ChainReconciliation[]
  differences: (Difference & { chainId: number })[]
}

/**
 * Three-way reconciliation: postings against Transfer logs, against the tables' balances, and against what the contracts
 * say at the block up to which the index is. Tolerance zero.
 */
export async function reconcile(query: Query, chains: readonly ReconciledChain[]): Promise<Reconciliation> {
  const results: ChainReconciliation[] = []
  for (const chain of chains) results.push(await reconcileChain(query, chain))
  const differences = results.flatMap(({ chainId, differences }) =>
    differences.map((difference) => ({ chainId, ...difference })),
  )
  const isReconciled = differences.length === 0 && results.every(({ unanswered }) => unanswered.length === 0)
  return { isReconciled, chains: results, differences }
}

async function reconcileChain(query: Query, chain: ReconciledChain): Promise<ChainReconciliation> {
  const snapshot = await readSnapshot(query, chain)
  const held = await readHoldings(chain, snapshot)
  return {
    chainId: chain.chainId,
    blockNumber: snapshot.blockNumber,
    checks: [...Object.keys(DATABASE_CHECKS), ...held.checks],
    unanswered: held.unanswered,
    differences: [...snapshot.differences, ...held.differences],
  }
}

/** The block number stands at these digits of ponder's checkpoint. */
const BLOCK_NUMBER = { from: 27, digits: 16 }

/** One statement, so that everything in it is of the same moment. */
async function readSnapshot(query: Query, chain: ReconciledChain): Promise<Snapshot> {
  const none = ''
  const values = [
    chain.chainId,
    chain.settlement?.toLowerCase() ?? none,
    chain.issuerTreasury?.toLowerCase() ?? none,
    MAX_DIFFERENCES,
    MAX_ACCOUNTS_READ,
    chain.marketMakerDeposits?.toLowerCase() ?? none,
  ]
  const [row = {}] = await query(SNAPSHOT, values)
  return {
    blockNumber: Number(row.block_number),
    differences: row.differences as Difference[],
    coreMoney: BigInt(String(row.core_money)),
    fees: BigInt(String(row.fees)),
    guarantees: BigInt(String(row.guarantees)),
    makerDeposits: BigInt(String(row.maker_deposits)),
    coreTokens: BigInt(String(row.core_tokens)),
    treasuryTokens: BigInt(String(row.treasury_tokens)),
    makerDepositTokens: BigInt(String(row.maker_deposit_tokens)),
    accounts: (row.accounts as { address: Address; cash: string; units: string }[]).map((account) => ({
      address: account.address,
      cash: BigInt(account.cash),
      units: BigInt(account.units),
    })),
  }
}

const postingSum = (accounts: string) =>
  `coalesce((select sum(amount) from posting where chain_id = $1 and (${accounts})), 0)::text`
const tokenSum = (address: string) =>
  `coalesce((select sum(amount_usdc6) from token_balance where chain_id = $1 and account = ${address}), 0)::text`

const compared = Object.entries(DATABASE_CHECKS).map(
  ([check, text]) => `(select '${check}' as check, account, asset, expected::text, actual::text
    from (${text}) as sides (account, asset, expected, actual)
    where expected::numeric <> actual::numeric order by account, asset limit $4::int)`,
)

const SNAPSHOT = `select
  (select substr(latest_checkpoint, ${BLOCK_NUMBER.from}, ${BLOCK_NUMBER.digits})::numeric::text
    from _ponder_checkpoint where chain_id = $1) as block_number,
  (select coalesce(json_agg(row_to_json(found)), '[]') from (${compared.join('\n union all ')}) as found) as differences,
  ${postingSum("account ~ '^(cash|held):' or account = 'fees'")} as core_money,
  ${postingSum("account = 'fees'")} as fees,
  ${postingSum("account like 'guarantee:%'")} as guarantees,
  ${postingSum("account like 'maker_deposit:%'")} as maker_deposits,
  ${tokenSum('$2::text')} as core_tokens,
  ${tokenSum('$3::text')} as treasury_tokens,
  ${tokenSum('$6::text')} as maker_deposit_tokens,
  (select coalesce(json_agg(row_to_json(rich)), '[]') from (
    select address, cash_usdc6::text as cash, units::text as units from account
    where chain_id = $1 and (cash_usdc6 <> 0 or units <> 0) order by cash_usdc6 desc, address limit $5::int) as rich) as accounts`
