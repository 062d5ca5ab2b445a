import { z } from 'zod'
import { addressField } from '../../../kit/fields.ts'
import type { Hex } from '../../sequencer/engine/types.ts'
import { LATEST_MS, MAX_PAGE } from '../limits.ts'
import { alertKinds } from '../surveillance/finding.ts'

const account = addressField.transform((address) => address.toLowerCase() as Hex)
const series = z.coerce.number().int().min(1).max(0x7fff_ffff)
const timeMs = z.number().int().min(0).max(LATEST_MS)
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a UTC day such as 2027-01-04')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'must be a day of the calendar')

export const reportQuery = z.object({ account: account.optional(), series: series.optional(), day: day.optional() })

export const suspensionQuery = z.object({ account: account.optional() })

export const alertQuery = z.object({
  kind: z.enum(alertKinds).optional(),
  account: account.optional(),
  series: series.optional(),
  before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).optional(),
})

export const termsBody = z
  .object({
    series: z.number().int().min(1).max(0x7fff_ffff),
    account,
    fromMs: timeMs,
    untilMs: timeMs.optional(),
    maxSpreadBps: z.number().int().min(1).max(20_000),
    minDepthUnits: z.number().int().min(1).max(0xffff_ffff),
    minUptimeBps: z.number().int().min(0).max(10_000).default(9_500),
    maxResponseMs: z.number().int().min(0).max(86_400_000),
  })
  .refine(({ fromMs, untilMs }) => untilMs === undefined || untilMs > fromMs, {
    path: ['untilMs'],
    message: 'must be after fromMs',
  })

export const ownerBody = z.object({
  account,
  owner: z
    .string()
    .regex(
      /^[a-z0-9-]{1,64}$/,
      'must be 1 to 64 lower-case letters, digits and dashes: a case or customer number, no name',
    ),
  fromMs: timeMs,
})
