import type { Address } from 'viem'
import type { ApiDependencies } from '../../dependencies.ts'
import { RISK_HISTORY_SEC, RISK_KNOWN_AFTER_SEC } from '../../limits.ts'
import { readRows } from '../../reads/index-store.ts'
import type { Queries } from '../../store/data-keys.ts'
import { NO_RISK, type RiskFacts } from './facts.ts'

export interface Subject {
  account: Address
  keyThumbprint: string | undefined
  networkHash: string
}

export interface Money {
  account: Address
  sessionId: string
  destination: Address
  destinationHash: string
  amountUsdc6: bigint
}

type Dependencies = Pick<ApiDependencies, 'chainId' | 'config' | 'now' | 'pool'>
type Facts = Partial<RiskFacts>

/** Whether device and network are new for an account that has older sessions. */
export async function readPlace(
  queries: Queries,
  { account, keyThumbprint, networkHash }: Subject,
  now: Date,
): Promise<Pick<RiskFacts, 'isNewDevice' | 'isNewNetwork'>> {
  const knownBefore = new Date(now.getTime() - RISK_KNOWN_AFTER_SEC * 1000)
  const text = `select count(*)::int as known,
      count(*) filter (where key_thumbprint = $3)::int as same_key,
      count(*) filter (where network_hash = $4 or network_hash is null)::int as same_network
    from app.session where account = $1 and created_at <= $2`
  const { rows } = await queries.query(text, [account, knownBefore, keyThumbprint ?? null, networkHash])
  const [{ known = 0, same_key = 0, same_network = 0 } = {}] = rows
  return { isNewDevice: Number(known) > 0 && same_key === 0, isNewNetwork: Number(known) > 0 && same_network === 0 }
}

export async function readWrongCodes(queries: Queries, account: Address): Promise<number> {
  const { rows } = await queries.query('select failures from app.totp where account = $1', [account])
  return Number(rows[0]?.failures ?? 0)
}

/** Facts about a withdrawal. */
export async function readWithdrawalFacts(queries: Queries, money: Money, now: Date): Promise<RiskFacts> {
  return {
    ...NO_RISK,
    action: 'withdrawal',
    amountUsdc6: money.amountUsdc6,
    wrongCodes: await readWrongCodes(queries, money.account),
    ...(await readSession(queries, money, now)),
    ...(await readHistory(queries, money, now)),
    ...(await readChanges(queries, money, now)),
  }
}

/** As of its opening; a session that grew a day old is at home. */
async function readSession(queries: Queries, { account, sessionId }: Money, now: Date): Promise<Facts> {
  const text = `select created_at, key_thumbprint, network_hash,
      (select min(created_at) from app.session where account = $2) as first_at from app.session where id = $1`
  const [row] = (await queries.query(text, [sessionId, account])).rows
  if (!row) return { accountAgeSec: 0 }
  const accountAgeSec = ageOf(row.first_at, now) ?? 0
  if ((ageOf(row.created_at, now) ?? 0) >= RISK_KNOWN_AFTER_SEC) return { accountAgeSec }
  const keyThumbprint = typeof row.key_thumbprint === 'string' ? row.key_thumbprint : undefined
  const place = { account, keyThumbprint, networkHash: String(row.network_hash) }
  return { accountAgeSec, ...(await readPlace(queries, place, now)) }
}

/** Only what was let go counts: refused tries make nothing usual. */
async function readHistory(queries: Queries, money: Money, now: Date): Promise<Facts> {
  const { account, destination, destinationHash } = money
  const text = `select coalesce(max(amount_usdc6) filter (where at > $2), 0)::text as largest,
      count(*) filter (where at > $3)::int as last_hour,
      count(*) filter (where destination_hash = $4)::int as known
    from app.risk_decision where account = $1 and action = 'withdrawal' and decision = 'allow'`
  const [since, lastHour] = [RISK_HISTORY_SEC, 3600].map((sec) => new Date(now.getTime() - sec * 1000))
  const [row] = (await queries.query(text, [account, since, lastHour, destinationHash])).rows
  const isOwn = destination.toLowerCase() === account.toLowerCase()
  return {
    largestUsdc6: BigInt(String(row?.largest ?? 0)),
    withdrawalsLastHour: Number(row?.last_hour ?? 0),
    isNewDestination: !isOwn && Number(row?.known ?? 0) === 0,
  }
}

/** What the account signs in with besides the passkey that it was born with, and its contacts and those of the destination. */
async function readChanges(queries: Queries, { account, destination }: Money, now: Date): Promise<Facts> {
  const text = `select
      (select max(greatest(created_at, revoked_at)) from app.passkey p where account = $1 and last_used_at is not null
        and (revoked_at is not null or exists (select 1 from app.session s where s.account = $1 and s.created_at < p.created_at))) as passkey_at,
      (select max(to_timestamp(issued_at)) from address_map.record where lower(account) = lower($1) and version > 1) as contact_at,
      exists (select 1 from address_map.record where lower(account) = lower($2) and lower(account) <> lower($1)
        and withdrawals_from > $3) as is_cooling`
  const nowSec = Math.floor(now.getTime() / 1000)
  const [row] = (await queries.query(text, [account, destination, nowSec])).rows
  const ages = [row?.passkey_at, row?.contact_at].flatMap((at) => ageOf(at, now) ?? [])
  const ago = Math.min(...ages)
  const signInChangedAgoSec = ago < RISK_HISTORY_SEC ? ago : null
  return { signInChangedAgoSec, isMappingCooling: row?.is_cooling === true }
}

/**
 * Seconds since the account's recovery was asked for or carried out, from the index; only accounts born with a passkey have guardians.
 * @throws INDEX_UNAVAILABLE.
 */
export async function readRecovery(dependencies: Dependencies, account: Address, now: Date): Promise<number | null> {
  const born = 'select 1 from app.passkey where account = $1 limit 1'
  if ((await dependencies.pool.query(born, [account])).rows.length === 0) return null
  const text = `select max(recorded_at)::text as at from $schema.passkey_change
    where chain_id = $1 and account = $2 and change in ('recovery_requested', 'recovery_completed')`
  const [row] = await readRows(dependencies, text, [account.toLowerCase()])
  return typeof row?.at === 'string' ? Math.max(0, Math.floor(now.getTime() / 1000) - Number(row.at)) : null
}

function ageOf(at: unknown, now: Date): number | undefined {
  return at instanceof Date ? Math.max(0, Math.floor((now.getTime() - at.getTime()) / 1000)) : undefined
}
