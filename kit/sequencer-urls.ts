import { z } from 'zod'
import { httpUrlField } from './config.ts'
import { MAX_SEQUENCERS_PER_PARTITION } from './limits.ts'
import { MAX_PARTITIONS } from './partition.ts'

const processes = z
  .array(httpUrlField)
  .min(1)
  .max(MAX_SEQUENCERS_PER_PARTITION, `must be at most ${MAX_SEQUENCERS_PER_PARTITION} URLs a partition`)

/**
 * The processes of each partition, in the order of the partitions' numbers; which one leads is found out.
 * `http://a`; `http://a,http://standby`; `http://a1,http://a2;http://b1,http://b2`: commas within a partition, semicolons between.
 */
export const sequencerUrlsField = z
  .string()
  .transform((text) => text.split(';').map((part) => part.split(',').map((url) => url.trim())))
  .pipe(z.array(processes).max(MAX_PARTITIONS, `must be at most ${MAX_PARTITIONS} partitions`))
  .refine((parts) => new Set(parts.flat()).size === parts.flat().length, 'must name every process once')
