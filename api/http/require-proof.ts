import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { BaseError } from '../../kit/errors.ts'
import type { ApiDependencies } from '../dependencies.ts'
import type { SessionPrincipal } from '../domain/auth/principal.ts'
import { digestOf, sha256Of } from '../domain/step-up/operation.ts'
import { hasFreshProof, spendProof } from '../domain/step-up/proofs.ts'
import { PROOF_REUSE_SEC } from '../limits.ts'
import { type ApiEnvironment, requireSession } from './environment.ts'
import { notReusable, type ProofRule, proofRuleOf, STRONG } from './write-proofs.ts'

/**
 * Refuses a write in a session that lacks the proof that its operation takes (ACC-5), telling which would do (RFC 9470). A request that
 * an API key signed is proven by that; one without credentials has no account yet.
 */
export function requireProof(dependencies: ApiDependencies): MiddlewareHandler<ApiEnvironment> {
  const { config } = dependencies
  const wrong = notReusable(config.PROOF_REUSE ?? [])
  if (wrong.length > 0) throw new Error(`PROOF_REUSE: these may not share a proof: ${wrong.join(', ')}`)
  return async (context, next) => {
    const principal = context.get('principal')
    const operation = principal?.kind === 'session' ? writeOf(context) : undefined
    const rule = operation === undefined ? undefined : proofRuleOf(operation, config.PROOF_REUSE)
    if (principal?.kind !== 'session' || !rule) return await next()
    // What may share a proof may also bring one of its own.
    if (rule.isReusable && (await hasFreshProof(dependencies, principal, rule.kinds))) return await next()
    await demandProof(dependencies, context, principal, rule)
    return await next()
  }
}

/** Takes a proof for this one request where the risk rules ask for it. @throws BaseError STEP_UP_REQUIRED (401). */
export async function demandBound(dependencies: ApiDependencies, context: Context<ApiEnvironment>): Promise<void> {
  await demandProof(dependencies, context, requireSession(context), { kinds: STRONG, isReusable: false })
}

async function demandProof(
  dependencies: ApiDependencies,
  context: Context<ApiEnvironment>,
  principal: SessionPrincipal,
  rule: ProofRule,
): Promise<void> {
  const digest = await digestOfRequest(context)
  if (await spendProof(dependencies, principal, { kinds: rule.kinds, operation: digest })) return
  const scheme = principal.keyThumbprint === undefined ? 'Bearer' : 'DPoP'
  context.header('www-authenticate', challengeOf(scheme, rule, digest))
  throw stepUpRequired(rule, digest)
}

/** The operation in the words of the OpenAPI document; undefined for what writes nothing or is none. */
function writeOf(context: Context): string | undefined {
  const { method } = context.req
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return undefined
  const route = matchedRoutes(context).findLast((matched) => matched.method === method)
  return route && `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`
}

async function digestOfRequest({ req }: Context): Promise<string> {
  const { pathname, search } = new URL(req.url)
  // In a route the body was read already and is remembered; before it, it must stay readable.
  const bytes = req.raw.bodyUsed ? await req.arrayBuffer() : await req.raw.clone().arrayBuffer()
  const body = new Uint8Array(bytes)
  return digestOf({ method: req.method, path: `${pathname}${search}`, bodySha256: sha256Of(body) })
}

function challengeOf(scheme: string, { kinds, isReusable }: ProofRule, digest: string): string {
  const wish = isReusable ? '' : `, operation="${digest}"`
  return `${scheme} error="insufficient_user_authentication", acr_values="${kinds.join(' ')}", max_age="${PROOF_REUSE_SEC}"${wish}`
}

function stepUpRequired({ kinds, isReusable }: ProofRule, digest: string): BaseError {
  const scope = isReusable ? `of the last ${PROOF_REUSE_SEC / 60} minutes` : `for this request (operation ${digest})`
  return new BaseError('This takes a second proof.', {
    code: 'STEP_UP_REQUIRED',
    details: `One ${scope}: ${kinds.join(', ')}. Give it at POST /api/v1/auth/step-up.`,
    status: 401,
  })
}
