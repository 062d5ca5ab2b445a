import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isShown, renderLine } from '../../../local/log-renderer.ts'

const now = new Date('2026-01-01T12:00:00.123Z')
const pinoLine = '{"level":"warn","time":"2026-01-01T11:00:00.000Z","name":"relayer","batchNo":"7","msg":"batch sent"}'

describe('renderLine', () => {
  it('shows time, service, level, message and fields of a JSON line', () => {
    assert.equal(renderLine('relayer', pinoLine, now), '11:00:00.000 relayer    warn  batch sent batchNo=7')
  })

  it('shows numeric levels and an error with its place', () => {
    const line = JSON.stringify({
      level: 50,
      msg: 'failed',
      err: { code: 'X', message: 'no', stack: 'E\n  at a.ts:1' },
    })
    assert.equal(renderLine('ponder', line, now), '12:00:00.123 ponder     error failed: X no (at a.ts:1)')
  })

  it('shows a plain line as it is', () => {
    assert.equal(renderLine('genex', 'listening', now), '12:00:00.123 genex      info  listening')
    assert.equal(renderLine('genex', '{broken', now), '12:00:00.123 genex      info  {broken')
  })

  it('cuts a line without end', () => assert.equal(renderLine('api', 'x'.repeat(10_000), now).length, 4_000))
})

describe('isShown', () => {
  it('hides the routine of PostgreSQL and shows its trouble', () => {
    assert.equal(isShown('2026-01-01 UTC [1] LOG:  checkpoint starting', 'info'), false)
    assert.equal(isShown('2026-01-01 UTC [1] FATAL:  out of memory', 'info'), true)
  })

  it('compares levels', () => {
    assert.equal(isShown(pinoLine, 'error'), false)
    assert.equal(isShown(pinoLine, 'info'), true)
    assert.equal(isShown(pinoLine, 'silent'), false)
  })
})
