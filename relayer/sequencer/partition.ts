import { z } from 'zod'
import { partitionOfLane, partitionOfSeries } from '../../kit/partition.ts'

/** One of several sequencers that share a core; `index` counts from 0. */
export interface Partition {
  index: number
  count: number
}

/** The only sequencer of a core. */
export const WHOLE: Partition = { index: 0, count: 1 }

/** `2/3`: the second of three. */
export const partitionField = z
  .string()
  .regex(/^[1-8]\/[1-8]$/, 'must be a part and a number of parts up to 8, as in 1/2')
  .transform((text): Partition => ({ index: Number(text[0]) - 1, count: Number(text[2]) }))
  .refine(({ count, index }) => index < count, 'must be a part of the whole')

/** Both books of a series are in one partition, */
export function isOwnSeries({ count, index }: Partition, series: number): boolean {
  return partitionOfSeries(series, count) === index
}

/** and so is each lane of every account: its sequence and filled quantity on chain are then written by one sequencer only. */
export function isOwnLane({ count, index }: Partition, lane: number): boolean {
  return partitionOfLane(lane, count) === index
}
