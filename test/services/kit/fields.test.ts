import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressField, bytes32Field, hexField, uintField } from '../../../kit/fields.ts'

const CHECKSUMMED = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'

describe('uintField', () => {
  const field = uintField(64)
  const refused = [
    '-1',
    '1.0',
    '01',
    '1e3',
    ' 1',
    '0x1',
    '',
    '18446744073709551616',
    1,
    null,
    undefined,
    '9'.repeat(100),
  ]
  for (const value of refused) {
    it(`refuses ${JSON.stringify(value)}`, () => assert.equal(field.safeParse(value).success, false))
  }
  it('accepts the largest value', () => assert.equal(field.parse('18446744073709551615'), 2n ** 64n - 1n))
})

describe('addressField', () => {
  it('refuses a wrong checksum', () => {
    assert.equal(addressField.safeParse(CHECKSUMMED.replace('Fd', 'fD')).success, false)
  })
  it('gives lower case back with its checksum', () => {
    assert.equal(addressField.parse(CHECKSUMMED.toLowerCase()), CHECKSUMMED)
  })
})

describe('hexField', () => {
  it('refuses an odd number of digits and too many bytes', () => {
    assert.equal(hexField(2).safeParse('0x123').success, false)
    assert.equal(hexField(2).safeParse('0x123456').success, false)
  })
  it('accepts empty bytes', () => assert.equal(hexField(2).parse('0x'), '0x'))
})

describe('bytes32Field', () => {
  it('refuses 31 bytes', () => assert.equal(bytes32Field.safeParse(`0x${'00'.repeat(31)}`).success, false))
})
