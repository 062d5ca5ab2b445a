import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { z } from 'zod'
import { ConfigError, commonConfig, parseConfig, portField } from '../../../kit/config.ts'
import { privateKeysField, Secret } from '../../../kit/secret.ts'

const schema = z.object({ ...commonConfig, API_PORT: portField(3000) })
const token = 'a-token-of-sixteen-or-more'

describe('parseConfig', () => {
  it('names every variable that is wrong, and whether it is missing', () => {
    assert.throws(
      () => parseConfig(schema, { API_PORT: '99999', LOG_LEVEL: 'loud' }),
      (error: unknown) => {
        assert(error instanceof ConfigError)
        assert.deepEqual(error.fields.map(({ field }) => field).sort(), ['API_PORT', 'INTERNAL_TOKEN', 'LOG_LEVEL'])
        assert.match(error.message, /INTERNAL_TOKEN: is not set/)
        return true
      },
    )
  })

  it('takes an empty variable for an unset one', () => {
    const config = parseConfig(schema, { INTERNAL_TOKEN: token, API_PORT: '', LOG_LEVEL: '' })
    assert.equal(config.API_PORT, 3000)
    assert.equal(config.LOG_LEVEL, 'info')
  })

  it('never quotes the value of a refused secret', () => {
    const key = `0x${'ab'.repeat(31)}`
    assert.throws(
      () => parseConfig(z.object({ RELAYER_KEYS: privateKeysField }), { RELAYER_KEYS: key }),
      (error: unknown) => error instanceof ConfigError && !error.message.includes('abab'),
    )
  })
})

describe('Secret', () => {
  it('prints [secret] however it is printed', () => {
    const secret = new Secret(token)
    assert.equal(`${secret}`, '[secret]')
    assert.equal(JSON.stringify({ secret }), '{"secret":"[secret]"}')
    assert.equal(inspect({ secret }), '{ secret: [secret] }')
    assert.equal(secret.reveal(), token)
  })

  it('is made by the configuration', () => {
    const config = parseConfig(schema, { INTERNAL_TOKEN: token })
    assert(config.INTERNAL_TOKEN instanceof Secret)
  })
})
