import { z } from '@hono/zod-openapi'
import { RISK_DECISIONS } from '../domain/risk/decision.ts'
import { RISK_ACTIONS } from '../domain/risk/facts.ts'

export const riskDecisionName = z.enum(RISK_DECISIONS)

const amountText = z.string().openapi({ description: 'Millionths of a dollar.' })

/** What the rules were given, as it lies in the log. */
const facts = z.object({
  action: z.enum(RISK_ACTIONS),
  amountUsdc6: amountText,
  largestUsdc6: amountText,
  withdrawalsLastHour: z.int(),
  orderedUsdc6: amountText,
  isNewDevice: z.boolean(),
  isNewNetwork: z.boolean(),
  wrongCodes: z.int(),
  isNewDestination: z.boolean(),
  accountAgeSec: z.int(),
  signInChangedAgoSec: z.int().nullable(),
  recoveredAgoSec: z.int().nullable(),
  isMappingCooling: z.boolean(),
  isProven: z.boolean(),
  isReleased: z.boolean(),
})

export const riskDecisionView = z
  .object({
    seq: z.string(),
    at: z.iso.datetime(),
    account: z.string(),
    orderNumber: z.string().optional(),
    decision: riskDecisionName,
    reasons: z.array(z.object({ rule: z.string(), decision: riskDecisionName })),
    facts,
    factsDigest: z.string().openapi({ description: 'SHA-256 of the canonical JSON (RFC 8785) of `facts`.' }),
    rulesVersion: z.int(),
    settings: z.record(z.string(), z.string()),
    release: z.object({ officer: z.string(), at: z.iso.datetime() }).optional(),
  })
  .openapi('RiskDecision')

export const seqInPath = z
  .string()
  .regex(/^\d{1,18}$/, 'must be a decimal integer')
  .openapi({ example: '1' })
