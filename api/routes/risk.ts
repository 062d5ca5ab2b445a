import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { type LoggedDecision, listDecisions, release } from '../domain/risk/review.ts'
import { type ApiApp, createRouter } from '../http/environment.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { requireRole } from '../http/require-role.ts'
import { address } from '../schemas/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../schemas/page.ts'
import { riskDecisionName, riskDecisionView, seqInPath } from '../schemas/risk.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const common = { tags: ['compliance'], security: [{ bearer: [] }, { dpop: [] }] }

const listRoute = createRoute({
  ...common,
  method: 'get',
  path: '/compliance/risk-decisions',
  summary: 'Decisions of the risk rules, newest first (compliance and auditors)',
  request: { query: pageQuery.extend({ account: address.optional(), decision: riskDecisionName.optional() }) },
  responses: { 200: { description: 'A page.', content: json(pageOf(riskDecisionView)) }, ...problems(400) },
})

const releaseRoute = createRoute({
  ...common,
  method: 'post',
  path: '/compliance/risk-decisions/{seq}/release',
  summary: 'Let a held withdrawal go (compliance)',
  description: 'Its owner sends it again within 24 hours. What is blocked is not let go.',
  request: { params: z.object({ seq: seqInPath }) },
  responses: { 200: { description: 'Let go.', content: json(riskDecisionView) }, ...bodyProblems(404) },
})

export function riskRoutes(dependencies: ApiDependencies): ApiApp {
  const { now, pool } = dependencies
  return createRouter()
    .openapi(listRoute, async (context) => {
      await requireRole(dependencies, context, ['compliance', 'complianceReviewer', 'auditor'])
      const { cursor, limit, account, decision } = context.req.valid('query')
      const list = `risk ${account ?? ''} ${decision ?? ''}`
      const before = cursor === undefined ? undefined : decodeCursor(list, cursor, 1)[0]
      const rows = await listDecisions(pool, { limit, before: bounded(before), account, decision })
      const last = rows.at(-1)
      const next = last && rows.length === limit ? { nextCursor: encodeCursor(list, [last.seq]) } : {}
      return context.json({ items: rows.map(viewOf), ...next }, 200)
    })
    .openapi(releaseRoute, async (context) => {
      const { account: officer } = await requireRole(dependencies, context, ['compliance'])
      const { seq } = context.req.valid('param')
      return context.json(viewOf(await release(pool, { seq, officer, at: now() })), 200)
    })
}

/** A forged cursor may hold more digits than the table’s numbers. */
function bounded(seq: string | undefined): string | undefined {
  return seq !== undefined && seq.length > 18 ? '9'.repeat(18) : seq
}

function viewOf(row: LoggedDecision) {
  const { seq, at, account, subject, decision, reasons, facts, officer, settings } = row
  return {
    seq,
    at: at.toISOString(),
    account,
    ...(subject === null ? {} : { orderNumber: subject }),
    decision,
    reasons,
    facts,
    factsDigest: row.facts_digest,
    rulesVersion: row.rules_version,
    settings,
    ...(officer !== null && row.released_at ? { release: { officer, at: row.released_at.toISOString() } } : {}),
  }
}
