import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { alertKinds } from '../../../../relayer/watch/surveillance/finding.ts'
import { generateSession } from '../support/generated-session.ts'
import { scoreSurveillance } from '../support/score.ts'
import { alertsOf } from '../support/watching.ts'

/** The first of the bench's sessions, or all of them; their seeds took no part in choosing the thresholds. */
const SESSIONS = process.env.LONG === '1' ? 60 : 12
const FLOOR = 0.9

describe('surveillance of generated sessions', () => {
  const score = scoreSurveillance(Array.from({ length: SESSIONS }, (_, index) => 1_001 + index))

  for (const kind of alertKinds) {
    it(`finds ${kind} and hardly anything else: ${JSON.stringify(score.detectors[kind])}`, () => {
      const { planted, precision, recall } = score.detectors[kind]
      assert.equal(planted, 2 * SESSIONS)
      assert.ok(precision >= FLOOR, `precision ${precision}`)
      assert.ok(recall >= FLOOR, `recall ${recall}`)
    })
  }

  it('names almost nobody who means no harm, though many cancel nearly all of their orders', () => {
    assert.ok(score.honestAccountsCancelling >= 4 * SESSIONS, `only ${score.honestAccountsCancelling} cancel much`)
    assert.ok(score.honestAccountsNamed * 100 <= score.honestAccounts, `${score.honestAccountsNamed} were named`)
  })

  it('says the same when it looks again', () => {
    const { session } = generateSession(5)
    assert.deepEqual(alertsOf(session), alertsOf(session))
    assert.deepEqual(alertsOf(session), alertsOf(generateSession(5).session))
  })
})
