import { isAway } from '../../../kit/sequencer-leader.ts'

/** An item and the partitions that it has to be told to. */
export interface Addressed<Item> {
  item: Item
  to: readonly number[]
}

interface Scattered<Item, Result> {
  items: readonly Addressed<Item>[]
  /** Runs a partition's items in their order. */
  run: (partition: number, items: readonly Item[]) => Promise<Result[]>
  /** The item's partition did not answer: nobody knows whether it had its effect. */
  unknown: (item: Item) => Result
  /** The answer to an item that several partitions were told of. */
  choose: (results: readonly Result[]) => Result
}

/**
 * Splits a list over the partitions, runs the parts at the same time and joins the results in the order sent. Each part keeps its order; between
 * parts there is none. An item whose partition is away is `unknown`; if all are, or somebody refuses the list, that is thrown.
 */
export async function scatter<Item, Result>({
  items,
  run,
  unknown,
  choose,
}: Scattered<Item, Result>): Promise<Result[]> {
  const partitions = [...new Set(items.flatMap(({ to }) => to))]
  const outcomes = await Promise.allSettled(
    partitions.map((partition) =>
      run(
        partition,
        items.flatMap(({ item, to }) => (to.includes(partition) ? [item] : [])),
      ),
    ),
  )
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
  const refusal = failures.find((reason) => !isAway(reason))
  if (refusal !== undefined || failures.length === outcomes.length) throw refusal ?? failures[0]
  const answers = new Map(
    outcomes.map((outcome, i) => [partitions[i], outcome.status === 'fulfilled' ? outcome.value.values() : undefined]),
  )
  return items.map(({ item, to }) => choose(to.map((partition) => next(answers.get(partition)) ?? unknown(item))))
}

function next<T>(values: ArrayIterator<T> | undefined): T | undefined {
  return values?.next().value
}
