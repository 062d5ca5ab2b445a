import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LogRenderer } from '../../../local/log-renderer.ts'

const now = new Date('2026-01-01T12:00:00.123Z')
const pinoLine = '{"level":"warn","time":"2026-01-01T11:00:00.000Z","name":"relayer","batchNo":"7","msg":"batch sent"}'
const render = (service: string, text: string, level = 'info') => new LogRenderer(level).render(service, text, now)

describe('LogRenderer', () => {
  it('shows time, service, level, message and fields of a JSON line', () => {
    assert.equal(render('relayer', pinoLine), '11:00:00.000 relayer    warn  batch sent batchNo=7')
  })

  it('shows numeric levels and an error with its place', () => {
    const line = JSON.stringify({
      level: 50,
      msg: 'failed',
      err: { code: 'X', message: 'no', stack: 'E\n  at a.ts:1' },
    })
    assert.equal(render('ponder', line), '12:00:00.123 ponder     error failed: X no (at a.ts:1)')
  })

  it('shows a plain line as it is', () => {
    assert.equal(render('genex', 'listening'), '12:00:00.123 genex      info  listening')
    assert.equal(render('genex', '{broken'), '12:00:00.123 genex      info  {broken')
  })

  it('keeps one line one line, and cuts it', () => {
    const line = JSON.stringify({ level: 30, msg: `one\n  two ${'x'.repeat(10_000)}` })
    const shown = render('api', line) ?? ''
    assert.match(shown, /one two x/)
    assert.equal(shown.length, 4_000)
  })

  it('hides the routine of PostgreSQL and shows its trouble', () => {
    assert.equal(render('postgres', 'LOG:  checkpoint starting'), undefined)
    assert.equal(render('postgres', 'FATAL:  the database system is starting up'), undefined)
    assert.match(render('postgres', 'FATAL:  out of memory') ?? '', / warn /)
  })

  it('compares levels', () => {
    assert.equal(render('relayer', pinoLine, 'error'), undefined)
    assert.equal(render('relayer', pinoLine, 'silent'), undefined)
  })

  it('thins out repeated trouble and tells the count', () => {
    const renderer = new LogRenderer('info')
    const lines = Array.from({ length: 9 }, (_, index) => {
      const line = JSON.stringify({ level: 'warn', msg: 'no answer', attempt: index })
      return renderer.render('sequencer', line, now)?.replace(/.*warn +/, '')
    })
    const shown = lines.filter((line) => line !== undefined)
    const expected = ['no answer attempt=0', 'no answer attempt=1 (2 times)', 'no answer attempt=3 (4 times)']
    assert.deepEqual(shown, [...expected, 'no answer attempt=7 (8 times)'])
  })
})
