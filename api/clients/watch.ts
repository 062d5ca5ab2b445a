import type { Address } from 'viem'
import { z } from 'zod'
import { RetryableError } from '../../kit/errors.ts'
import { bytes32Field } from '../../kit/fields.ts'
import { createInternalClient } from '../../kit/internal-client.ts'
import type { Secret } from '../../kit/secret.ts'

const count = z.number().int().min(0)

const reportSchema = z.object({
  day: z.string(),
  series: count,
  account: z.string(),
  termsVersion: count,
  isFinal: z.boolean(),
  openMs: count,
  twoSidedMs: count,
  qualifiedMs: count,
  uptimeBps: count,
  averageSpreadBps: count.optional(),
  responses: count,
  lateResponses: count,
  worstResponseMs: count,
  unansweredMs: count,
  isUptimeMet: z.boolean(),
  isResponseMet: z.boolean(),
  isMet: z.boolean(),
  partition: z.string().optional(),
  position: count,
  head: bytes32Field,
  hash: bytes32Field,
})

const alertSchema = z.object({
  id: bytes32Field,
  kind: z.enum(['spoofing', 'layering', 'wash-trading', 'momentum-ignition']),
  accounts: z.array(z.string()),
  series: count,
  final: z.boolean(),
  scoreBps: count,
  numbers: z.record(z.string(), z.union([z.number(), z.string()])),
  thresholdsVersion: count,
  atMs: count,
  evidence: z.object({
    partition: z.string().optional(),
    fromPosition: count,
    toPosition: count,
    headBefore: bytes32Field,
    head: bytes32Field,
  }),
})

const suspensionsSchema = z.object({
  afterDays: count,
  proposals: z.array(
    z.object({ id: bytes32Field, days: z.array(z.string()), reports: z.array(bytes32Field), proposedAtMs: count }),
  ),
})

export type MarketAlert = z.output<typeof alertSchema>

export interface AlertQuery {
  kind?: string | undefined
  account?: Address | undefined
  series?: number | undefined
  before?: string | undefined
  limit: number
}

export type WatchClient = ReturnType<typeof createWatchClient>

/** The market watch's internal interface. */
export function createWatchClient(parameters: { url: string; token: Secret }) {
  const http = createInternalClient({ name: 'watch', ...parameters })
  return {
    async reports(query: { account: Address; series?: number | undefined; day?: string | undefined }) {
      const answer = await http.get(`/internal/v1/obligations?${searchOf(query)}`)
      return readAnswer(z.object({ reports: z.array(reportSchema) }), answer).reports
    },
    async suspensions(account: Address) {
      return readAnswer(suspensionsSchema, await http.get(`/internal/v1/suspensions?account=${account}`))
    },
    async alerts(query: AlertQuery) {
      const answer = await http.get(`/internal/v1/alerts?${searchOf({ ...query })}`)
      return readAnswer(z.object({ alerts: z.array(alertSchema.extend({ seq: count })) }), answer).alerts
    },
    async alert(id: string): Promise<MarketAlert> {
      return readAnswer(alertSchema, await http.get(`/internal/v1/alerts/${id}`))
    },
  }
}

function searchOf(query: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, `${value}`)
  return search.toString()
}

/** What does not fit is our mistake, never the caller's. */
function readAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const result = schema.safeParse(answer)
  if (result.success) return result.data
  throw new RetryableError('The market watch’s answer was not understood.', {
    code: 'WATCH_UNAVAILABLE',
    cause: result.error,
  })
}
