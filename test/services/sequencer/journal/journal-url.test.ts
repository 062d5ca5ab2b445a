import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { journalUrlField } from '../../../../relayer/sequencer/journal/journal-url.ts'

describe('JOURNAL_URL', () => {
  it('names one or more servers and one user for all', () => {
    const { password, ...url } = journalUrlField.parse('tls://genex:p%40ss-word@a.example:4222, tls://b.example:4223')
    assert.deepEqual(url, { servers: ['a.example:4222', 'b.example:4223'], isEncrypted: true, user: 'genex' })
    assert.equal(password?.reveal(), 'p@ss-word')
    assert.equal(String(password), '[secret]')
  })

  for (const text of ['', 'http://a:1', 'nats://a:1,', 'nats://a:1,tls://b:1', 'redis://a:1', '127.0.0.1:4222']) {
    it(`refuses "${text}"`, () => assert.equal(journalUrlField.safeParse(text).success, false))
  }
})
