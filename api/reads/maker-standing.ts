import type { Address } from 'viem'
import { type IndexStore, type Row, readRows } from './index-store.ts'
import { dollars, numberOrNull } from './views.ts'

const STANDING = `select account.level, account.market_maker_state as state,
    change.recorded_at as since, change.report_hash,
    deposit.amount_usdc6, deposit.withdrawal_matures_at, deposit.claim_state, deposit.claim_usdc6, deposit.claim_matures_at,
    (select value from $schema.setting_change where chain_id = $1 and setting = 'MinimumDepositSet'
      order by block_number desc, log_index desc limit 1) as minimum_usdc6
  from (select $2::text as address) asked
  left join $schema.account on account.chain_id = $1 and account.address = asked.address
  left join $schema.maker_deposit deposit on deposit.chain_id = $1 and deposit.address = asked.address
  left join lateral (select recorded_at, report_hash from $schema.identity_change
    where chain_id = $1 and account = asked.address and change = 'market_maker'
    order by block_number desc, log_index desc limit 1) change on true`

/** A market maker's standing and deposit as the index has them. */
export async function readMakerStanding(store: IndexStore, account: Address) {
  const [row = {}] = await readRows(store, STANDING, [account.toLowerCase()])
  const [amount, minimum] = [row.amount_usdc6 ?? '0', row.minimum_usdc6 ?? '0']
  return {
    level: Number(row.level ?? 0),
    state: String(row.state ?? 'none'),
    since: numberOrNull(row.since),
    reportHash: row.report_hash ? String(row.report_hash) : null,
    deposit: {
      amount: dollars(amount),
      minimum: dollars(minimum),
      isSufficient: BigInt(String(amount)) >= BigInt(String(minimum)),
      withdrawalMaturesAt: numberOrNull(row.withdrawal_matures_at),
      claim: claimOf(row),
    },
  }
}

function claimOf(row: Row) {
  if (!row.claim_state) return null
  return {
    state: String(row.claim_state),
    amount: dollars(row.claim_usdc6),
    maturesAt: numberOrNull(row.claim_matures_at),
  }
}
