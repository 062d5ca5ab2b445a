/** One comparison: the account (or other key) and asset where the two sides differ, as text. */
export interface Difference {
  check: string
  account: string
  asset: string
  expected: string
  actual: string
}

/** What the Transfer logs leave each outside address with, named as the ledger names it. */
const TRANSFER_SUMS = `select chain_id || ':' || token as asset, sum(amount) as amount,
    case when account = '0x0000000000000000000000000000000000000000' then 'supply' else 'wallet:' || account end as account
  from (select chain_id, token, "to" as account, amount_usdc6 as amount from token_transfer
    union all select chain_id, token, "from", -amount_usdc6 from token_transfer) legs
  where chain_id = $1 and account not in ($2, $3, $6) group by 1, 3`

/**
 * The comparisons that the database can make by itself. Each is a select of (key, asset, expected, actual) over all rows;
 * `reconcile` keeps those whose sides differ. `$1` is the chain, `$2` the core, `$3` the treasury, `$6` the makers' deposits.
 */
export const DATABASE_CHECKS: Record<string, string> = {
  /** Every entry sums to zero in every asset. */
  entryBalance: `select entry_id, asset, 0, sum(amount) from posting where chain_id = $1 group by 1, 2`,

  /** Trial balance: every asset's postings sum to zero. */
  trialBalance: `select 'all', asset, 0, sum(amount) from posting where chain_id = $1 group by 2`,

  /** The kept balances are the sums of their postings. */
  ledgerBalance: `select coalesce(p.account, b.account), coalesce(p.asset, b.asset), coalesce(p.amount, 0), coalesce(b.amount, 0)
    from (select account, asset, sum(amount) as amount from posting where chain_id = $1 group by 1, 2) p
    full join (select account, asset, amount from ledger_balance where chain_id = $1) b using (account, asset)`,

  /** Every token transfer to or from our contracts is explained by an event of theirs. */
  suspense: `select account, asset, 0, sum(amount) from posting
    where chain_id = $1 and account like 'suspense:%' group by 1, 2`,

  /** Postings of wallets against the Transfer logs. */
  wallets: `select coalesce(p.account, l.account), coalesce(p.asset, l.asset), coalesce(l.amount, 0), coalesce(p.amount, 0)
    from (${TRANSFER_SUMS}) l
    full join (select account, asset, sum(amount) as amount from posting
      where chain_id = $1 and (account like 'wallet:%' or account = 'supply') group by 1, 2) p using (account, asset)`,

  /** Money in the core by postings against the Transfer logs to and from it; suspense is part of it. */
  core: moneyCheck('settlement', '$2', "account ~ '^(cash|held):' or account in ('fees', 'suspense:settlement')"),

  /** The same for the guarantee funds. */
  treasury: moneyCheck('treasury', '$3', "account like 'guarantee:%' or account = 'suspense:issuerTreasury'"),

  /** The same for the market makers' deposits. */
  makerDeposits: moneyCheck(
    'makerDeposits',
    '$6',
    "account like 'maker_deposit:%' or account = 'suspense:marketMakerDeposits'",
  ),

  /** Postings of cash against the balances of the accounts. */
  cash: tableCheck(
    'cash:',
    `select 'cash:' || address as account, cash_usdc6 as amount from account where chain_id = $1`,
  ),

  held: tableCheck(
    'held:',
    `select 'held:' || series || ':' || day as account, gross_usdc6 + buyer_fees_usdc6 as amount from held_day where chain_id = $1`,
  ),

  fees: tableCheck(
    'fees',
    `select 'fees' as account, accrued_fees_usdc6 as amount from settlement where chain_id = $1`,
  ),

  guarantee: tableCheck(
    'guarantee:',
    `select 'guarantee:' || address as account, guarantee_usdc6 as amount from issuer where chain_id = $1`,
  ),

  makerDeposit: tableCheck(
    'maker_deposit:',
    `select 'maker_deposit:' || address as account, amount_usdc6 as amount from maker_deposit where chain_id = $1`,
  ),

  /** Postings of units against the units' owners. */
  units: `select coalesce(p.account, c.account), coalesce(p.asset, c.asset), coalesce(c.amount, 0), coalesce(p.amount, 0)
    from (select account, asset, sum(amount) as amount from posting
      where chain_id = $1 and account like 'units:%' group by 1, 2) p
    full join (select 'units:' || owner as account, chain_id || ':' || $2 || ':' || series as asset, count(*) as amount
      from coupon where chain_id = $1 and status = 'active' group by 1, 2) c using (account, asset)`,

  /** The accounts' unit counts against the units' owners. */
  unitCounts: `select coalesce(a.address, c.owner), 'units', coalesce(c.units, 0), coalesce(a.units, 0)
    from (select address, units from account where chain_id = $1) a
    full join (select owner, count(*) as units from coupon where chain_id = $1 and status = 'active' group by 1) c
    on a.address = c.owner`,
}

function moneyCheck(name: string, address: string, accounts: string): string {
  return `select '${name}', coalesce(p.asset, l.asset), coalesce(l.amount, 0), coalesce(p.amount, 0)
    from (select asset, sum(amount) as amount from posting where chain_id = $1 and (${accounts}) group by 1) p
    full join (select chain_id || ':' || token as asset,
        sum(case when "to" = ${address} then amount_usdc6 else 0 end) - sum(case when "from" = ${address} then amount_usdc6 else 0 end) as amount
      from token_transfer where chain_id = $1 and ${address} in ("from", "to") group by 1) l using (asset)`
}

/** Postings of the accounts with a prefix against one balance column. */
function tableCheck(prefix: string, balances: string): string {
  return `select coalesce(p.account, b.account), 'money', coalesce(b.amount, 0), coalesce(p.amount, 0)
    from (select account, sum(amount) as amount from posting
      where chain_id = $1 and account like '${prefix}%' group by 1) p
    full join (${balances}) b using (account)`
}
