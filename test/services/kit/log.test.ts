import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BaseError } from '../../../kit/errors.ts'
import { createLogger } from '../../../kit/log.ts'
import { Secret } from '../../../kit/secret.ts'

describe('createLogger', () => {
  const lines: string[] = []
  const log = createLogger('relayer', 'info', { write: (line) => lines.push(line) })
  const logged = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}')

  it('writes time, level name, service and message', () => {
    log.info({ batchNo: 7n }, 'batch sent')
    const { time, ...rest } = logged()
    assert.deepEqual(rest, { level: 'info', name: 'relayer', batchNo: '7', msg: 'batch sent' })
    assert.match(String(time), /^\d{4}-\d\d-\d\dT/)
  })

  it('never writes a secret', () => {
    log.info({ token: new Secret('hunter2-hunter2-hunter2') }, 'configured')
    assert.equal(logged().token, '[secret]')
  })

  it('writes the code and the cause of an error', () => {
    const err = new BaseError('Not sent.', { code: 'TRANSACTION_UNSENT', cause: new Error('refused') })
    log.error({ err }, 'failed')
    assert.equal((logged().err as { code: string }).code, 'TRANSACTION_UNSENT')
    assert.match(JSON.stringify(logged().err), /refused/)
  })
})
