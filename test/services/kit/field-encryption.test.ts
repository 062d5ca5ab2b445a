import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import {
  createDataKey,
  type FieldPlace,
  openDataKey,
  openField,
  rewrapDataKey,
  sealField,
} from '../../../kit/field-encryption.ts'
import { keyRingField } from '../../../kit/key-ring.ts'

const OLD = `old:${'1'.repeat(64)}`
const NEW = `new:${'2'.repeat(64)}`
const ring = keyRingField.parse(OLD)
const place: FieldPlace = { user: 'user-1', table: 'contact', column: 'value', version: 1 }
const unreadable = { code: 'FIELD_UNREADABLE' }

describe('field encryption', () => {
  const { key, wrapped } = createDataKey(ring, 'user-1')

  it('opens what it sealed, any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (text) => openField(key, place, sealField(key, place, text)) === text,
      ),
    )
  })

  it('seals the same text differently each time', () => {
    assert.notEqual(sealField(key, place, '+4915112345678'), sealField(key, place, '+4915112345678'))
  })

  for (const [name, change] of Object.entries({
    user: { user: 'user-2' },
    table: { table: 'profile' },
    column: { column: 'salt' },
    version: { version: 2 },
  })) {
    it(`does not open a value at another ${name}`, () => {
      const sealed = sealField(key, place, 'a@example.org')
      assert.throws(() => openField(key, { ...place, ...change }, sealed), unreadable)
    })
  }

  it('does not open a value of which a byte was changed', () => {
    const sealed = sealField(key, place, 'a@example.org')
    const bytes = Buffer.from(sealed.slice(3), 'base64url')
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(bytes.readUInt8(index) ^ 1, index)
      assert.throws(() => openField(key, place, `g1.${changed.toString('base64url')}`), unreadable)
    }
  })

  for (const text of ['', 'g1.', 'g1.AAAA', 'g2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])
    it(`refuses "${text}"`, () => assert.throws(() => openField(key, place, text), unreadable))

  it('refuses a place whose parts could run into each other', () => {
    assert.throws(() => sealField(key, { ...place, user: 'a|b' }, 'text'), /place/)
  })

  it('opens a data key of the same user only', () => {
    assert.deepEqual(openDataKey(ring, 'user-1', wrapped), key)
    assert.throws(() => openDataKey(ring, 'user-2', wrapped), unreadable)
  })

  it('takes a data key over to a new key-encryption key', () => {
    const rotated = keyRingField.parse(`${NEW},${OLD}`)
    const moved = rewrapDataKey(rotated, 'user-1', wrapped)
    assert.ok(moved?.startsWith('new:'))
    assert.deepEqual(openDataKey(keyRingField.parse(NEW), 'user-1', moved ?? ''), key)
    assert.equal(rewrapDataKey(rotated, 'user-1', moved ?? ''), undefined)
    assert.throws(() => openDataKey(keyRingField.parse(NEW), 'user-1', wrapped), unreadable)
  })
})

describe('a key ring', () => {
  it('shows no key', () => {
    assert.equal(JSON.stringify({ ring }), '{"ring":"[secret]"}')
    assert.equal(inspect(ring), '[secret]')
  })

  for (const text of ['', 'old', 'old:12', `old:${'g'.repeat(64)}`, `${OLD},${OLD}`, `${OLD},`])
    it(`is not made of "${text.slice(0, 20)}"`, () => assert.equal(keyRingField.safeParse(text).success, false))
})
