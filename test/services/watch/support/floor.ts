import type { Hex } from '../../../../relayer/sequencer/engine/types.ts'
import type { Session } from './session.ts'

/** Where agents meet: the market, its chance, and the price that everybody finds fair at the moment. */
export interface Floor {
  session: Session
  random: () => number
  fairPrice: number
  stepMs: number
  /** How many trades an account has had. */
  tradesOf: (account: Hex) => number
  /** How many units an account has bought and sold. */
  unitsOf: (account: Hex) => number
}

/** Looks at the floor at every step and acts or not. */
export type Agent = (floor: Floor) => void

/** A whole number from `low` to `high`, both included. */
export const between = (random: () => number, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1))

/** True once in `meanMs` on average. */
export const chance = ({ random, stepMs }: Floor, meanMs: number): boolean => random() < stepMs / meanMs
