import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sequencerUrlsField } from '../../../kit/sequencer-urls.ts'

const [A, B, C] = ['http://a:3020', 'http://b:3020', 'https://c:3020']

describe('SEQUENCER_URL', () => {
  it('is one process, a leader with standbys, or several partitions', () => {
    assert.deepEqual(sequencerUrlsField.parse(A), [[A]])
    assert.deepEqual(sequencerUrlsField.parse(`${A},${B}`), [[A, B]])
    assert.deepEqual(sequencerUrlsField.parse(`${A}, ${B}; ${C}`), [[A, B], [C]])
  })

  it('is refused with a hole, something else than a URL, a process named twice, or too many of them', () => {
    const nine = Array.from({ length: 9 }, (_, i) => `${A}${i}`)
    for (const text of ['', `${A};`, `${A},`, 'ws://a', `${A};${A}`, nine.join(';'), nine.join(',')])
      assert.equal(sequencerUrlsField.safeParse(text).success, false, text)
  })
})
