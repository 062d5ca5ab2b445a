import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/**
 * The address of the caller: the peer's, or behind `proxyHops` proxies of ours what the outermost of them wrote into
 * X-Forwarded-For. What stands left of that came from outside and proves nothing.
 */
export function peerOf(context: Context, proxyHops: number): string {
  const forwarded = (context.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim())
  if (proxyHops > 0) return forwarded.at(-proxyHops) || 'unknown'
  try {
    return getConnInfo(context).remote.address ?? 'unknown'
  } catch {
    // Requests that did not come through a socket, as in-process tests make them.
    return 'in-process'
  }
}
