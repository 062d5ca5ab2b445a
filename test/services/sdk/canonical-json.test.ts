import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { canonicalJson } from '../../../sdk/src/canonical-json.ts'

describe('canonical JSON (RFC 8785)', () => {
  it('writes the sample of section 3.2.2', () => {
    const sample = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    )
    assert.equal(
      canonicalJson(sample),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  it('sorts by UTF-16 code units, as section 3.2.3 shows', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
    const sorted = JSON.parse(canonicalJson(Object.fromEntries(keys.map((key, i) => [key, i]))))
    const order = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']
    assert.deepEqual(
      canonicalJson(sorted),
      `{${order.map((key) => `${JSON.stringify(key)}:${keys.indexOf(key)}`).join(',')}}`,
    )
  })

  it('writes minus zero as zero and leaves undefined members out', () => {
    assert.equal(canonicalJson({ b: -0, a: undefined }), '{"b":0}')
  })

  for (const [name, value] of Object.entries({
    NaN: Number.NaN,
    infinity: Number.POSITIVE_INFINITY,
    bigint: 1n,
    'lone surrogate': '\ud83d',
    'lone surrogate as key': { '\ude00': 1 },
    'undefined in a list': [undefined],
    function: () => 1,
  }))
    it(`refuses ${name}`, () => assert.throws(() => canonicalJson(value), TypeError))
})
