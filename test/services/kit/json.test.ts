import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BaseError } from '../../../kit/errors.ts'
import { parseJson, stringifyJson } from '../../../kit/json.ts'

describe('json', () => {
  it('writes a bigint as a decimal string', () => {
    assert.equal(stringifyJson({ amount: 2n ** 70n, list: [1n] }), '{"amount":"1180591620717411303424","list":["1"]}')
  })

  it('refuses a malformed document with a stable code', () => {
    assert.throws(
      () => parseJson('{"a":'),
      (error: unknown) => error instanceof BaseError && error.code === 'JSON_MALFORMED' && error.status === 400,
    )
  })
})
