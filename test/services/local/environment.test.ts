import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { localOptions } from '../../../local/config.ts'
import { localEnvironment } from '../../../local/environment.ts'

describe('what children read', () => {
  const dir = mkdtempSync(join(tmpdir(), 'genex-environment-'))
  after(() => rmSync(dir, { recursive: true }))
  const environment = (variables: Record<string, string>) =>
    localEnvironment(localOptions({ DATA_DIR: dir, ...variables }))

  it('names no journal stream unless the starter does: the journal is files', () => {
    assert.deepEqual(
      Object.keys(environment({})).filter((name) => name.startsWith('JOURNAL_')),
      [],
    )
  })

  it('hands the journal stream of the starter on', () => {
    const { JOURNAL_REPLICAS, JOURNAL_URL } = environment({
      JOURNAL_URL: 'nats://127.0.0.1:4222',
      JOURNAL_REPLICAS: '1',
    })
    assert.deepEqual([JOURNAL_URL, JOURNAL_REPLICAS], ['nats://127.0.0.1:4222', '1'])
  })
})
