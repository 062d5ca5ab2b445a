import type { ApiDependencies } from '../../dependencies.ts'
import { PROOF_REUSE_SEC } from '../../limits.ts'
import type { SessionPrincipal } from '../auth/principal.ts'

/** How an account shows again that it is there. A recovery code counts as the app that it stands for. */
export const PROOF_KINDS = ['wallet', 'passkey', 'totp', 'otp'] as const
export type ProofKind = (typeof PROOF_KINDS)[number]

export interface Proof {
  kind: ProofKind
  /** Digest of the one operation that it is for; undefined for a proof of whatever the session does in these minutes. */
  operation: string | undefined
}

type Dependencies = Pick<ApiDependencies, 'now' | 'pool'>

/** Until when a proof of now is good. */
export function goodUntil(now: Date): Date {
  return new Date(now.getTime() + PROOF_REUSE_SEC * 1000)
}

/** Raises the session by a proof; what is too old goes. */
export async function addProof(
  { now, pool }: Dependencies,
  sessionId: string,
  { kind, operation }: Proof,
): Promise<void> {
  const at = now()
  await pool.query('delete from app.session_proof where session_id = $1 and at < $2', [sessionId, oldestOf(at)])
  const text = `insert into app.session_proof (session_id, kind, operation, at) values ($1, $2, $3, $4)
    on conflict (session_id, kind, operation) do update set at = excluded.at`
  await pool.query(text, [sessionId, kind, operation ?? '', at])
}

/** Whether the session has a proof of one of these kinds that is young enough: its sign-in, or one given since. */
export async function hasFreshProof(
  { now, pool }: Dependencies,
  { sessionId, method, authenticatedAtSec }: SessionPrincipal,
  kinds: readonly ProofKind[],
): Promise<boolean> {
  const oldest = oldestOf(now())
  if (kinds.includes(method) && authenticatedAtSec * 1000 >= oldest.getTime()) return true
  const text = `select 1 from app.session_proof where session_id = $1 and operation = '' and kind = any ($2) and at >= $3 limit 1`
  return (await pool.query(text, [sessionId, kinds, oldest])).rows.length > 0
}

/** Uses a proof up that was given for exactly this operation. Of two requests with one proof, one finds it. */
export async function spendProof(
  { now, pool }: Dependencies,
  { sessionId }: SessionPrincipal,
  { kinds, operation }: { kinds: readonly ProofKind[]; operation: string },
): Promise<boolean> {
  const text = `delete from app.session_proof where session_id = $1 and operation = $2 and kind = any ($3) and at >= $4`
  const { rowCount } = await pool.query(text, [sessionId, operation, kinds, oldestOf(now())])
  return (rowCount ?? 0) > 0
}

function oldestOf(now: Date): Date {
  return new Date(now.getTime() - PROOF_REUSE_SEC * 1000)
}
