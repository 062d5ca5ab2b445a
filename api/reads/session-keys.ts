import { type Address, getAddress } from 'viem'
import { formatUsdc } from '../../sdk/src/money.ts'
import { type IndexStore, type Row, readRows } from './index-store.ts'

/** Session keys of an account that have not lapsed, newest first; the registry's bound on a life bounds them. */
export async function readSessionKeys(store: IndexStore, account: Address, nowSec: number) {
  const rows = await readRows(
    store,
    `select key.* from $schema.session_key key left join $schema.session_end done using (chain_id, account)
      where chain_id = $1 and account = $2 and expires_at >= $3 and revoked_at is null
      and key.number > coalesce(done.number, 0) order by key.number desc limit 200`,
    [account.toLowerCase(), nowSec],
  )
  return rows.map(viewOf)
}

function viewOf(row: Row) {
  return {
    key: getAddress(String(row.key)),
    kind: row.kind === 'p256' ? ('p256' as const) : ('secp256k1' as const),
    expiry: Number(row.expires_at),
    window: Number(row.window_sec),
    windowLimit: usdc(row.window_limit_usdc6),
    totalLimit: usdc(row.total_limit_usdc6),
    functions: listOf(row.functions).map(functionOf),
    recipients: listOf(row.recipients).map((each) => getAddress(each)),
    series: listOf(row.series).map(Number),
    spent: usdc(row.spent_usdc6),
    spentInWindow: usdc(row.spent_in_window_usdc6),
    ...(row.window_ends_at === null ? {} : { windowEndsAt: Number(row.window_ends_at) }),
    registeredAt: Number(row.registered_at),
  }
}

function functionOf(text: string) {
  const [target = '', selector = ''] = text.split(':')
  return { target: getAddress(target), selector }
}

const usdc = (value: Row[string] | undefined) => formatUsdc(BigInt(String(value)))

const listOf = (value: Row[string] | undefined): string[] => (Array.isArray(value) ? value.map(String) : [])
