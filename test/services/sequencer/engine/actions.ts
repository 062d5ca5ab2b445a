import fc from 'fast-check'
import { type Guilty, guilties, type Side, sides } from '../../../../relayer/sequencer/engine/types.ts'

export interface PlaceAction {
  kind: 'place'
  account: number
  lane: number
  market: number
  side: Side
  tick: number
  quantity: number
  orderClass: number
  isPostOnly: boolean
  cancelsTaker: boolean
  /** 0 is a stale seq. */
  seqStep: number
  lifeSec: number
}
/** What may happen to a book; picks and counts are taken modulo what is there. */
export type Action =
  | PlaceAction
  | { kind: 'cancel'; pick: number }
  | { kind: 'cancel-all' | 'evict'; account: number; series: number }
  | { kind: 'group'; accounts: number[] }
  | { kind: 'wait'; seconds: number }
  | { kind: 'submit'; count: number }
  | { kind: 'settle'; guilties: (Guilty | undefined)[] }
  | { kind: 'refuse'; pick: number; guilty: Guilty }
  | { kind: 'revert' | 'finalize'; back: number }

const account = fc.nat({ max: 6 })
const series = fc.nat({ max: 2 })
const pick = fc.nat({ max: 1000 })
const guilty = fc.constantFrom(...guilties)

const place: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant('place' as const),
  account,
  lane: fc.nat({ max: 5 }),
  market: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 3 }) }),
  side: fc.constantFrom(...sides),
  tick: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 43, max: 47 }) }, fc.integer({ min: 1, max: 2 ** 30 - 1 })),
  quantity: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 12 }) }, fc.integer({ min: 1, max: 420 })),
  orderClass: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 3 })),
  isPostOnly: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  cancelsTaker: fc.boolean(),
  seqStep: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(1, 1, 3) }, fc.constant(0)),
  lifeSec: fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 2_592_000 })),
})

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 60, arbitrary: place },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('cancel-all' as const, 'evict' as const), account, series }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('group' as const),
      accounts: fc.uniqueArray(account, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 9, arbitrary: fc.record({ kind: fc.constant('submit' as const), count: fc.integer({ min: 1, max: 9 }) }) },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      guilties: fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, guilty), {
        minLength: 1,
        maxLength: 5,
      }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('refuse' as const), pick, guilty }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revert' as const), back: fc.nat({ max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('finalize' as const), back: fc.nat({ max: 4 }) }) },
)

/** A run of commands long enough that orders meet, settle and come back. */
export const runOfActions = (length: number): fc.Arbitrary<Action[]> =>
  fc.array(action, { minLength: length, maxLength: length, size: 'max' })

/** Full counts with LONG=1. */
export const commandCount = (short: number, long: number): number => (process.env.LONG === '1' ? long : short)
