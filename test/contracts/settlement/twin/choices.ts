import { randomFrom } from '../../../bench/random.ts'

/** Random decisions, all from one number. */
export interface Choices {
  /** The same one in every world of this number; a row of worlds takes all of them in turn. */
  turn<T>(values: readonly T[]): T
  chance(probability: number): boolean
  /** 0 to below - 1. */
  integer(below: number): number
  oneOf<T>(values: readonly T[]): T
}

export function choicesFrom(world: number): Choices {
  const random = randomFrom(world)
  const integer = (below: number) => Math.floor(random() * below)
  return {
    turn: (values) => at(values, world % values.length),
    integer,
    chance: (probability) => random() < probability,
    oneOf: (values) => at(values, integer(values.length)),
  }
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index]
  if (value === undefined) throw new Error('nothing to choose from')
  return value
}
