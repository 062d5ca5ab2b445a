import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { contactField, contactTag, normalizeContact } from '../../../kit/contact.ts'
import { Secret } from '../../../kit/secret.ts'

const ONE_FORM: Record<string, string> = {
  '+49 151 1234-5678': '+4915112345678',
  '0049 (151) 1234.5678': '+4915112345678',
  ' Alice@Example.ORG ': 'alice@example.org',
  'alice@bücher.example': 'alice@xn--bcher-kva.example',
}
const REFUSED = [
  '',
  '+',
  '0151 12345678',
  '+0151 12345678',
  '+1234567890123456',
  '+49abc1234567',
  '@example.org',
  'a@b',
  '.a@example.org',
]
const REFUSED_EMAILS = [
  'a..b@example.org',
  'a b@example.org',
  'ä@example.org',
  'a@b@example.org',
  `${'a'.repeat(65)}@example.org`,
]

describe('a contact', () => {
  for (const [text, value] of Object.entries(ONE_FORM))
    it(`"${text}" is ${value}`, () => assert.equal(normalizeContact(text)?.value, value))

  for (const text of [...REFUSED, ...REFUSED_EMAILS])
    it(`"${text.slice(0, 24)}" is none`, () => assert.equal(normalizeContact(text), undefined))

  it('is not repeated when it is refused', () => {
    const { error } = contactField.safeParse('0151 12345678')
    assert.ok(error)
    assert.doesNotMatch(JSON.stringify(error.issues), /12345678/)
  })

  it('has a tag that depends on key, kind and value', () => {
    const tag = (key: string, text: string) => contactTag(new Secret(key), contactField.parse(text))
    assert.equal(tag('key', '+49 151 12345678'), tag('key', '+4915112345678'))
    assert.notEqual(tag('key', '+4915112345678'), tag('other', '+4915112345678'))
    assert.notEqual(tag('key', '+4915112345678'), tag('key', '+4915112345679'))
    assert.notEqual(
      contactTag(new Secret('key'), { kind: 'email', value: 'x' }),
      contactTag(new Secret('key'), { kind: 'phone', value: 'x' }),
    )
  })
})
