import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { BaseError, RetryableError } from '../../../kit/errors.ts'
import { addressField, parseInput, uintField } from '../../../kit/fields.ts'
import { problemHeaders, problemOf } from '../../../kit/problem.ts'

describe('problemOf', () => {
  it('says nothing about an error that is not ours', () => {
    const problem = problemOf(new Error('select * from secret'), '/api/v1/orders')
    assert.equal(problem.code, 'INTERNAL_ERROR')
    assert.equal(problem.status, 500)
    assert(!JSON.stringify(problem).includes('secret'))
  })

  it('carries code, details and status of our own', () => {
    const error = new BaseError('The price is above the face value.', {
      code: 'ORDER_ABOVE_FACE',
      details: 'at most 50',
      status: 422,
    })
    assert.deepEqual(problemOf(error, '/api/v1/orders'), {
      type: '/docs/errors#ORDER_ABOVE_FACE',
      title: 'The price is above the face value.',
      status: 422,
      code: 'ORDER_ABOVE_FACE',
      detail: 'at most 50',
      instance: '/api/v1/orders',
    })
  })

  it('lists every wrong field of a request', () => {
    const schema = z.object({ order: z.object({ amount: uintField(8), account: addressField }) })
    try {
      parseInput(schema, { order: { amount: '256', account: '0x12' } })
      assert.fail('not refused')
    } catch (error) {
      const problem = problemOf(error)
      assert.equal(problem.code, 'REQUEST_INVALID')
      assert.deepEqual(
        problem.errors?.map(({ field }) => field),
        ['order.amount', 'order.account'],
      )
    }
  })

  it('tells when to come back', () => {
    const error = new RetryableError('The database is away.', { code: 'DATABASE_UNAVAILABLE', retryAfterSec: 3 })
    assert.equal(problemOf(error).status, 503)
    assert.equal(problemHeaders(error)['retry-after'], '3')
  })
})
