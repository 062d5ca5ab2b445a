import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { alertId } from '../../../../relayer/watch/surveillance/alert.ts'
import { verifyAlert } from '../../../../relayer/watch/surveillance/verify-alert.ts'
import { generateSession } from '../support/generated-session.ts'
import { scoreSurveillance } from '../support/score.ts'
import { accountOf, Session, sessionLimits } from '../support/session.ts'
import { alertsOf, sourceOf } from '../support/watching.ts'

const [FIRST, SECOND, TRADER, CROWD] = [accountOf(1), accountOf(2), accountOf(3), accountOf(9)]
/** The first of the bench's sessions, or all of them. */
const SESSIONS = process.env.LONG === '1' ? 30 : 6
const FLOOR = 0.9

/** Four bid levels over two accounts, pulled after a third has sold; twice. */
function layerTogether(session: Session): Session {
  session.place(CROWD, { side: 'buy', price: 4_499, quantity: 50 })
  for (let cycle = 0; cycle < 2; cycle++) {
    for (let lane = 0; lane < 4; lane++)
      session.place(lane % 2 ? FIRST : SECOND, { side: 'buy', price: 4_490 - lane, quantity: 10, lane })
    session.wait(1_000)
    session.place(TRADER, { side: 'sell', price: 4_499, quantity: 2, isImmediate: true })
    session.wait(3_000)
    for (let lane = 0; lane < 4; lane++) session.cancel(lane % 2 ? FIRST : SECOND, lane)
    session.wait(20_000)
  }
  return session
}

function sellTo(session: Session, times: number): void {
  for (let count = 0; count < times; count++) {
    session.place(FIRST, { side: 'sell', price: 4_500, quantity: 3 })
    session.wait(10)
    session.place(SECOND, { side: 'buy', price: 4_500, quantity: 3, lane: 1, isImmediate: true })
    session.wait(5_000)
  }
}

describe('a group', () => {
  it('layers as one party, however its levels are spread over its accounts', () => {
    const session = new Session()
    session.group([TRADER, FIRST, SECOND])
    const [alert, ...more] = alertsOf(layerTogether(session))
    assert.deepEqual(more, [])
    assert.deepEqual([alert?.kind, alert?.accounts], ['layering', [FIRST, SECOND, TRADER]])
    assert.deepEqual([alert?.numbers.basis, alert?.numbers.levels, alert?.numbers.episodes], ['group', 4, 2])
  })

  it('is not made by doing alike: strangers are judged each alone', () => {
    assert.deepEqual(alertsOf(layerTogether(new Session())), [])
  })

  it('is not named for what an account did before it joined', () => {
    const session = layerTogether(new Session())
    session.group([TRADER, FIRST, SECOND])
    assert.deepEqual(alertsOf(session), [])
  })

  it('washes when its accounts trade with each other just before they join, or just after they left', () => {
    const joining = new Session()
    sellTo(joining, 3)
    joining.wait(60_000)
    joining.group([FIRST, SECOND])
    const leaving = new Session()
    leaving.group([FIRST, SECOND])
    leaving.wait(60_000)
    leaving.group([FIRST])
    sellTo(leaving, 3)
    for (const session of [joining, leaving]) {
      const [alert, ...more] = alertsOf(session)
      assert.deepEqual(more, [])
      assert.deepEqual([alert?.kind, alert?.accounts, alert?.numbers.trades], ['wash-trading', [FIRST, SECOND], 3])
      assert.equal(alert?.numbers.basis, 'same-group')
    }
  })

  it('is not held against accounts that left it long ago', () => {
    const session = new Session()
    session.group([FIRST, SECOND])
    session.group([FIRST])
    session.wait(600_001)
    sellTo(session, 3)
    assert.deepEqual(alertsOf(session), [])
  })

  it('is found in generated sessions, and an honest firm is not named', () => {
    const score = scoreSurveillance(
      Array.from({ length: SESSIONS }, (_, index) => 2_001 + index),
      true,
    )
    for (const kind of ['layering', 'wash-trading'] as const) {
      const { planted, precision, recall } = score.detectors[kind]
      assert.equal(planted, 2 * SESSIONS)
      assert.ok(precision >= FLOOR && recall >= FLOOR, `${kind}: precision ${precision}, recall ${recall}`)
    }
  })

  it('leaves alerts that the journal proves, and only with its statement in it', async () => {
    const { session } = generateSession(4, { isGrouped: true })
    const alerts = alertsOf(session).filter(({ numbers }) => `${numbers.basis}`.endsWith('group'))
    assert.deepEqual(new Set(alerts.map(({ numbers }) => numbers.basis)), new Set(['group', 'same-group']))
    const strangers = session.records.map((record) =>
      record.command.kind === 'SET_GROUP'
        ? { ...record, command: { kind: 'REVERTED', fromBatchNo: 1 } as const }
        : record,
    )
    for (const alert of alerts) {
      assert.deepEqual(await verifyAlert(alert, sourceOf(session.records), sessionLimits), {
        isProven: true,
        reasons: [],
      })
      assert.equal((await verifyAlert(alert, sourceOf(strangers), sessionLimits)).isProven, false)
      const { id: _id, ...content } = { ...alert, accounts: [accountOf(50), ...alert.accounts.slice(1)] }
      const other = { id: alertId(content), ...content }
      assert.equal((await verifyAlert(other, sourceOf(session.records), sessionLimits)).isProven, false)
    }
  })
})
