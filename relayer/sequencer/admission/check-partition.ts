import type { Order } from '../../../sdk/src/typed-data/order.ts'
import { partitionName } from '../journal/partition-name.ts'
import { isOwnLane, isOwnSeries } from '../partition.ts'
import type { CheckContext } from './check-context.ts'
import { type Rejection, reject } from './rejection.ts'

/** Series and lane must both be of this sequencer's part of the market. */
export function checkPartition({ mirror }: CheckContext, { lane, series }: Order): Rejection | undefined {
  const { partition } = mirror
  const { count, index } = partition
  if (!isOwnSeries(partition, series))
    return reject('OTHER_PARTITION', 'series', `series ${series} is not in ${partitionName('partition', partition)}`)
  if (isOwnLane(partition, lane)) return undefined
  return reject('OTHER_PARTITION', 'lane', `series ${series} takes lanes ${index}, ${index + count} and so on`)
}
