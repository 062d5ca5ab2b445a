import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { breachHash, breachOf, type MakerDay } from '../../../../relayer/watch/suspension/breach.ts'
import { accountOf } from '../support/session.ts'

const MAKER = accountOf(1)
const RULE = { afterDays: 3, fromDay: '2027-01-01' }
const hashOf = (byte: number) => `0x${String(byte).padStart(64, '0')}` as const

/** Newest first, as they are read; `-` unmet, `+` met. */
function daysOf(marks: string, lastDay = 10): MakerDay[] {
  return [...marks].map((mark, i) => ({
    day: `2027-01-${String(lastDay - i).padStart(2, '0')}`,
    isMet: mark === '+',
    reports: [hashOf(lastDay - i)],
  }))
}

describe('a breach', () => {
  it('is so many unmet days in a row, the newest ones, told oldest first with their reports', () => {
    assert.deepEqual(breachOf(MAKER, daysOf('---+'), RULE), {
      account: MAKER,
      days: ['2027-01-08', '2027-01-09', '2027-01-10'],
      reports: [hashOf(8), hashOf(9), hashOf(10)],
    })
  })

  for (const marks of ['', '--', '--+-', '+---', '-+-']) {
    it(`is none in ${marks || 'no days'}`, () => {
      assert.equal(breachOf(MAKER, daysOf(marks), RULE), undefined)
    })
  }

  it('is none of days before the maker became active', () => {
    assert.equal(breachOf(MAKER, daysOf('---'), { ...RULE, fromDay: '2027-01-09' }), undefined)
    assert.ok(breachOf(MAKER, daysOf('---'), { ...RULE, fromDay: '2027-01-08' }))
  })

  it('passes over days without a report', () => {
    const days = daysOf('----').filter(({ day }) => day !== '2027-01-09')
    assert.deepEqual(breachOf(MAKER, days, RULE)?.days, ['2027-01-07', '2027-01-08', '2027-01-10'])
  })

  it('has a hash that everything is part of', () => {
    const breach = breachOf(MAKER, daysOf('---'), RULE)
    assert.ok(breach)
    assert.match(breachHash(breach), /^0x[0-9a-f]{64}$/)
    assert.notEqual(breachHash(breach), breachHash({ ...breach, reports: [] }))
  })
})
