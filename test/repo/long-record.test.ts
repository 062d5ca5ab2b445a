import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, it, type TestContext } from 'node:test'
import { temporaryDir } from '../services/relayer/support/places.ts'
import { LongRecord, type LongStage } from '../support/long-record.ts'

const stage = (name: string, more: Partial<LongStage> = {}): LongStage => ({
  name,
  date: '2026-01-01T00:00:00.000Z',
  commit: 'abc',
  isPassed: true,
  seconds: 1,
  closing: 'ℹ pass 1',
  ...more,
})

describe('the record of a long run', () => {
  let path = ''
  beforeEach((test) => {
    const { dir, remove } = temporaryDir()
    ;(test as TestContext).after(remove)
    path = join(dir, 'long.json')
  })

  it('is on disk after each stage, one entry a stage, the newest', () => {
    const record = new LongRecord(path)
    record.add(stage('services', { isPassed: false }))
    record.add(stage('contracts'))
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), [
      stage('contracts'),
      stage('services', { isPassed: false }),
    ])
    new LongRecord(path).add(stage('services', { seconds: 9 }))
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), [stage('contracts'), stage('services', { seconds: 9 })])
    assert.deepEqual(readdirSync(join(path, '..')), ['long.json'])
  })

  it('knows a stage as passed at the same commit only, and never one of changed files', () => {
    const record = new LongRecord(path)
    record.add(stage('passed'))
    record.add(stage('failed', { isPassed: false }))
    record.add(stage('changed', { commit: 'abc-dirty' }))
    const known = [
      record.hasPassed('passed', 'abc'),
      record.hasPassed('passed', 'def'),
      record.hasPassed('failed', 'abc'),
      record.hasPassed('changed', 'abc-dirty'),
      new LongRecord(path).hasPassed('passed', 'abc'),
    ]
    assert.deepEqual(known, [true, false, false, false, true])
  })
})
