import type { Context } from 'hono'
import { BaseError } from '../../kit/errors.ts'
import { ROLE_IDS, type Role } from '../../sdk/src/roles.ts'
import type { SessionPrincipal } from '../domain/auth/principal.ts'
import { type IndexStore, readRows } from '../reads/index-store.ts'
import { type ApiEnvironment, requireSession } from './environment.ts'

type Dependencies = IndexStore & { now: () => Date }

/**
 * The caller, who must hold one of the roles of the access manager on chain now; else ROLE_REQUIRED (403). An officer acts in a session
 * of her own: a key that lies on a server does not carry a role.
 */
export async function requireRole(
  dependencies: Dependencies,
  context: Context<ApiEnvironment>,
  roles: readonly Role[],
): Promise<SessionPrincipal> {
  const principal = requireSession(context)
  const text = `select 1 as found from $schema.role_member
    where chain_id = $1 and account = $2 and role_id = any ($3::numeric[]) and is_member and member_since <= $4 limit 1`
  const ids = roles.map((role) => ROLE_IDS[role].toString())
  const nowSec = Math.floor(dependencies.now().getTime() / 1000)
  const rows = await readRows(dependencies, text, [principal.account.toLowerCase(), ids, nowSec])
  if (rows.length > 0) return principal
  const details = `It needs ${roles.join(' or ')}.`
  throw new BaseError('This needs a role on chain.', { code: 'ROLE_REQUIRED', details, status: 403 })
}
