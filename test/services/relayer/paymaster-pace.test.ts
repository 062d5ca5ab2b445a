import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OPERATIONS_PER_MINUTE } from '../../../relayer/limits.ts'
import { TenantPace } from '../../../relayer/paymaster/pace.ts'

describe('the pace of a tenant’s operations', () => {
  it('ends at its bound and begins anew with the next minute, for each tenant alone', () => {
    const pace = new TenantPace()
    for (let i = 0; i < OPERATIONS_PER_MINUTE; i++) pace.take('shop', 6_000n)
    assert.throws(() => pace.take('shop', 6_059n), { code: 'PAYMASTER_BUSY', status: 429, retryAfterSec: 1 })
    pace.take('other', 6_059n)
    pace.take('shop', 6_060n)
  })
})
