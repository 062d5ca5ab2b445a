import { z } from '@hono/zod-openapi'
import { bytes32 } from './fields.ts'

const milliseconds = z.int().openapi({ example: 86_400_000 })
const bps = z.int().openapi({ example: 9_500, description: 'Basis points, 1/10,000.' })
const head = bytes32.openapi({ description: 'Head of the sequencer’s journal (sha256 chain).' })

const partition = z
  .string()
  .optional()
  .openapi({ example: '1/2', description: 'Which of the sequencer’s journals; absent when there is one only.' })

/** A UTC day in a query. */
export const dayInQuery = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a UTC day such as 2027-01-04')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'must be a day of the calendar')
  .openapi({ type: 'string', example: '2027-01-04' })

export const obligationView = z
  .object({
    day: z.string().openapi({ example: '2027-01-04' }),
    series: z.int(),
    account: z.string(),
    termsVersion: z.int(),
    isFinal: z.boolean().openapi({ description: 'The day is over; the numbers stay as they are.' }),
    openMs: milliseconds.openapi({ description: 'Market open and not braked, terms in force.' }),
    twoSidedMs: milliseconds.openapi({ description: 'The minimum depth stood on both sides.' }),
    qualifiedMs: milliseconds.openapi({ description: 'It did within the promised spread.' }),
    uptimeBps: bps,
    averageSpreadBps: bps.optional(),
    responses: z.int(),
    lateResponses: z.int(),
    worstResponseMs: milliseconds,
    unansweredMs: milliseconds,
    isUptimeMet: z.boolean(),
    isResponseMet: z.boolean(),
    isMet: z.boolean(),
    partition,
    position: z.int().openapi({ description: 'Last record of the journal that the numbers rest on.' }),
    head,
    hash: bytes32.openapi({
      description: 'sha256 of the report as canonical JSON, which a suspension on chain names.',
    }),
  })
  .openapi('ObligationReport')

export const suspensionView = z
  .object({
    id: bytes32.openapi({
      description: 'sha256 of account, days and reports as canonical JSON: the chain’s reportHash.',
    }),
    days: z.array(z.string()).openapi({ example: ['2027-01-04', '2027-01-05', '2027-01-06'] }),
    reports: z.array(bytes32).openapi({ description: 'Hashes of the days’ reports.' }),
    proposedAtMs: milliseconds,
  })
  .openapi('SuspensionProposal')

export const alertView = z
  .object({
    id: bytes32.openapi({ description: 'sha256 of the alert as canonical JSON.' }),
    kind: z.enum(['spoofing', 'layering', 'wash-trading', 'momentum-ignition']),
    accounts: z.array(z.string()),
    series: z.int(),
    final: z.boolean(),
    scoreBps: bps,
    numbers: z.record(z.string(), z.union([z.number(), z.string()])),
    thresholdsVersion: z.int(),
    atMs: milliseconds,
    evidence: z
      .object({ partition, fromPosition: z.int(), toPosition: z.int(), headBefore: head, head })
      .openapi({ description: 'The part of the journal that proves it: `npm run verify:alert`.' }),
  })
  .openapi('MarketAlert')

export const alertKind = alertView.shape.kind
