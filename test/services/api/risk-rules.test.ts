import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { RISK_DECISIONS, type RiskDecision } from '../../../api/domain/risk/decision.ts'
import { decide, RISK_RULES } from '../../../api/domain/risk/engine.ts'
import { digestOfFacts, fromLog, NO_RISK, RISK_ACTIONS, type RiskFacts, toLog } from '../../../api/domain/risk/facts.ts'
import { riskSettings } from '../../../api/domain/risk/settings.ts'

const DAY = 86_400
const settings = riskSettings.parse(undefined)
const dollars = (amount: number) => BigInt(amount) * 1_000_000n

type Row = [why: string, rule: string, changes: Partial<RiskFacts> & Pick<RiskFacts, 'action'>, expected: RiskDecision]
const withdrawal = { action: 'withdrawal', largestUsdc6: dollars(1_000_000) } as const
const signIn = { action: 'sign-in' } as const
const order = { action: 'order' } as const
const [small, large, huge] = [dollars(1_000), dollars(10_000), dollars(100_000)]
const newPlace = { isNewDevice: true, isNewNetwork: true }

const TABLE: readonly Row[] = [
  [
    'a new device and little money',
    'unfamiliar-place',
    { ...withdrawal, isNewDevice: true, amountUsdc6: small },
    'allow',
  ],
  ['a new device', 'unfamiliar-place', { ...withdrawal, isNewDevice: true, amountUsdc6: small + 1n }, 'step-up'],
  ['a new network', 'unfamiliar-place', { ...withdrawal, isNewNetwork: true, amountUsdc6: small + 1n }, 'step-up'],
  ['both and little money', 'unfamiliar-place', { ...withdrawal, ...newPlace, amountUsdc6: 1n }, 'step-up'],
  ['both', 'unfamiliar-place', { ...withdrawal, ...newPlace, amountUsdc6: large + 1n }, 'hold'],
  ['a sign-in on a new device', 'unfamiliar-place', { ...signIn, isNewDevice: true }, 'allow'],
  ['a sign-in on a new device elsewhere', 'unfamiliar-place', { ...signIn, ...newPlace }, 'step-up'],
  ['four wrong codes', 'wrong-codes', { ...withdrawal, wrongCodes: 4 }, 'allow'],
  ['five', 'wrong-codes', { ...withdrawal, wrongCodes: 5 }, 'step-up'],
  ['twenty', 'wrong-codes', { ...withdrawal, wrongCodes: 20 }, 'hold'],
  ['a hundred', 'wrong-codes', { ...withdrawal, wrongCodes: 100 }, 'block'],
  ['a hundred and a sign-in', 'wrong-codes', { ...signIn, wrongCodes: 100 }, 'step-up'],
  ['a new address, little', 'new-destination', { ...withdrawal, isNewDestination: true, amountUsdc6: small }, 'allow'],
  ['a new address', 'new-destination', { ...withdrawal, isNewDestination: true, amountUsdc6: small + 1n }, 'step-up'],
  ['a new address, much', 'new-destination', { ...withdrawal, isNewDestination: true, amountUsdc6: huge + 1n }, 'hold'],
  ['three times', 'unusual-amount', { ...withdrawal, largestUsdc6: large, amountUsdc6: 3n * large }, 'allow'],
  ['more', 'unusual-amount', { ...withdrawal, largestUsdc6: large, amountUsdc6: 3n * large + 1n }, 'step-up'],
  ['the first, large', 'unusual-amount', { ...withdrawal, largestUsdc6: 0n, amountUsdc6: large }, 'allow'],
  ['the first, huge', 'unusual-amount', { ...withdrawal, largestUsdc6: 0n, amountUsdc6: huge + 1n }, 'hold'],
  ['nine in an hour', 'withdrawal-velocity', { ...withdrawal, withdrawalsLastHour: 9 }, 'allow'],
  ['ten', 'withdrawal-velocity', { ...withdrawal, withdrawalsLastHour: 10 }, 'step-up'],
  ['thirty', 'withdrawal-velocity', { ...withdrawal, withdrawalsLastHour: 30 }, 'hold'],
  ['a day old', 'young-account', { ...withdrawal, accountAgeSec: DAY, amountUsdc6: huge + 1n }, 'allow'],
  ['younger', 'young-account', { ...withdrawal, accountAgeSec: DAY - 1, amountUsdc6: large + 1n }, 'step-up'],
  ['younger, huge', 'young-account', { ...withdrawal, accountAgeSec: 0, amountUsdc6: huge + 1n }, 'hold'],
  ['changed a day ago', 'changed-sign-in', { ...withdrawal, signInChangedAgoSec: DAY, amountUsdc6: huge }, 'allow'],
  ['changed now, little', 'changed-sign-in', { ...withdrawal, signInChangedAgoSec: 0, amountUsdc6: small }, 'step-up'],
  ['changed now', 'changed-sign-in', { ...withdrawal, signInChangedAgoSec: 0, amountUsdc6: small + 1n }, 'hold'],
  ['a cooling mapping', 'cooling-mapping', { ...withdrawal, isMappingCooling: true }, 'hold'],
  [
    'recovered three days ago',
    'after-recovery',
    { ...withdrawal, recoveredAgoSec: 3 * DAY, amountUsdc6: huge },
    'allow',
  ],
  ['recovered now, little', 'after-recovery', { ...withdrawal, recoveredAgoSec: 0, amountUsdc6: small }, 'step-up'],
  ['recovered now', 'after-recovery', { ...withdrawal, recoveredAgoSec: 0, amountUsdc6: small + 1n }, 'hold'],
  ['the largest order', 'order-size', { ...order, amountUsdc6: dollars(10_000_000) }, 'allow'],
  ['a larger one', 'order-size', { ...order, amountUsdc6: dollars(10_000_000) + 1n }, 'block'],
  ['too much in a minute', 'order-size', { ...order, orderedUsdc6: dollars(1_000_000_000) + 1n }, 'hold'],
]

describe('a risk rule', () => {
  for (const [why, rule, changes, expected] of TABLE)
    it(`${rule} says ${expected} to ${why}`, () => {
      const facts = { ...NO_RISK, ...changes }
      assert.equal(RISK_RULES.find(({ name }) => name === rule)?.judge(facts, settings), expected)
    })

  it('is in the table with what it lets pass and what it does not', () => {
    const seen = (isAllowed: boolean) =>
      new Set(TABLE.filter(([, , , expected]) => (expected === 'allow') === isAllowed).map(([, rule]) => rule))
    const names = RISK_RULES.map(({ name }) => name)
    assert.deepEqual([...seen(false)].toSorted(), names.toSorted())
    assert.deepEqual([...seen(true), 'cooling-mapping'].toSorted(), names.toSorted())
  })
})

const amount = fc.bigInt({ min: 0n, max: dollars(2_000_000_000) })
const age = fc.integer({ min: 0, max: 40 * DAY })
const factsOf = fc.record<RiskFacts>({
  action: fc.constantFrom(...RISK_ACTIONS),
  amountUsdc6: fc.oneof(amount, fc.constantFrom(small, small + 1n, large, large + 1n, huge, huge + 1n)),
  largestUsdc6: amount,
  withdrawalsLastHour: fc.integer({ min: 0, max: 40 }),
  orderedUsdc6: amount,
  isNewDevice: fc.boolean(),
  isNewNetwork: fc.boolean(),
  wrongCodes: fc.integer({ min: 0, max: 120 }),
  isNewDestination: fc.boolean(),
  accountAgeSec: age,
  signInChangedAgoSec: fc.option(age),
  recoveredAgoSec: fc.option(age),
  isMappingCooling: fc.boolean(),
  isProven: fc.boolean(),
  isReleased: fc.boolean(),
})

const more = <T extends number | bigint>(a: T, b: T) => (a > b ? a : b)
const less = <T extends number | bigint>(a: T, b: T) => (a < b ? a : b)
const sooner = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : less(a, b))

/** The riskier of both in every fact. */
function worse(a: RiskFacts, b: RiskFacts): RiskFacts {
  return {
    action: a.action,
    amountUsdc6: more(a.amountUsdc6, b.amountUsdc6),
    largestUsdc6: less(a.largestUsdc6, b.largestUsdc6),
    withdrawalsLastHour: more(a.withdrawalsLastHour, b.withdrawalsLastHour),
    orderedUsdc6: more(a.orderedUsdc6, b.orderedUsdc6),
    isNewDevice: a.isNewDevice || b.isNewDevice,
    isNewNetwork: a.isNewNetwork || b.isNewNetwork,
    wrongCodes: more(a.wrongCodes, b.wrongCodes),
    isNewDestination: a.isNewDestination || b.isNewDestination,
    accountAgeSec: less(a.accountAgeSec, b.accountAgeSec),
    signInChangedAgoSec: sooner(a.signInChangedAgoSec, b.signInChangedAgoSec),
    recoveredAgoSec: sooner(a.recoveredAgoSec, b.recoveredAgoSec),
    isMappingCooling: a.isMappingCooling || b.isMappingCooling,
    isProven: a.isProven && b.isProven,
    isReleased: a.isReleased && b.isReleased,
  }
}

describe('a risk decision', () => {
  const rank = (facts: RiskFacts) => RISK_DECISIONS.indexOf(decide(facts, settings).decision)

  it('is never milder for riskier facts', () => {
    const property = fc.property(factsOf, factsOf, (a, b) => rank(worse(a, b)) >= rank(a))
    fc.assert(property, { numRuns: 5_000 })
  })

  it('is the same again from what was logged', () => {
    const property = fc.property(factsOf, (facts) => {
      const again = fromLog(JSON.parse(JSON.stringify(toLog(facts))))
      assert.deepEqual(decide(again, settings), decide(facts, settings))
      assert.equal(digestOfFacts(again), digestOfFacts(facts))
    })
    fc.assert(property, { numRuns: 1_000 })
  })

  it('has a reason whenever it is more than allow', () => {
    const property = fc.property(factsOf, (facts) => {
      const { decision, reasons } = decide(facts, settings)
      return decision === 'allow' || reasons.some((reason) => reason.decision === decision)
    })
    fc.assert(property, { numRuns: 1_000 })
  })

  it('to step up is answered by a proof, to hold by a release, and to block by nothing', () => {
    const base = { ...NO_RISK, action: 'withdrawal' as const }
    const both = { isProven: true, isReleased: true }
    const word = (changes: Partial<RiskFacts>) => decide({ ...base, ...changes }, settings).decision
    assert.equal(word({ wrongCodes: 5, isProven: true }), 'allow')
    assert.equal(word({ wrongCodes: 20, isProven: true }), 'hold')
    assert.equal(word({ wrongCodes: 20, isReleased: true }), 'allow')
    assert.equal(word({ wrongCodes: 100, ...both }), 'block')
  })
})
